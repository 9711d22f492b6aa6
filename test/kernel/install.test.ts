/** Registering the kernel: what lands where, and what comes out again. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findKernelspecs, InstallError, installKernelspec, uninstallKernelspec } from '../../kernel/install.ts'

/** A package that is built: its kernelspec is the real one, its programs need only be there. */
const root = mkdtempSync(join(tmpdir(), 'cellar-package-'))
mkdirSync(join(root, 'dist'))
writeFileSync(join(root, 'dist', 'kernel.js'), '')
cpSync(join(import.meta.dirname, '../../kernel/kernelspec'), join(root, 'kernel', 'kernelspec'), { recursive: true })

describe('the kernelspec', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'cellar-install-'))

  it('is installed whole, with absolute paths that exist, and replaced whole', () => {
    const folder = installKernelspec({ prefix }, root)
    expect(folder).toBe(join(prefix, 'share', 'jupyter', 'kernels', 'cellar'))
    writeFileSync(join(folder, 'left-over'), '')
    installKernelspec({ prefix }, root)
    expect(readdirSync(folder).sort()).toEqual(['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'])
    const spec = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))
    expect(spec).toMatchObject({
      display_name: 'TypeScript (Cellar)',
      language: 'typescript',
      interrupt_mode: 'message',
    })
    const [node, kernel, placeholder] = spec.argv as [string, string, string]
    expect([existsSync(node), existsSync(kernel), placeholder]).toEqual([true, true, '{connection_file}'])
  })

  it('is found by Jupyter’s rules, damaged ones too', () => {
    const env = {
      JUPYTER_PATH: join(prefix, 'share', 'jupyter'),
      JUPYTER_DATA_DIR: join(prefix, 'data'),
      VIRTUAL_ENV: prefix,
    }
    const damaged = join(prefix, 'data', 'kernels', 'cellar')
    mkdirSync(damaged, { recursive: true })
    writeFileSync(join(damaged, 'kernel.json'), 'no json')
    const found = findKernelspecs('cellar', env)
    expect(found.slice(0, 2).map(spec => spec.folder)).toEqual([
      join(prefix, 'share', 'jupyter', 'kernels', 'cellar'),
      damaged,
    ])
    expect(found[0]?.argv).toHaveLength(3)
    expect(found[1]?.argv).toEqual([])
  })

  it('is removed, once', () => {
    expect(uninstallKernelspec({ prefix })).toBe(join(prefix, 'share', 'jupyter', 'kernels', 'cellar'))
    expect(uninstallKernelspec({ prefix })).toBeUndefined()
  })

  it('is not installed for programs that are not built', () => {
    const unbuilt = mkdtempSync(join(tmpdir(), 'cellar-package-'))
    expect(() => installKernelspec({ prefix }, unbuilt)).toThrow('npm run build')
    expect(
      findKernelspecs('cellar', { JUPYTER_PATH: join(prefix, 'share', 'jupyter'), JUPYTER_DATA_DIR: '/nowhere' }),
    ).toEqual([])
  })

  it('refuses a name that is a path, and says where it could not write', () => {
    expect(() => installKernelspec({ prefix, name: '../evil' }, root)).toThrow(InstallError)
    expect(() => installKernelspec({ prefix: join(root, 'dist', 'kernel.js') }, root)).toThrow('--user')
  })
})
