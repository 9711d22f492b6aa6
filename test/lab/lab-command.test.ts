/** `cellar lab`, which `npm start` ends in: JupyterLab for whoever has the token, on this machine only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { notebookText, temporaryFolder } from '../support/notebook-file.ts'

// A server, a browser and kernels start on a machine that others use too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

it('opens on the notebook with the kernel installed, asks for its token, listens on loopback, and ends when told', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a.ipynb'), notebookText({ a: '1' }))
  const lab = spawn(process.execPath, [program, 'lab', join(folder, 'a.ipynb'), '--no-browser'])
  const ended = once(lab, 'exit')
  const [, base, token] = await new ChildOutput(lab).said(
    /ready: (http:\/\/127\.0\.0\.1:\d+)\/lab\/tree\/a\.ipynb\?token=(\w+)/,
  )
  const status = async (url: string): Promise<number> => (await fetch(url)).status
  expect(await status(`${base}/lab/tree/a.ipynb?token=${token}`)).toBe(200)
  expect(await status(`${base}/api/contents`)).toBe(403)
  const { kernelspecs } = (await (await fetch(`${base}/api/kernelspecs?token=${token}`)).json()) as {
    readonly kernelspecs: Readonly<Record<string, unknown>>
  }
  expect(Object.keys(kernelspecs)).toContain('cellar')
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter(address => address && !address.internal && address.family === 'IPv4')
  for (const address of outside) await expect(fetch(base!.replace('127.0.0.1', address!.address))).rejects.toThrow()
  lab.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
})
