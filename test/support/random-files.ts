/**
 * Random notebooks that do things to a few files, folders and links: nearly all of them may be missing, or be something else. What Node
 * refuses is shown by its code. No cell can fail.
 */
import fc from 'fast-check'
import { cellOf, same, storyOf } from './random-notebook.ts'

/** Beside the notebook. */
export const fileFiles = { b: 'given' }

const path = fc.constantFrom('a', 'b', 'd', 'd/x', 'd/e', 'l', 'l/x').map(p => `'${p}'`)
const text = fc.constantFrom('', 'x', 'yy').map(t => `'${t}'`)
const mode = fc.constantFrom('0o644', '0o755', '0o600', '0o700')
const flag = fc.constantFrom('w', 'a', 'wx', 'r+').map(f => `'${f}'`)

const calls: readonly fc.Arbitrary<string>[] = [
  fc.tuple(path, text, flag, mode).map(([p, t, f, m]) => `fs.writeFileSync(${p}, ${t}, { flag: ${f}, mode: ${m} })`),
  fc.tuple(path, text).map(([p, t]) => `fs.writeFileSync(${p}, ${t})`),
  fc.tuple(path, text).map(([p, t]) => `await fs.promises.appendFile(${p}, ${t})`),
  path.map(p => `fs.readFileSync(${p}, 'utf8')`),
  path.map(p => `fs.existsSync(${p})`),
  path.map(p => `fs.readdirSync(${p}, { recursive: true }).sort()`),
  fc.tuple(path, fc.boolean(), mode).map(([p, r, m]) => `fs.mkdirSync(${p}, { recursive: ${r}, mode: ${m} }) && 0`),
  fc.tuple(path, fc.boolean(), fc.boolean()).map(([p, r, f]) => `fs.rmSync(${p}, { recursive: ${r}, force: ${f} })`),
  path.map(p => `fs.unlinkSync(${p})`),
  fc.tuple(path, path).map(([p, q]) => `fs.renameSync(${p}, ${q})`),
  fc.tuple(path, path).map(([p, q]) => `fs.copyFileSync(${p}, ${q})`),
  fc.tuple(path, path).map(([p, q]) => `await fs.promises.cp(${p}, ${q}, { recursive: true })`),
  fc.tuple(fc.constantFrom('a', 'd', 'none', '../d', 'l'), path).map(([t, p]) => `fs.symlinkSync('${t}', ${p})`),
  path.map(p => `fs.readlinkSync(${p})`),
  fc.tuple(path, fc.nat(2)).map(([p, n]) => `fs.truncateSync(${p}, ${n})`),
  fc.tuple(path, mode).map(([p, m]) => `fs.chmodSync(${p}, ${m})`),
  path.map(p => `[fs.statSync(${p})].map(s => [s.mode, s.isFile() && s.size])`),
  path.map(p => `fs.lstatSync(${p}).mode`),
]

/** Whether a folder above is missing or is a file makes no difference to a run. */
const shown = (call: string): string =>
  `try { console.log(JSON.stringify(${call})) } catch (error) { console.log(error.code.replace('ENOTDIR', 'ENOENT')) }`

const file = `{ default: fs } = await import('node:fs')`

export const fileStory = storyOf(
  cellOf(
    fc.oneof(...calls).map(call => same(shown(call))),
    2,
  ).map(({ source, script }) => ({ source: `const ${file}\n${source}`, script: `var ${file}\n${script}` })),
  false,
)
