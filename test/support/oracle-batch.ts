/**
 * Many small notebooks run as plain scripts in one Node process: what each shows, and what each of its cells could read. For scripts that
 * touch nothing but their own names: they share the realm, and their names are the variables of one function each.
 */
import { execFileSync } from 'node:child_process'
import type { PlainRun, ScriptCell } from './oracle.ts'

/** `names`: name → how a script reads it. */
export const runAllByPlainNode = (
  notebooks: readonly (readonly ScriptCell[])[],
  names: Readonly<Record<string, string>>,
): readonly PlainRun[] => {
  const readers = Object.entries(names).map(([name, code]) => `${JSON.stringify(name)}: () => ${code}`)
  const runs = notebooks.map(cells => {
    const parts = cells.map(
      ({ id, script }) => `cell(${JSON.stringify(id)}, ${JSON.stringify(script)}, names);\n${script}`,
    )
    return `(cell, console) => { const names = { ${readers.join()} };\n${parts.join('\n;\n')} }`
  })
  const text = `
import { inspect } from 'node:util'
import { inputsOf, withState as cellState } from '${new URL('naive-inputs.js', import.meta.url)}'
const found = [${runs.join(',\n')}].map(run => {
  const [shown, inputs] = [{}, {}]
  let current
  const cell = (id, script, names) => {
    current = id
    shown[id] = ''
    inputs[id] = inputsOf(script, names)
  }
  const log = (...values) => { shown[current] += values.map(v => typeof v === 'string' ? v : inspect(v)).join(' ') + '\\n' }
  run(cell, { log })
  return { shown, inputs }
})
process.stdout.write(JSON.stringify(found))
`
  const stdout = execFileSync(process.execPath, ['--input-type=module'], { input: text, maxBuffer: 1 << 28 })
  return JSON.parse(stdout.toString()) as readonly PlainRun[]
}
