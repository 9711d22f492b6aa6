/** Registering the kernel, taking it out, and the doctor's eye for what broke since. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/notebook-file.ts'

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

/** Sees only the Jupyter of this folder. */
const cellarIn = (
  folder: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string }> =>
  new Promise(done => {
    const env = { ...process.env, JUPYTER_PATH: join(folder, 'share/jupyter'), JUPYTER_DATA_DIR: join(folder, 'user') }
    execFile(process.execPath, [program, ...args], { env }, (error, stdout) =>
      done({ code: error ? Number(error.code) : 0, stdout }),
    )
  })

const findingsIn = async (folder: string) => {
  const { code, stdout } = await cellarIn(folder, 'doctor', '--json')
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly is: string; readonly what: string; readonly mend?: string }[]
  }
  return { code, kernel: findings.filter(({ what }) => what.includes('the kernel')) }
}

it('install registers a kernel that exists, uninstall takes it out', async () => {
  const folder = temporaryFolder()
  const kernelspec = join(folder, 'share/jupyter/kernels/cellar/kernel.json')
  expect((await cellarIn(folder, 'install', '--prefix', folder)).code).toBe(0)
  const { argv } = JSON.parse(readFileSync(kernelspec, 'utf8')) as { readonly argv: readonly string[] }
  expect(argv.slice(0, 2).every(existsSync)).toBe(true)
  expect(await findingsIn(folder)).toMatchObject({ code: 0, kernel: [{ is: 'good' }] })
  expect((await cellarIn(folder, 'uninstall', '--prefix', folder)).stdout).toMatch(/^Removed/)
  expect(existsSync(kernelspec)).toBe(false)
})

it('doctor notices a kernel whose program is gone, and says how to mend it', async () => {
  const folder = temporaryFolder()
  await cellarIn(folder, 'install', '--prefix', folder)
  const kernelspec = join(folder, 'share/jupyter/kernels/cellar/kernel.json')
  writeFileSync(kernelspec, readFileSync(kernelspec, 'utf8').replace(/[^"]*kernel\.js/, '/gone/kernel.js'))
  expect(await findingsIn(folder)).toMatchObject({
    code: 2,
    kernel: [
      { is: 'bad', what: expect.stringContaining('/gone/kernel.js'), mend: expect.stringMatching(/^cellar install/) },
    ],
  })
})
