/**
 * A notebook as one script that plain Node runs: the cells joined in document order, types erased, options of parameters on the command
 * line. A name that several cells define or assign is declared once at the top, as cells share one binding for it. Pure: text in, text out.
 */
import { dirname } from 'node:path'
import MagicString from 'magic-string'
import { analyse } from '../runtime/analysis/analyse.ts'
import { dissect } from '../runtime/analysis/dissect.ts'
import { defaultErasure } from '../runtime/analysis/erasure.ts'
import type { Node } from '../runtime/analysis/syntax-tree.ts'
import { isCommand } from '../runtime/notebook/commands.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { NotebookError } from '../runtime/notebook/notebook-error.ts'
import { declaredParameters, PARAMETERS_TAG } from '../runtime/parameters/declared.ts'
import { scriptPrelude } from './script-prelude.ts'

interface Parsed {
  readonly cell: NotebookCell
  readonly js: string
  readonly body: readonly Node[]
}

export const scriptOf = (cells: readonly NotebookCell[], title: string): string => {
  const parsed = cells.filter(cell => cell.source.trim() !== '' && !isCommand(cell.source)).map(parse)
  const shared = sharedNames(parsed)
  const imports = new Map<string, string>()
  const used = new Set<string>()
  const folders = new Set<string>()
  let plots = false
  const bodies = parsed.map(each => {
    const { reads, deferredReads, defines, imports: imported, options } = analyse(each.cell.source)
    for (const file of options.produces ?? []) folders.add(dirname(file))
    plots ||= imported.some(({ specifier }) => specifier === '@observablehq/plot')
    const ours = imported.filter(({ specifier }) => specifier === 'cellar').flatMap(({ names }) => names)
    for (const name of [...reads, ...deferredReads, ...ours]) used.add(name)
    for (const [name] of defines) if (!ours.includes(name)) shared.defined.add(name)
    return bodyOf(each, shared.names, imports)
  })
  const free = [...used].filter(name => !shared.defined.has(name))
  return [
    `// ${title.replaceAll('\n', ' ')}: made by \`cellar export --to script\`. Runs with Node 20.19 or newer, beside the notebook.`,
    ...imports.values(),
    scriptPrelude({ free, parameters: declaredParameters(cells), plots, folders: [...folders] }),
    shared.names.size === 0 ? '' : `// Several cells define or assign these.\nlet ${[...shared.names].join(', ')}\n`,
    ...bodies,
  ]
    .filter(text => text !== '')
    .join('\n')
}

const parse = (cell: NotebookCell): Parsed => {
  const dissected = dissect(cell.source, defaultErasure)
  if (dissected.is !== 'ok')
    throw new NotebookError(
      `Cell ${cell.id} doesn't parse (line ${dissected.problem.line}: ${dissected.problem.message}), so there is no script of it. Mend it first.`,
    )
  return { cell, js: dissected.js, body: dissected.program.body }
}

/** Defined by more than one cell, or assigned by another than defines it; with whatever is declared in one statement with it. */
const sharedNames = (parsed: readonly Parsed[]): { readonly names: Set<string>; readonly defined: Set<string> } => {
  const definers = new Map<string, number>()
  const names = new Set<string>()
  const mentioned = new Set<string>()
  for (const { cell } of parsed) {
    const { defines, deferredWrites, reads, deferredReads } = analyse(cell.source)
    for (const [name, kind] of defines) {
      // Cells above see it undefined: hoisting ends at the cell's edge.
      if (mentioned.has(name)) names.add(name)
      if (kind !== 'import') definers.set(name, (definers.get(name) ?? 0) + 1)
      if (kind === 'assignment') names.add(name)
    }
    for (const name of [...reads, ...deferredReads]) mentioned.add(name)
    // A function of a cell may assign what another cell declares `const`.
    for (const name of deferredWrites) if (!defines.has(name)) names.add(name)
    if (cell.tags.includes(PARAMETERS_TAG)) for (const [name] of defines) names.add(name)
  }
  for (const [name, count] of definers) if (count > 1) names.add(name)
  const statements = parsed.flatMap(({ body }) => body.map(namesDeclared))
  for (let before = -1; before !== names.size; ) {
    before = names.size
    for (const declared of statements)
      if (declared.some(name => names.has(name))) for (const name of declared) names.add(name)
  }
  return { names, defined: new Set() }
}

const namesDeclared = (statement: Node): readonly string[] => {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id }) => namesIn(id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id === null ? [] : [statement.id.name]
    default:
      return []
  }
}

const namesIn = (pattern: Node): readonly string[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap(part =>
        namesIn(part.type === 'RestElement' ? part.argument : (part.value as Node)),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => (element === null ? [] : namesIn(element)))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}

/** The cell's code: imports taken out, functions first as they are hoisted, declarations of shared names as assignments. */
const bodyOf = ({ cell, js, body }: Parsed, shared: ReadonlySet<string>, imports: Map<string, string>): string => {
  const text = new MagicString(js)
  const hoisted: string[] = []
  for (const statement of body) {
    const [start, end] = [statement.start as number, statement.end as number]
    const source = js.slice(start, end)
    if (statement.type === 'ImportDeclaration') {
      if (statement.source.value !== 'cellar') imports.set(source, source)
      text.remove(start, end)
    } else if (namesDeclared(statement).some(name => shared.has(name))) {
      if (statement.type === 'FunctionDeclaration') {
        hoisted.push(`${statement.id?.name} = ${source}`)
        text.remove(start, end)
      } else text.overwrite(start, end, assignment(statement, js))
    }
  }
  const code = text.toString().trim()
  // Parameters in papermill's form are options too.
  const set = cell.tags.includes(PARAMETERS_TAG)
    ? body.flatMap(namesDeclared).map(name => `${name} = cellarOption('${name}', ${name})`)
    : []
  return [`\n// ── ${cell.id}`, ...hoisted, code, ...set].filter(part => part !== '').join('\n')
}

const assignment = (statement: Node, js: string): string => {
  const textOf = (node: Node): string => js.slice(node.start as number, node.end as number)
  if (statement.type === 'ClassDeclaration') return `${statement.id?.name} = ${textOf(statement)};`
  if (statement.type !== 'VariableDeclaration') return textOf(statement)
  const parts = statement.declarations.flatMap(({ id, init }) => {
    if (init === null || init === undefined) return statement.kind === 'var' ? [] : [`${textOf(id)} = undefined`]
    return [`${textOf(id)} = ${textOf(init)}`]
  })
  return parts.length === 0 ? '' : `;(${parts.join(', ')});`
}
