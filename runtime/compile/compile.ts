/**
 * Compiles a cell to the text of an async function of its boxes (compiled.ts says what that text and the session agree on).
 * Pure. It refuses a cell that doesn't parse: the caller has its Analysis, which says why.
 */
import { createHash } from 'node:crypto'
import type { CellId, Name } from '../brand.ts'
import type { Analysis } from '../analysis/analysis.ts'
import { dissect } from '../analysis/dissect.ts'
import { defaultErasure, type Erasure } from '../analysis/erasure.ts'
import { sharedVariables } from '../analysis/shared-variables.ts'
import type { Node } from '../analysis/syntax-tree.ts'
import { boxOf, markText, valueOf } from './box-text.ts'
import { callsNothing } from './calls-nothing.ts'
import { type CellRewriting, CellText } from './cell-text.ts'
import { namesOf } from './cell-names.ts'
import type { CompiledCell } from './compiled.ts'
import { read, written } from './mark-bits.ts'
import { planMarks } from './mark-plan.ts'
import { renamedLocals } from './renamed-locals.ts'
import { templatesOf } from './rewrite-template.ts'
import { composedMappings } from './source-map.ts'

export interface CompileOptions {
  readonly cell: CellId
  /** What a person calls the cell. */
  readonly title: string
  /** Names that functions of other cells mention. */
  readonly shared: ReadonlySet<Name>
  /** Free names of the notebook; every other free name is a global's. */
  readonly notebookNames: ReadonlySet<Name>
  readonly markOf: (name: Name) => number
  readonly erasure?: Erasure
}

export const compile = (source: string, analysis: Analysis, options: CompileOptions): CompiledCell => {
  const cell = dissect(source, options.erasure ?? defaultErasure)
  if (cell.is === 'problem') throw new SyntaxError(cell.problem.message)
  const names = namesOf(cell, options.notebookNames)
  const sharing = { shared: options.shared, localise: !analysis.barrier }
  const plan = planMarks(cell, names, sharing)
  const common = {
    cell,
    names,
    markOf: options.markOf,
    renamed: renamedLocals(cell),
    sharedVariables: sharedVariables(cell),
    templates: templatesOf(cell.program, options.cell),
  }
  const loops = [...plan.loops]
  const slow = loops.some(([, { guards }]) => guards.length > 0)
    ? slowText(
        { ...common, withoutInit: new Set(loops.flatMap(([loop, { initFirst }]) => (initFirst ? [loop] : []))) },
        sharing,
      )
    : undefined
  const rewriting: CellRewriting = {
    ...common,
    plan,
    withoutInit: new Set(),
    slowLoop: (statement: Node) => slow?.loop(statement) ?? '',
  }
  const cellText = new CellText(rewriting)
  cellText.rewrite()
  const { text } = cellText
  const hoisted = plan.hoistedVars.map(name => hoistText(name, options.markOf(name))).join('')
  const parameters = ['$$0rt', '$$0m', ...names.names.map(boxOf)].join(',')
  text.prepend(`async function(${parameters}){"use strict";${hoisted}\n`).append('\n}')
  const code = text.toString()
  const hash = createHash('sha256').update(source).update('\0').update(code).digest('hex').slice(0, 16)
  return {
    code,
    boxes: names.names.map(name => ({ name, mark: options.markOf(name) })),
    callsNothing: callsNothing(cell, names),
    map: {
      mappings: composedMappings(text, cell.mappings),
      file: `cell:${options.cell}:${hash}`,
      source,
      title: options.title,
    },
  }
}

/** A `var` keeps an earlier value, and is undefined where there is none. */
const hoistText = (name: Name, mark: number): string =>
  `${markText(mark, read)};${boxOf(name)}.has||(${valueOf(name)}=void 0,${markText(mark, written)});`

type Common = Omit<CellRewriting, 'plan' | 'slowLoop'>

const slowText = (common: Common, sharing: { readonly shared: ReadonlySet<Name> }) => {
  const plan = planMarks(common.cell, common.names, { ...sharing, localise: false })
  const cellText = new CellText({ ...common, plan, slowLoop: () => '' })
  cellText.rewrite()
  return { loop: (statement: Node) => cellText.text.slice(statement.start!, statement.end!) }
}
