/**
 * Where a module of a package has variables that may hold state from one call to the next: those of the module itself, those of functions
 * that run as it is loaded (the factory of a UMD bundle), and weak collections of any function, in which it notes to which of the package's own
 * objects something was done already. Told from the text, generously; what each holds, a run shows. Pure.
 */
import {
  type AnyNode,
  childrenOf,
  codeStart,
  eachChild,
  isNode,
  listOf,
  nameOf,
  namesIn,
  targetsOf,
} from './any-node.ts'

export interface VariableScope {
  /** Offset in the text, after the directives, where code of this scope begins. */
  readonly at: number
  readonly names: readonly { readonly name: string; readonly assignable: boolean }[]
  /** Weak collections alone, in a function that may be called any number of times. */
  readonly isWeak?: true
}

/** What a package calls so only spares it work: results are the same without. */
export const isCache = (name: string): boolean => /cache|memo/i.test(name)

export const packageVariables = (program: object): readonly VariableScope[] => {
  const found: VariableScope[] = []
  const open: AnyNode[] = [program as AnyNode]
  for (const scope of open) {
    const statements = listOf(scope, 'body')
    const names = stateful(statements, { isModule: scope === program })
    if (names.length > 0) found.push({ at: codeStart(scope), names })
    open.push(...loadedWith(statements))
  }
  return [...found, ...weakScopes(program as AnyNode, new Set(open))]
}

const weakScopes = (program: AnyNode, loaded: ReadonlySet<AnyNode>): readonly VariableScope[] => {
  const found: VariableScope[] = []
  const look = (node: AnyNode): void => {
    eachChild(node, look)
    const { body } = node
    if (!isFunction(node) || !isNode(body) || body.type !== 'BlockStatement' || loaded.has(body)) return
    const statements = listOf(body, 'body')
    const names = statements.flatMap(s => listOf(s, 'declarations').filter(d => makesWeak(d['init'])))
    if (names.length === 0) return
    const stateOf = stateful(statements, { isModule: false })
    const weak = stateOf.filter(({ name }) => names.some(({ id }) => nameOf(id) === name))
    if (weak.length > 0) found.push({ at: codeStart(body), names: weak, isWeak: true })
  }
  look(program)
  return found
}

const makesWeak = (node: unknown): boolean => {
  if (!isNode(node) || isFunction(node)) return false
  if (node.type === 'NewExpression') return /^Weak(Map|Set)$/.test(nameOf(node['callee']))
  return childrenOf(node).some(makesWeak)
}

const isFunction = ({ type }: AnyNode): boolean =>
  type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration'

interface Declared {
  readonly assignable: boolean
  readonly init: unknown
}

const stateful = (statements: readonly AnyNode[], { isModule }: { readonly isModule: boolean }) => {
  const inner = { used: new Set<string>(), assigned: new Set<string>() }
  for (const statement of statements) noteInner(statement, inner)
  return [...declared(statements)]
    .filter(([name, { assignable, init }]) => {
      if (isCache(name)) return false
      if (inner.assigned.has(name) && assignable) return true
      // What no inner function mentions is gone when the function has ended.
      return !isStill(init) && (isModule || inner.used.has(name))
    })
    .map(([name, { assignable }]) => ({ name, assignable }))
}

/** Neither changes itself nor leads to anything that does; `undefined` says that nothing is known. */
const isStill = (init: unknown): boolean =>
  isNode(init) &&
  (/^(Literal|TemplateLiteral|ArrowFunctionExpression|FunctionExpression|FunctionDeclaration|UnaryExpression|BinaryExpression)$/.test(
    init.type,
  ) ||
    (init.type === 'CallExpression' && nameOf(init['callee']) === 'require'))

const declared = (statements: readonly AnyNode[]): ReadonlyMap<string, Declared> => {
  const found = new Map<string, Declared>()
  const declare = (node: AnyNode, isTop: boolean): void => {
    if (node.type === 'VariableDeclaration' && (isTop || node['kind'] === 'var'))
      for (const { id, init } of listOf(node, 'declarations'))
        for (const name of namesIn(id)) found.set(name, { assignable: node['kind'] !== 'const', init })
    if (isTop && (node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration'))
      found.set(nameOf(node['id']), { assignable: node.type === 'FunctionDeclaration', init: node })
    if (isFunction(node) || node.type.startsWith('Class')) return
    eachChild(node, child => declare(child, isTop && node.type.startsWith('Export')))
  }
  for (const statement of statements) declare(statement, true)
  found.delete('')
  return found
}

/** Names that functions below use, and those that they assign; names of inner scopes count too. */
const noteInner = (node: AnyNode, names: { readonly used: Set<string>; readonly assigned: Set<string> }): void => {
  const inside = (at: AnyNode): void => {
    if (at.type === 'Identifier') names.used.add(at['name'] as string)
    else if (mayAssign.has(at.type))
      for (const target of targetsOf(at)) for (const name of namesIn(target)) names.assigned.add(name)
    eachChild(at, inside)
  }
  const outside = (at: AnyNode): void => eachChild(at, isFunction(at) || at.type === 'ClassBody' ? inside : outside)
  outside(node)
}

const mayAssign: ReadonlySet<string> = new Set([
  'AssignmentExpression',
  'UpdateExpression',
  'UnaryExpression',
  'ForOfStatement',
  'ForInStatement',
])

/** Bodies of the functions that run as these statements do: called where they stand, handed to a call, or called by their name. */
const loadedWith = (statements: readonly AnyNode[]): readonly AnyNode[] => {
  const calls: AnyNode[] = []
  const named = new Map<string, AnyNode>()
  const look = (node: AnyNode): void => {
    if (node.type === 'CallExpression') calls.push(node)
    if (node.type === 'VariableDeclarator' && nameOf(node['id']) !== '') {
      const init = bare(node['init'])
      if (init !== undefined && isFunction(init)) named.set(nameOf(node['id']), init)
    }
    if (node.type === 'FunctionDeclaration') named.set(nameOf(node['id']), node)
    if (!isFunction(node)) eachChild(node, look)
  }
  for (const statement of statements) look(statement)
  const run = new Set<AnyNode>()
  for (const call of calls) {
    const callee = bare(call['callee'])
    // `(function () { … }).call(this)`
    const target = callee?.type === 'MemberExpression' ? bare(callee['object']) : callee
    for (const part of [target, ...listOf(call, 'arguments').map(bare)]) {
      const called = part?.type === 'Identifier' && part === target ? named.get(nameOf(part)) : part
      if (called !== undefined && isFunction(called)) run.add(called)
    }
  }
  return [...run].flatMap(fn => (isNode(fn['body']) && fn['body'].type === 'BlockStatement' ? [fn['body']] : []))
}

const bare = (node: unknown): AnyNode | undefined => {
  if (!isNode(node)) return undefined
  return node.type === 'ParenthesizedExpression' ? bare(node['expression']) : node
}
