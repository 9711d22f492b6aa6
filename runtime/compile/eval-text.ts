/**
 * The text of a direct `eval` with its names in boxes, as the cell around it has them. What it reads and writes is marked before it begins,
 * all of it: a cell with `eval` may touch anything anyway. What doesn't parse is handed on as it is, so that `eval` itself says what is wrong.
 */
import { type Reference, resolve } from '../analysis/scopes.ts'
import { noSharedVariables } from '../analysis/shared-variables.ts'
import { parse } from '../analysis/syntax.ts'
import type { Identifier, Program } from '../analysis/syntax-tree.ts'
import { boxOf } from './box-text.ts'
import { neverBoxed } from './cell-names.ts'
import { read, written } from './mark-bits.ts'
import { Rewriter } from './rewriter.ts'
import type { Box } from './session-side.ts'

interface BoxesByName {
  box(name: string): Box
}

export const evalText = (runtime: BoxesByName, text: unknown, locals: readonly string[]): unknown => {
  if (typeof text !== 'string') return text
  const program = parsed(text)
  if (!program) return text
  const scopes = resolve(program)
  const boxed = new Map<Identifier, Reference>()
  for (const reference of scopes.references) {
    const { name } = reference.identifier
    const isElsewhere = reference.binding || locals.includes(name) || neverBoxed.has(name)
    if (!isElsewhere && (!(name in globalThis) || Object.hasOwn(runtime.box(name), 'v')))
      boxed.set(reference.identifier, reference)
  }
  const names = [...new Set([...boxed.keys()].map(({ name }) => name))]
  if (names.length === 0) return text
  const none = new Set<string>()
  const rewriter = new Rewriter({
    cell: { js: text, scopes },
    names: {
      boxed,
      names,
      isBoxed: name => names.includes(name),
      constants: none,
      captured: none,
      assignedByClosures: none,
    },
    plan: { marks: new Map(), localised: new Set(), loops: new Map(), hoistedVars: [] },
    markOf: () => 0,
    renamed: new Map(),
    sharedVariables: noSharedVariables,
    // Each time it runs it is another text, with other template objects.
    templates: new Map(),
    slowLoop: () => '',
    withoutInit: new Set(),
  })
  for (const statement of program.body) rewriter.visit(statement)
  const isWritten = (name: string): boolean =>
    [...boxed.values()].some(({ identifier, access }) => identifier.name === name && access !== 'read')
  const touched = names.map(
    name => `${boxOf(name)}=$$0rt.touch(${JSON.stringify(name)},${isWritten(name) ? read | written : read})`,
  )
  return `const ${touched.join(',')};${rewriter.text.toString()}`
}

const parsed = (text: string): Program | undefined => {
  try {
    return parse(text)
  } catch {
    return undefined // eval reports it better than we could.
  }
}
