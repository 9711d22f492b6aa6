/**
 * The parameters that a notebook declares, found without running it: the properties of `params({ … })`, and the variables of a cell
 * tagged `parameters` (papermill's word). It reads literals only; a computed default is there without a value.
 */
import { analyse } from '../analysis/analyse.ts'
import { dissect } from '../analysis/dissect.ts'
import { defaultErasure } from '../analysis/erasure.ts'
import { eachChild, type Node } from '../analysis/syntax-tree.ts'
import type { NotebookCell } from '../notebook/ipynb.ts'
import { kindOfValue, type ParameterKind } from './parameters.ts'

export interface DeclaredParameter {
  readonly name: string
  readonly kind: ParameterKind
  /** Absent where it is computed. */
  readonly default?: unknown
  /** `tag`: a variable of a cell tagged `parameters`. */
  readonly by: 'params' | 'tag'
}

export interface DeclaredParameters {
  readonly all: readonly DeclaredParameter[]
  /** Some call's names can't be seen in the source: there may be more. */
  readonly open: boolean
  /** The cell tagged `parameters`. */
  readonly tagged?: NotebookCell['id']
}

export const PARAMETERS_TAG = 'parameters'

export const declaredParameters = (cells: readonly NotebookCell[]): DeclaredParameters => {
  const found = new Map<string, DeclaredParameter>()
  const tagged = cells.find(cell => cell.tags.includes(PARAMETERS_TAG))
  let open = false
  // To parse a long notebook takes seconds.
  const may = new Set(cells.filter(cell => /\bparams\b/.test(cell.source)))
  // A notebook that has its own `params` doesn't mean ours.
  const isShadowing = ({ source }: NotebookCell): boolean => {
    const { defines, imports } = analyse(source)
    return defines.has('params') && !imports.some(i => i.specifier === 'cellar' && i.names.includes('params'))
  }
  if ([...may].some(isShadowing)) may.clear()
  for (const cell of cells) {
    if (cell !== tagged && !may.has(cell)) continue
    const dissected = dissect(cell.source, defaultErasure)
    if (dissected.is !== 'ok') continue
    if (cell === tagged) for (const parameter of variablesOf(dissected.program)) found.set(parameter.name, parameter)
    if (!may.has(cell)) continue
    for (const argument of callsOf(dissected.program)) {
      const properties = propertiesOf(argument)
      open ||= properties.open
      for (const parameter of properties.all) found.set(parameter.name, parameter)
    }
  }
  return { all: [...found.values()], open, ...(tagged === undefined ? {} : { tagged: tagged.id }) }
}

/** The arguments of every `params(…)`. */
const callsOf = (node: Node): readonly (Node | undefined)[] => {
  const found: (Node | undefined)[] = []
  const visit = (at: Node): void => {
    if (at.type === 'CallExpression' && at.callee.type === 'Identifier' && at.callee.name === 'params')
      found.push(at.arguments[0])
    eachChild(at, visit)
  }
  visit(node)
  return found
}

const propertiesOf = (argument: Node | undefined): Pick<DeclaredParameters, 'all' | 'open'> => {
  if (argument?.type !== 'ObjectExpression') return { all: [], open: true }
  const named = argument.properties.flatMap(property => {
    const name = property.type === 'Property' && !property.computed ? keyOf(property.key) : undefined
    return name === undefined ? [] : [parameterOf(name, (property as { readonly value: Node }).value, 'params')]
  })
  return { all: named, open: named.length < argument.properties.length }
}

const variablesOf = (program: Node & { readonly type: 'Program' }): readonly DeclaredParameter[] =>
  program.body.flatMap(statement => {
    if (statement.type !== 'VariableDeclaration') return []
    return statement.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' ? [parameterOf(id.name, init ?? undefined, 'tag')] : [],
    )
  })

const parameterOf = (name: string, value: Node | undefined, by: DeclaredParameter['by']): DeclaredParameter => {
  const literal = value === undefined ? undefined : literalOf(value)
  return literal === undefined
    ? { name, kind: 'any', by }
    : { name, kind: kindOfValue(literal.value), default: literal.value, by }
}

const keyOf = (key: Node): string | undefined =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined

/** The value that a literal stands for, when it is plain data; undefined for anything computed. */
const literalOf = (node: Node): { readonly value: unknown } | undefined => {
  switch (node.type) {
    case 'Literal':
      return 'regex' in node || 'bigint' in node ? undefined : { value: node.value }
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? { value: node.quasis[0]?.value.cooked } : undefined
    case 'UnaryExpression': {
      const value = literalOf(node.argument)?.value
      if (typeof value !== 'number' || (node.operator !== '-' && node.operator !== '+')) return undefined
      return { value: node.operator === '-' ? -value : value }
    }
    case 'ArrayExpression': {
      const items = node.elements.map(element => (element === null ? undefined : literalOf(element)))
      return items.every(item => item !== undefined) ? { value: items.map(item => item.value) } : undefined
    }
    case 'ObjectExpression': {
      const entries = node.properties.map(property => {
        const name = property.type === 'Property' && !property.computed ? keyOf(property.key) : undefined
        const value = name === undefined ? undefined : literalOf((property as { readonly value: Node }).value)
        return name === undefined || value === undefined ? undefined : ([name, value.value] as const)
      })
      return entries.every(entry => entry !== undefined) ? { value: Object.fromEntries(entries) } : undefined
    }
    default:
      return undefined
  }
}
