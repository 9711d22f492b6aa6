/**
 * From source to code: analysis and compilation of cells of 1, 50 and 1,000 lines that were never seen before. Prints what the text
 * came to before milliseconds; 50 lines must compile within 1 ms.
 */
import assert from 'node:assert/strict'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { dissect } from '../../runtime/analysis/dissect.ts'
import { defaultErasure } from '../../runtime/analysis/erasure.ts'
import { cellId } from '../../runtime/brand.ts'
import { compile } from '../../runtime/compile/compile.ts'

const tiny = process.argv.includes('--tiny')

const block = (k: number): string => `
interface Row${k} { readonly id: number; label?: string }
const rows${k}: Row${k}[] = [1, 2, 3].map(id => ({ id, label: \`row \${id}\` }))
function total${k}<T extends Row${k}>(of: readonly T[], { scale = 1 }: { scale?: number } = {}): number {
  let sum = 0
  for (const row of of) sum += row.id * scale
  return sum
}
let best${k} = 0
for (let i = 0; i < rows${k}.length; i++) {
  best${k} = Math.max(best${k}, rows${k}[i]!.id)
}`

/** About `lines` lines; `seed` keeps every cache from knowing it. */
const cellOf = (lines: number, seed: number): string => {
  if (lines === 1) return `const answer${seed} = 6 * 7`
  return `// ${seed}\n${Array.from({ length: Math.round(lines / 13) }, (_, k) => block(k)).join('\n')}\nconst last = ${seed}`
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

let seed = 0
const measure = (lines: number, times: number) => {
  const analysing: number[] = []
  const compiling: number[] = []
  let code = ''
  for (let i = 0; i < times; i++) {
    const source = cellOf(lines, seed++)
    const start = performance.now()
    const analysis = analyse(source)
    const between = performance.now()
    const compiled = compile(source, analysis, {
      cell: cellId('a'),
      title: 'Cell [1]',
      shared: new Set(),
      notebookNames: new Set(analysis.defines.keys()),
      markOf: () => 0,
    })
    compiling.push(performance.now() - between)
    analysing.push(between - start)
    assert.equal(analysis.status, 'ok')
    code = compiled.code
  }
  return { analyse: median(analysing), compile: median(compiling), code }
}

// V8 has to have seen the code.
measure(50, tiny ? 1 : 300)
for (const [lines, times] of [
  [1, 400],
  [50, 300],
  [1000, 20],
] as const) {
  const got = measure(lines, tiny ? 1 : times)
  const dissected = dissect(cellOf(lines, 0), defaultErasure)
  assert.equal(dissected.is, 'ok')
  console.log(
    `${String(lines).padStart(5)} lines → ${String(got.code.length).padStart(6)} characters   analyse ${got.analyse.toFixed(2)} ms   compile ${got.compile.toFixed(2)} ms`,
  )
  if (!tiny && lines === 50) assert.ok(got.compile <= 1, 'a cell of 50 lines compiles within 1 ms')
}
