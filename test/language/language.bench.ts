/**
 * Types beside the result, against tslab's converter, each in a process of its own and in one run: the first answer
 * after start, then answers while someone types in the last of 50 cells. Fails when a warm completion takes longer
 * than tslab's. tslab is called directly; ours crosses to its thread and back, and says signatures and documentation too.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cellId } from '../../runtime/brand.ts'
import { startLanguageService } from '../../runtime/language/language-service.ts'

const tiny = process.argv.includes('--tiny')
const cellCount = tiny ? 10 : 50
const repeats = tiny ? 5 : 100
/** Until V8 has compiled what it will compile. */
const warmUps = tiny ? 2 : 300

const cells = Array.from({ length: cellCount }, (_, i) =>
  i === 0
    ? "interface Row { id: number; name: string; at: Date }\nconst rows0: Row[] = [{ id: 1, name: 'x', at: new Date() }]"
    : `const rows${i} = rows${i - 1}.filter(r => r.id > ${i}).map(r => ({ ...r, id: r.id + ${i} }))
/** Total of step ${i}. */
function total${i}(from = 0, name = 'all') { return rows${i}.reduce((sum, r) => sum + r.id, from) + name.length }
console.log(total${i}(), new Map(rows${i}.map(r => [r.id, r])).size)`,
)
const last = cellCount - 1
/** Someone types, and the editor asks at every letter: four letters a word, words of two kinds. */
const letters = (k: number): string => {
  const word = k >> 2
  const line = `const t${word} = ${word}\n`
  return word % 2 === 0 ? `${line}rows${last}[0].${'name'.slice(0, k & 3)}` : `${line}${'tota'.slice(0, (k & 3) + 1)}`
}
/** Someone starts a word: the code before it differs each time, the answer doesn't. */
const member = (k: number): string => `const t${k} = ${k}\nrows${last}[0].`
const name = (k: number): string => `const t${k} = ${k}\ntot`
const shown = (k: number): string => `const t${k} = ${k}\ntotal${last}`
const wrong = (k: number): string => `const t${k}: string = total${last}(${k})`

interface Cost {
  /** Median, milliseconds. */
  readonly wall: number
  /** Mean of all threads, milliseconds: holds on a busy machine too. */
  readonly processor: number
}

interface Measures {
  /** Milliseconds since the process began. */
  readonly first: number
  readonly letter: Cost
  readonly member: Cost
  readonly name: Cost
  readonly inspect: Cost
  readonly diagnostics: Cost
  /** Bytes. */
  readonly rss: number
}

const sinceStart = (): number => performance.now()
const check = (right: boolean, what: string): void => {
  if (!right) throw new Error(`wrong answer: ${what}`)
}
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const costOf = async (work: (k: number) => Promise<void> | void): Promise<Cost> => {
  const times: number[] = []
  let processor = 0
  for (let k = -warmUps; k < repeats; k++) {
    if (k === 0) processor = processorTime()
    const start = performance.now()
    await work(k + warmUps)
    if (k >= 0) times.push(performance.now() - start)
  }
  return { wall: median(times), processor: (processorTime() - processor) / repeats }
}

const cellar = async (): Promise<Measures> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cellar-bench-'))
  const service = startLanguageService({ folder, warmUpAfter: 0 })
  const last = cellId('last')
  const document = (source: string) => {
    service.setDocument([...cells.map((s, i) => ({ id: cellId(`c${i}`), source: s })), { id: last, source }])
  }
  const complete = async (code: string): Promise<readonly string[]> =>
    (await service.complete({ cell: last, code, offset: code.length })).items.map(i => i.text)
  document('')
  check((await complete('rows0[0].')).includes('at'), 'first member')
  const first = sinceStart()
  // Someone opens a notebook and reads before they type: the thread learns the cells' declarations meanwhile.
  await setTimeout(tiny ? 300 : 3_000)
  return {
    first,
    letter: await costOf(async k => check((await complete(letters(k))).length > 0, 'letter')),
    member: await costOf(async k => check((await complete(member(k))).join() === 'at,id,name', 'member')),
    name: await costOf(async k => check((await complete(name(k))).length === cellCount - 1, 'name')),
    inspect: await costOf(async k => {
      const found = await service.inspect({ cell: last, code: shown(k), offset: shown(k).length, detail: 0 })
      check(found?.documentation.startsWith('Total of step') ?? false, 'inspect')
    }),
    diagnostics: await costOf(async k => {
      document(wrong(k))
      check((await service.diagnostics(last))[0]?.code === 2322, 'diagnostics')
    }),
    rss: process.memoryUsage().rss,
  }
}

