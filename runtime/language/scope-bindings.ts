/**
 * What one scope declares: a whole cell, a function, a block. `var` belongs to the nearest function or to the cell, all
 * else to the block it stands in; ambient declarations of other modules belong to nobody here.
 */
import type ts from 'typescript'
import type { DeclarationKind, NameDeclaration } from './cell-names.ts'
import type { TypeScript } from './typescript.ts'

export const opensScope = (api: TypeScript, node: ts.Node): boolean =>
  api.isFunctionLike(node) ||
  api.isBlock(node) ||
  api.isForStatement(node) ||
  api.isForInStatement(node) ||
  api.isForOfStatement(node) ||
  api.isCaseBlock(node) ||
  api.isCatchClause(node) ||
  api.isModuleBlock(node) ||
  api.isClassLike(node)

export const bindingsOf = (api: TypeScript, scope: ts.Node): ReadonlyMap<string, NameDeclaration> => {
  const found = new Map<string, NameDeclaration>()
  const ownsVars = api.isSourceFile(scope) || api.isFunctionLike(scope) || api.isModuleBlock(scope)

  const add = (name: ts.Node | undefined, kind: DeclarationKind, statement: ts.Node): void => {
    if (name === undefined) return
    if (api.isIdentifier(name)) {
      const known = found.get(name.text)
      // `interface P {}` beside `const P`: the value is what a reader of the list wants to see.
      if (name.text === '' || (known !== undefined && (kind === 'interface' || kind === 'type'))) return
      // Overloads count as one declaration, from the first to the body.
      const start = known?.kind === 'function' && kind === 'function' ? known.start : statement.getStart()
      found.set(name.text, { kind, exported: isExported(api, statement), start, end: statement.end })
      return
    }
    if (api.isObjectBindingPattern(name) || api.isArrayBindingPattern(name)) {
      for (const element of name.elements) if (api.isBindingElement(element)) add(element.name, kind, statement)
    }
  }

  const visit = (node: ts.Node, own: boolean): void => {
    if (api.isVariableDeclarationList(node)) {
      const kind = variableKind(api, node)
      const statement = api.isVariableStatement(node.parent) ? node.parent : node
      if (own || (kind === 'var' && ownsVars)) for (const d of node.declarations) add(d.name, kind, statement)
    } else if (own) {
      declaredBy(api, node, add)
    }
    if (node !== scope && api.isFunctionLike(node)) return
    if (api.isModuleDeclaration(node) || api.isClassLike(node)) return
    const inner = own && (node === scope || !opensScope(api, node))
    if (inner || ownsVars) api.forEachChild(node, child => visit(child, inner))
  }
  visit(scope, true)
  return found
}

const variableKind = (api: TypeScript, list: ts.VariableDeclarationList): 'const' | 'let' | 'var' => {
  // `using` and `await using` are constants too.
  if ((list.flags & api.NodeFlags.Const) !== 0) return 'const'
  return (list.flags & api.NodeFlags.Let) !== 0 ? 'let' : 'var'
}

type Add = (name: ts.Node | undefined, kind: DeclarationKind, statement: ts.Node) => void

const declaredBy = (api: TypeScript, node: ts.Node, add: Add): void => {
  if (api.isFunctionDeclaration(node)) add(node.name, 'function', node)
  else if (api.isClassDeclaration(node)) add(node.name, 'class', node)
  else if (api.isEnumDeclaration(node)) add(node.name, 'enum', node)
  else if (api.isInterfaceDeclaration(node)) add(node.name, 'interface', node)
  else if (api.isTypeAliasDeclaration(node)) add(node.name, 'type', node)
  else if (api.isModuleDeclaration(node) && (node.flags & api.NodeFlags.GlobalAugmentation) === 0) {
    add(node.name, 'namespace', node)
  } else if (api.isParameter(node)) add(node.name, 'let', node)
  else if (api.isCatchClause(node)) add(node.variableDeclaration?.name, 'let', node)
  else if (api.isImportEqualsDeclaration(node)) add(node.name, 'import', node)
  else if (api.isImportDeclaration(node)) addImported(api, node, add)
}

const addImported = (api: TypeScript, node: ts.ImportDeclaration, add: Add): void => {
  add(node.importClause?.name, 'import', node)
  const bindings = node.importClause?.namedBindings
  if (bindings === undefined) return
  if (api.isNamespaceImport(bindings)) add(bindings.name, 'import', node)
  else for (const element of bindings.elements) add(element.name, 'import', node)
}

const isExported = (api: TypeScript, statement: ts.Node): boolean =>
  api.canHaveModifiers(statement) &&
  (api.getModifiers(statement)?.some(m => m.kind === api.SyntaxKind.ExportKeyword) ?? false)
