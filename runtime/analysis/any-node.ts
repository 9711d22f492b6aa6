/**
 * ESTree as far as code looks that only asks what a module's text may do: nodes by their type, what stands below them, what they assign. It
 * refuses to know more, so that any parser's tree will do. Pure.
 */
export interface AnyNode {
  readonly type: string
  readonly [key: string]: unknown
}

export const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

export const eachChild = (node: AnyNode, visit: (child: AnyNode) => void): void => {
  for (const key in node) {
    const value = node[key]
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) {
      if (isNode(value)) visit(value)
    } else for (let i = 0; i < value.length; i++) if (isNode(value[i])) visit(value[i])
  }
}

export const childrenOf = (node: AnyNode): readonly AnyNode[] => {
  const children: AnyNode[] = []
  eachChild(node, child => void children.push(child))
  return children
}

export const nameOf = (node: unknown): string =>
  isNode(node) && node.type === 'Identifier' ? String(node['name']) : ''

export const listOf = (node: AnyNode, key: string): readonly AnyNode[] =>
  ((node[key] ?? []) as unknown[]).filter(isNode)

export const namesIn = (pattern: unknown): readonly string[] => {
  if (!isNode(pattern)) return []
  return pattern.type === 'Identifier' ? [nameOf(pattern)] : [...childrenOf(pattern)].flatMap(namesIn)
}

export const rootOf = (node: unknown): string => {
  for (let at = node; isNode(at); at = at['object']) if (at.type === 'Identifier') return nameOf(at)
  return ''
}

export const targetsOf = (node: AnyNode): readonly unknown[] => {
  if (node.type === 'AssignmentExpression' || /^For(Of|In)Statement$/.test(node.type))
    return isNode(node['left']) && node['left'].type === 'VariableDeclaration' ? [] : [node['left']]
  return node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node['operator'] === 'delete')
    ? [node['argument']]
    : []
}

/** Offset where the code of a program or a body begins: after its directives. */
export const codeStart = (scope: AnyNode): number => {
  const directives = listOf(scope, 'body').filter(
    s => s.type === 'ExpressionStatement' && typeof s['directive'] === 'string',
  )
  const last = directives.at(-1)
  if (last !== undefined) return Number(last['end'])
  if (scope.type === 'Program') return isNode(scope['hashbang']) ? Number(scope['hashbang']['end']) : 0
  // A body begins with its brace.
  return Number(scope['start']) + 1
}
