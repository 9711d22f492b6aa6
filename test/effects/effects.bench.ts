/**
 * What watching costs: small files, clock and chance, each with a run active and as plain Node does it, in one process and
 * as a ratio. Each asserts what was noted and the bound at full size.
 */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runId } from '../../runtime/brand.ts'
import { ignoredByDefault } from '../../runtime/effects/files/ignored.ts'
import { installEffects } from '../../runtime/effects/install-effects.ts'
import { keptFiles } from '../../runtime/store/kept-files.ts'

const tiny = process.argv.includes('--tiny')
const FILES = tiny ? 100 : 10_000
const CALLS = tiny ? 10_000 : 10_000_000
const ROUNDS = 5

const folder = fs.mkdtempSync(join(tmpdir(), 'cellar-bench-'))
const data = join(folder, 'data')
fs.mkdirSync(data)
const paths = Array.from({ length: FILES }, (_, i) => join(data, `${i}.txt`))
for (const path of paths) fs.writeFileSync(path, `content of ${path}`)

const plain = {
  readFileSync: fs.readFileSync,
  writeFileSync: fs.writeFileSync,
  existsSync: fs.existsSync,
  ticks: performance.now.bind(performance),
}
Reflect.set(globalThis, 'plain', {
  Math: { random: Math.random },
  Date: { now: Date.now },
  performance: { now: plain.ticks },
})
const effects = installEffects({
  keeper: keptFiles(join(folder, '.cellar')),
  cwd: folder,
  ignore: ignoredByDefault,
  onLateError: (_, error) => {
    throw error
  },
})
let runs = 0
let failed = false

/** Fastest of the rounds, in ns a call. `Watched` rounds are each a run of their own. */
const measure = (
  calls: number,
  work: () => void,
  expected?: { readonly reads?: number; readonly writes?: number },
): number => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const run = runId(`bench-${runs++}`)
    if (expected !== undefined) effects.begin(run, {})
    const start = plain.ticks()
    work()
    if (expected !== undefined) {
      const report = effects.end()
      best = Math.min(best, ((plain.ticks() - start) * 1e6) / calls)
      const noted = {
        reads: report.reads.filter(r => r.location.includes('.txt')).length,
        writes: report.writes.length,
      }
      for (const [kind, count] of Object.entries(expected)) {
        if (noted[kind as 'reads' | 'writes'] !== count)
          throw new Error(`${noted[kind as 'reads']} ${kind} noted, not ${count}`)
      }
      effects.discard(run)
    } else best = Math.min(best, ((plain.ticks() - start) * 1e6) / calls)
  }
  return best
}

const compare = (what: string, bound: number, [without, watched]: readonly [number, number]): void => {
  const ratio = watched / without
  const bad = !tiny && ratio > bound
  failed ||= bad
  console.log(
    `${what.padEnd(58)} ${without.toFixed(1).padStart(9)} ns ${watched.toFixed(1).padStart(9)} ns ${ratio.toFixed(2).padStart(6)} × (at most ${bound})${bad ? '  TOO SLOW' : ''}`,
  )
}

/** Compiled anew for each use, so that V8 optimises each loop for its own function. */
const repeat = (calls: number, draw: string) => {
  const loop = new Function('calls', `let sum = 0; for (let i = 0; i < calls; i++) sum += ${draw}(); return sum`)
  return () => {
    if (!(Number(loop(calls)) > 0)) throw new Error('nothing drawn')
  }
}

const draws = (draw: string, calls: number): void =>
  compare(`${draw}, ${calls} times`, 2, [
    effects.outside(() => measure(calls, repeat(calls, `plain.${draw}`))),
    measure(calls, repeat(calls, draw), {}),
  ])

console.log(`${'per call'.padEnd(58)} ${'plain'.padStart(12)} ${'watched'.padStart(12)}`)
const each = (read: (path: string) => unknown) => () => paths.forEach(path => void read(path))
const same = (read: (path: string) => unknown) => () => paths.forEach(() => void read(paths[0]!))
compare(`readFileSync of ${FILES} small files, each once`, 4, [
  measure(FILES, each(plain.readFileSync)),
  measure(
    FILES,
    each(p => fs.readFileSync(p)),
    { reads: FILES },
  ),
])
compare(`readFileSync of one file ${FILES} times`, 2, [
  measure(FILES, same(plain.readFileSync)),
  measure(
    FILES,
    same(p => fs.readFileSync(p)),
    { reads: 1 },
  ),
])
compare(`existsSync of ${FILES} files, each once`, 15, [
  measure(FILES, each(plain.existsSync)),
  measure(
    FILES,
    each(p => fs.existsSync(p)),
    { reads: FILES },
  ),
])
const few = paths.slice(0, FILES / 10)
const write = (to: (path: string, text: string) => void) => () => {
  for (const path of few) to(path, String(runs))
}
compare(`writeFileSync of ${few.length} small files, both states kept`, 20, [
  measure(few.length, write(plain.writeFileSync)),
  measure(
    few.length,
    write((p, t) => fs.writeFileSync(p, t)),
    { writes: few.length },
  ),
])
draws('Math.random', CALLS)
draws('Date.now', CALLS / 10)
draws('performance.now', CALLS / 10)

const start = plain.ticks()
const EMPTY = tiny ? 100 : 10_000
for (let i = 0; i < EMPTY; i++) {
  const run = runId(`empty-${i}`)
  effects.begin(run, {})
  effects.end()
  effects.discard(run)
}
console.log(`a run that does nothing: ${(((plain.ticks() - start) * 1e3) / EMPTY).toFixed(1)} µs`)
effects.uninstall()
fs.rmSync(folder, { recursive: true })
process.exitCode = failed ? 1 : 0
