/**
 * Can a module of the user's keep something from one call to the next? Told from its text, on the safe side: a module without state is the
 * same for every cell, one with state is a part of the notebook's. Pure; it knows ESTree only as far as it looks, and refuses to guess.
 */
import { type AnyNode, childrenOf, isNode, listOf, nameOf, namesIn, rootOf, targetsOf } from './any-node.ts'

export const holdsState = (program: object): boolean => {
  const { body } = program as { readonly body: readonly AnyNode[] }
  const statements = body.map(unexported)
  const names = new Set(statements.flatMap(declaredBy))
  const tables = new Set<string>()
  if (!statements.every(statement => isStill(statement, tables))) return true
  const exported = new Set(body.flatMap(exportedBy))
  return [...tables].some(name => exported.has(name)) || changesAny(program as AnyNode, names, tables)
}

/** Does it change a variable that it exports? Whoever imports that sees it change. */
export const changesExports = (program: object): boolean => {
  const exported = new Set((program as { readonly body: readonly AnyNode[] }).body.flatMap(exportedBy))
  const open: AnyNode[] = exported.size === 0 ? [] : [program as AnyNode]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    // What stands in an object isn't the variable.
    const targets = targetsOf(node).filter(target => rootOf(target) === nameOf(target))
    if (targets.some(target => namesIn(target).some(name => exported.has(name)))) return true
    open.push(...childrenOf(node))
  }
  return false
}

/** What it asks `require` for, by a name that is written out. */
export const requiredBy = (program: object): readonly string[] => {
  const found: string[] = []
  const open: AnyNode[] = [program as AnyNode]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const [first] =
      node.type === 'CallExpression' && nameOf(node['callee']) === 'require' ? listOf(node, 'arguments') : []
    if (typeof first?.['value'] === 'string') found.push(first['value'])
    open.push(...childrenOf(node))
  }
  return found
}

const unexported = (statement: AnyNode): AnyNode =>
  /^Export(Named|Default)Declaration$/.test(statement.type) && isNode(statement['declaration'])
    ? statement['declaration']
    : statement

const declaredBy = (statement: AnyNode): readonly string[] =>
  statement.type === 'VariableDeclaration'
    ? listOf(statement, 'declarations').flatMap(d => namesIn(d['id']))
    : [nameOf(statement['id'])].filter(name => name !== '')

const exportedBy = (statement: AnyNode): readonly string[] => {
  if (!statement.type.startsWith('Export')) return []
  const { declaration } = statement
  if (isNode(declaration)) return declaration.type === 'Identifier' ? [nameOf(declaration)] : declaredBy(declaration)
  return listOf(statement, 'specifiers').map(specifier => nameOf(specifier['local']))
}

/** Does the statement leave nothing that can change by itself? Collections that might are added to `tables`, to be looked at again. */
const isStill = (statement: AnyNode, tables: Set<string>): boolean => {
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'FunctionDeclaration':
    case 'EmptyStatement':
      return true
    case 'ClassDeclaration':
      return isStillClass(statement)
    case 'VariableDeclaration':
      return listOf(statement, 'declarations').every(({ id, init }) => {
        if (init === null || init === undefined) return true
        if (isTable(init) && nameOf(id) !== '') tables.add(nameOf(id))
        return isTable(init) ? nameOf(id) !== '' : isStillValue(init)
      })
    case 'ExpressionStatement':
      return typeof statement['directive'] === 'string' || isCommonJsExport(statement['expression'])
    default:
      return statement.type.startsWith('TS') || isStillValue(statement)
  }
}

/** `exports.f = …`, `module.exports = …`, of functions. */
const isCommonJsExport = (expression: unknown): boolean => {
  if (!isNode(expression) || expression.type !== 'AssignmentExpression' || !isNode(expression['left'])) return false
  const { left, right } = expression
  return /^(module|exports)$/.test(rootOf(left)) && isStillValue(right)
}

