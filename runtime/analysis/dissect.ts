/**
 * A cell's source taken apart once for everyone who asks: its JavaScript, the map back, the tree, what each name is bound to.
 * Those of the last cells stay in memory: a cell is planned and then compiled. Trees are too big to keep all.
 */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { isParseError } from 'meriyah'
import type { SyntaxProblem } from './analysis.ts'
import { erase } from './erase.ts'
import type { Erasure } from './erasure.ts'
import { eraseSlowly } from './erase-slowly.ts'
import { positionAt } from './position.ts'
import { resolve, type Scopes } from './scopes.ts'
import { parse } from './syntax.ts'
import { contains, type Node, type Program } from './syntax-tree.ts'
import { RecentlyUsed } from './recently-used.ts'

export interface Dissection {
  readonly is: 'ok'
  readonly js: string
  /** From `js` to the cell's source, encoded. */
  readonly mappings: string
  readonly program: Program
  readonly scopes: Scopes
}

export type Dissected = Dissection | { readonly is: 'problem'; readonly problem: SyntaxProblem }

/** Characters of source whose trees are kept: a tree takes about 150 bytes for each. */
const keptSource = 200_000
/** What the tree of the smallest cell takes is that of so many characters. */
const smallest = 50
const recent = new RecentlyUsed<Dissected>(keptSource, key => key.length + smallest)

export const dissect = (source: string, erasure: Erasure): Dissected =>
  recent.get(`${JSON.stringify(erasure)}\n${source}`, () => takeApart(source, erasure))

const takeApart = (source: string, erasure: Erasure): Dissected => {
  let erased = erase(source, erasure)
  if (erased.is === 'unsupported') erased = eraseSlowly(source, erasure)
  if (erased.is !== 'js') return asProblem(erased)
  let program = tryParse(erased, source)
  if (program.type === 'Program' && /@|\baccessor\b/.test(erased.js) && hasNewClassSyntax(program)) {
    erased = eraseSlowly(source, erasure)
    if (erased.is !== 'js') return asProblem(erased)
    program = tryParse(erased, source)
  }
  if (program.type !== 'Program') return { is: 'problem', problem: program.problem }
  const scopes = resolve(program)
  const stray = scopes.references.find(({ identifier, binding }) => identifier.name === 'arguments' && !binding)
  if (stray) {
    const problem = problemAt({ ...erased, source }, stray.identifier.start!, '`arguments` stands outside a function')
    return { is: 'problem', problem }
  }
  return { is: 'ok', js: erased.js, mappings: erased.mappings, program, scopes }
}

const asProblem = (
  erased: { readonly is: 'problem'; readonly problem: SyntaxProblem } | { readonly is: 'unsupported' },
): Dissected =>
  erased.is === 'problem'
    ? erased
    : { is: 'problem', problem: { message: 'TypeScript can’t turn this into JavaScript', line: 1, column: 0 } }

interface Text {
  readonly js: string
  readonly mappings: string
}

const tryParse = (
  text: Text,
  source: string,
): Program | { readonly type: 'problem'; readonly problem: SyntaxProblem } => {
  try {
    return parse(text.js)
  } catch (error) {
    if (!isParseError(error)) throw error
    return { type: 'problem', problem: problemAt({ ...text, source }, error.start, error.description) }
  }
}

const problemAt = (text: Text & { readonly source: string }, offset: number, message: string): SyntaxProblem => {
  const map = new TraceMap({ version: 3, sources: ['cell'], names: [], mappings: text.mappings })
  const { line, column } = originalPositionFor(map, positionAt(text.js, offset))
  return line === null ? { message, line: 1, column: 0 } : { message, line, column }
}

const hasNewClassSyntax = (node: Node): boolean =>
  contains(node, ({ type }) => type === 'Decorator' || type === 'AccessorProperty')
