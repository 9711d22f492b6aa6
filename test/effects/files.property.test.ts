/** Random operations on random trees, in all three forms, beside a twin that nothing watches; then undone and redone. */
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EffectReport } from '../../runtime/effects/effects.ts'
import { inRestoreOrder } from '../../runtime/effects/files/restore-file.ts'
import { versionOnDisk } from '../../runtime/effects/files/version-on-disk.ts'
import { install } from './installed.ts'

// Held before anything is patched: the twin.
const plain = { sync: { ...fs }, promises: { ...fs.promises } }
const watched = { sync: fs, promises: fs.promises }
const { effects, folder, inRun } = install()

type Form = 'sync' | 'callback' | 'promise'
interface Step {
  readonly form: Form
  readonly name: string
  readonly paths: readonly string[]
  readonly rest: readonly unknown[]
}

const name = fc.constantFrom('a', 'b', 'd', 'l', 'd/a', 'd/e', 'd/e/x', 'l/a', 'none/a')
const content = fc.constantFrom('', 'x', 'yy')
const flag = fc.constantFrom('w', 'a', 'wx', 'r+', 'w+', 'ax')
const step = (
  op: string,
  paths: fc.Arbitrary<readonly string[]>,
  ...rest: fc.Arbitrary<unknown>[]
): fc.Arbitrary<Step> =>
  fc.record({
    form: fc.constantFrom<Form>('sync', 'callback', 'promise'),
    name: fc.constant(op),
    paths,
    rest: fc.tuple(...rest),
  })
const one = name.map(n => [n])
const two = fc.tuple(name, name)
const steps = fc.array(
  fc.oneof(
    step('writeFile', one, content, fc.record({ flag, mode: fc.constantFrom(0o666, 0o755) })),
    step('appendFile', one, content),
    step('truncate', one, fc.nat(3)),
    step('mkdir', one, fc.record({ recursive: fc.boolean(), mode: fc.constantFrom(0o777, 0o750) })),
    step('rm', one, fc.record({ recursive: fc.boolean(), force: fc.boolean() })),
    step('rmdir', one),
    step('unlink', one),
    step('rename', two),
    step('copyFile', two, fc.constantFrom(0, fs.constants.COPYFILE_EXCL)),
    step('cp', two, fc.record({ recursive: fc.boolean(), force: fc.boolean() })),
    step('readFile', one, fc.constant('utf8')),
    step('readdir', one, fc.record({ recursive: fc.boolean() })),
    step('access', one),
    step('chmod', one, fc.constantFrom(0o644, 0o755, 0o700)),
    step('link', two),
    step('readlink', one),
    step('realpath', one),
    // A link's target is kept as given: only its own place is inside the folder.
    fc
      .tuple(fc.constantFrom('a', 'd', 'd/a', '../a', 'none', 'l'), step('symlink', one))
      .map(([target, s]) => ({ ...s, rest: [target] })),
  ),
  { maxLength: 12 },
)

const take = async (
  root: string,
  { sync, promises }: typeof plain,
  { form, name: op, paths, rest }: Step,
): Promise<unknown> => {
  const places = paths.map(p => path.join(root, p))
  const args = op === 'symlink' ? [rest[0], ...places] : [...places, ...rest]
  const outcome = (value: unknown) =>
    JSON.stringify(Array.isArray(value) ? value.sort() : value)?.replaceAll(path.dirname(root), '')
  try {
    if (form === 'sync') return outcome(call(sync, `${op}Sync`, args))
    if (form === 'promise') return outcome(await call(promises, op, args))
    return outcome(
      await new Promise((resolve, reject) => {
        call(sync, op, [...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value))])
      }),
    )
  } catch (error) {
    const { code, message, syscall, errno } = error as NodeJS.ErrnoException
    // Node looks at both paths at once, and fails with the answer that comes first.
    if (op === 'cp' && form !== 'sync' && syscall === 'lstat') return { syscall }
    return { code, syscall, errno, message: message.replaceAll(path.dirname(root), '') }
  }
}

const call = (on: object, method: string, args: readonly unknown[]): unknown =>
  Reflect.apply(Reflect.get(on, method) as (...args: unknown[]) => unknown, on, args)

/** Every path with what is there. */
const treeOf = (root: string, at = ''): Record<string, string> => {
  const entries = plain.sync.readdirSync(path.join(root, at), { withFileTypes: true })
  return Object.assign(
    {},
    ...entries.map(entry => {
      const key = path.join(at, entry.name)
      const place = path.join(root, key)
      const mode = (plain.sync.lstatSync(place).mode & 0o7777).toString(8)
      if (entry.isDirectory()) return { [key]: `dir ${mode}`, ...treeOf(root, key) }
      return {
        [key]: entry.isSymbolicLink()
          ? `-> ${fs.readlinkSync(place).replaceAll(root, '')}`
          : `${mode} ${fs.readFileSync(place, 'utf8')}`,
      }
    }),
  )
}

const putBack = async (report: EffectReport, state: 'before' | 'after'): Promise<void> => {
  const entries = report.writes.map(write => ({ location: write.location, to: write[state] }))
  for (const { location, to } of inRestoreOrder(entries)) await effects.restore(location, to)
}

it('random operations behave as in a twin without a watch, and both states can be put back exactly', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(steps, steps, async (earlier, later) => {
      // One deeper, so that `../a` is still each one's own.
      const mine = path.join(folder, String(++round), 'mine/in')
      const twin = path.join(folder, String(round), 'twin/in')
      for (const root of [mine, twin]) {
        fs.mkdirSync(path.join(root, 'd/e'), { recursive: true })
        fs.writeFileSync(path.join(root, 'd/a'), 'start')
        for (const each of earlier) await take(root, plain, each)
      }
      const start = treeOf(path.dirname(mine))
      const expected: unknown[] = []
      for (const each of later) expected.push(await take(twin, plain, each))
      const { value, report, run } = await inRun(async () => {
        const seen: unknown[] = []
        for (const each of later) seen.push(await take(mine, watched, each))
        return seen
      })
      effects.discard(run)
      expect(value).toEqual(expected)
      const end = treeOf(path.dirname(mine))
      expect(end).toEqual(treeOf(path.dirname(twin)))
      for (const { location, after } of report.writes) expect(versionOnDisk(location)).toBe(after ?? 'missing')

      await putBack(report, 'before')
      expect(treeOf(path.dirname(mine))).toEqual(start)
      for (const { location, version } of report.reads) {
        if (location.startsWith(`file:${folder}`))
          expect([location, versionOnDisk(location)]).toEqual([location, version])
      }
      await putBack(report, 'after')
      expect(treeOf(path.dirname(mine))).toEqual(end)
    }),
    { numRuns: process.env.CELLAR_NIGHTLY === undefined ? 200 : 5000 },
  )
}, 600_000)