const isStillClass = (node: AnyNode): boolean =>
  listOf(node['body'] as AnyNode, 'body').every(member => {
    if (member['static'] !== true && member.type !== 'StaticBlock') return true
    if (member.type !== 'MethodDefinition') return false
    return !mentionsThis(member['value'])
  })

const mentionsThis = (node: unknown): boolean =>
  isNode(node) && (node.type === 'ThisExpression' || [...childrenOf(node)].some(mentionsThis))

const stillOperators = /^(Unary|Binary|Logical|Conditional|Template|Paren|TS|Member|MetaProperty|Chain)/
const stillFunctions =
  /^(Math|Number|String|Symbol|BigInt|Boolean|path|Path|url|require|createRequire|fileURLToPath|join|dirname|resolve)$/

const isStillValue = (node: unknown): boolean => {
  if (!isNode(node)) return false
  if (/^(Identifier|ArrowFunctionExpression|FunctionExpression|ThisExpression|TemplateElement)$/.test(node.type))
    return true
  if (node.type === 'Literal') return !/[gy]/.test((node['regex'] as { flags?: string } | undefined)?.flags ?? '')
  if (node.type === 'ClassExpression') return isStillClass(node)
  if (node.type === 'CallExpression')
    return stillFunctions.test(rootOf(node['callee'])) && listOf(node, 'arguments').every(isStillValue)
  return stillOperators.test(node.type) && [...childrenOf(node)].every(isStillValue)
}

/** A collection of things that can't change themselves. */
const isTable = (node: unknown): boolean => {
  if (!isNode(node)) return false
  if (node.type === 'ArrayExpression') return listOf(node, 'elements').every(isStillValue)
  if (node.type === 'ObjectExpression') return listOf(node, 'properties').every(p => isStillValue(p['value']))
  if (node.type !== 'NewExpression' || !/^(Map|Set)$/.test(nameOf(node['callee']))) return false
  return listOf(node, 'arguments').every(a => a.type === 'ArrayExpression' && listOf(a, 'elements').every(isPair))
}

const isPair = (node: AnyNode): boolean =>
  node.type === 'ArrayExpression' ? listOf(node, 'elements').every(isStillValue) : isStillValue(node)

/** Does some code assign one of the names or what they hold, or hand on a table? Names of inner scopes count too. */
const changesAny = (program: AnyNode, names: ReadonlySet<string>, tables: ReadonlySet<string>): boolean => {
  const open: { readonly node: AnyNode; readonly above: readonly AnyNode[] }[] = [{ node: program, above: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next
    if (targetsOf(node).some(target => names.has(rootOf(target)) || namesIn(target).some(name => names.has(name))))
      return true
    if (tables.has(nameOf(node)) && !isLookedInto(node, above)) return true
    for (const child of childrenOf(node)) open.push({ node: child, above: [node, ...above.slice(0, 2)] })
  }
  return false
}

const lookingMethods =
  /^(at|concat|entries|every|filter|find|findIndex|flatMap|forEach|get|has|includes|indexOf|join|keys|map|reduce|slice|some|values)$/

/** `table[key]`, `table.has(key)`, `for (const x of table)`, `[...table]`: nobody gets hold of the table itself. */
const isLookedInto = (node: AnyNode, [parent, grandparent]: readonly AnyNode[]): boolean => {
  if (parent === undefined) return false
  if (parent.type === 'VariableDeclarator' && parent['id'] === node) return true
  if (parent.type === 'SpreadElement' || parent.type === 'ForOfStatement') return true
  // A property of that name, not the table.
  if (parent.type === 'MemberExpression' && parent['object'] !== node) return parent['computed'] !== true
  if (parent.type !== 'MemberExpression') return parent.type === 'Property' && parent['key'] === node
  return grandparent?.type !== 'CallExpression' || grandparent['callee'] !== parent
    ? true
    : lookingMethods.test(nameOf(parent['property']))
}