interface TslabConverter {
  convert(
    declarations: string,
    source: string,
  ): { readonly declOutput?: string; readonly diagnostics: readonly { code: number }[] }
  complete(declarations: string, source: string, at: number): { readonly candidates: readonly string[] }
  inspect(declarations: string, source: string, at: number): { readonly documentation?: readonly { text: string }[] }
  close(): void
}

const tslab = async (): Promise<Measures> => {
  const require = createRequire(import.meta.url)
  process.chdir(mkdtempSync(path.join(tmpdir(), 'tslab-bench-')))
  const { createConverter } = require('tslab/dist/converter.js') as {
    createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter
  }
  const converter = createConverter({ isJS: false, isBrowser: false })
  const complete = (declarations: string, code: string) =>
    converter.complete(declarations, code, code.length).candidates
  const one = converter.convert('', cells[0] ?? '').declOutput ?? ''
  check(complete(one, 'rows0[0].').includes('at'), 'first member')
  const first = sinceStart()
  const declarations = cells.reduce((above, cell) => converter.convert(above, cell).declOutput ?? above, '')
  const measures = {
    first,
    letter: await costOf(k => check(complete(declarations, letters(k)).length > 0, 'letter')),
    member: await costOf(k => check(complete(declarations, member(k)).includes('at'), 'member')),
    name: await costOf(k => check(complete(declarations, name(k)).length === cellCount - 1, 'name')),
    inspect: await costOf(k => {
      const found = converter.inspect(declarations, shown(k), shown(k).length - 1)
      check(found.documentation?.[0]?.text.startsWith('Total of step') ?? false, 'inspect')
    }),
    diagnostics: await costOf(k => {
      check(converter.convert(declarations, wrong(k)).diagnostics[0]?.code === 2322, 'diagnostics')
    }),
    rss: process.memoryUsage().rss,
  }
  converter.close()
  return measures
}

const measured = (peer: string): Measures => {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), `--peer=${peer}`, ...(tiny ? ['--tiny'] : [])]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${peer} failed:\n${stderr}`)
  return JSON.parse(stdout) as Measures
}

const compare = (): void => {
  const ours = measured('cellar')
  const theirs = measured('tslab')
  const row = (what: string, pick: (m: Measures) => number, unit = 'ms'): void => {
    const [a, b] = [pick(ours), pick(theirs)]
    console.log(
      `${what.padEnd(34)}${a.toFixed(1).padStart(9)}${b.toFixed(1).padStart(9)} ${unit}${(a / b).toFixed(2).padStart(8)}`,
    )
  }
  console.log(
    `${`${cellCount} cells, ${repeats} times`.padEnd(34)}${'cellar'.padStart(9)}${'tslab'.padStart(9)}${'ratio'.padStart(11)}`,
  )
  const rows = (what: string, pick: (m: Measures) => Cost): void => {
    row(`${what}, p50`, m => pick(m).wall)
    row(`${what}, processor`, m => pick(m).processor)
  }
  row('process start → first completion', m => m.first)
  rows('completion while typing', m => m.letter)
  rows('first of a word, members', m => m.member)
  rows('first of a word, names', m => m.name)
  rows('inspect', m => m.inspect)
  rows('edit → diagnostics', m => m.diagnostics)
  row('memory of the process', m => m.rss / 1e6, 'MB')
  // A tiny run is all start-up and noise: it shows that the bench works.
  if (!tiny && ours.letter.wall > theirs.letter.wall) {
    console.error('A warm completion takes longer than tslab’s.')
    process.exitCode = 1
  }
}

const peer = process.argv.find(arg => arg.startsWith('--peer='))?.slice(7)
if (peer === undefined) {
  compare()
} else {
  process.stdout.write(JSON.stringify(await (peer === 'cellar' ? cellar() : tslab())))
  process.exit()
}
