/** The variables that one expression or loop head assigns: `x = …`, `x++`, `[x, { y }] = …`, `for (x of …)`. */
import type ts from 'typescript'
import type { TypeScript } from './typescript.ts'

/** Only of the node itself; nested expressions are asked in their turn. */
export const assignedIdentifiers = (api: TypeScript, node: ts.Node): readonly string[] => {
  if (api.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    const assigns = kind >= api.SyntaxKind.FirstAssignment && kind <= api.SyntaxKind.LastAssignment
    return assigns ? targets(api, node.left) : []
  }
  if (api.isPrefixUnaryExpression(node) || api.isPostfixUnaryExpression(node)) {
    const steps = node.operator === api.SyntaxKind.PlusPlusToken || node.operator === api.SyntaxKind.MinusMinusToken
    return steps ? targets(api, node.operand) : []
  }
  if (api.isForInStatement(node) || api.isForOfStatement(node)) {
    return api.isVariableDeclarationList(node.initializer) ? [] : targets(api, node.initializer)
  }
  return []
}

const targets = (api: TypeScript, node: ts.Expression): readonly string[] => {
  if (api.isIdentifier(node)) return [node.text]
  if (api.isParenthesizedExpression(node) || api.isNonNullExpression(node) || api.isSpreadElement(node)) {
    return targets(api, node.expression)
  }
  if (api.isAsExpression(node) || api.isSatisfiesExpression(node)) return targets(api, node.expression)
  if (api.isArrayLiteralExpression(node)) return node.elements.flatMap(element => targets(api, element))
  if (api.isObjectLiteralExpression(node)) return node.properties.flatMap(property => propertyTargets(api, property))
  // A default inside a pattern, `[x = 1] = …`, is itself an assignment and is asked in its turn.
  return []
}

const propertyTargets = (api: TypeScript, property: ts.ObjectLiteralElementLike): readonly string[] => {
  if (api.isShorthandPropertyAssignment(property)) return [property.name.text]
  if (api.isPropertyAssignment(property)) return targets(api, property.initializer)
  return api.isSpreadAssignment(property) ? targets(api, property.expression) : []
}
