/**
 * Where one of the notebook's names is written, in every cell: for going to its definition and for renaming it. There is one
 * binding for each name that cells share (spec §3), so its places are all identifiers of that text that no inner scope declares
 * and that name no property. A name that no cell declares or assigns is not the notebook's, and has no places.
 */
import type ts from 'typescript'
import type { NameAt, NamePlace, NamePlaces } from './language.ts'
import type { NotebookCell } from './notebook-files.ts'
import { bindingsOf, opensScope } from './scope-bindings.ts'
import type { TypeScript } from './typescript.ts'

export const notebookPlaces = (
  api: TypeScript,
  cells: readonly NotebookCell[],
  { cell, offset }: NameAt,
): NamePlaces | undefined => {
  const asked = cells.find(({ id }) => id === cell)
  const name = asked && nameAt(asked.source, offset)
  if (asked === undefined || name === undefined) return undefined
  if (!cells.some(({ parsed: { names } }) => names.declares.has(name) || names.assigns.has(name))) return undefined
  const isShared = placesIn(api, asked, name).some(place => place.start <= offset && offset <= place.end)
  return isShared ? { name, places: cells.flatMap(each => placesIn(api, each, name)) } : undefined
}

/** The identifier around an offset, which may stand at its end, as a caret does. */
const nameAt = (source: string, offset: number): string | undefined => {
  const before = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))?.[0] ?? ''
  const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0] ?? ''
  return before + after === '' ? undefined : before + after
}

const placesIn = (api: TypeScript, { id, source, parsed }: NotebookCell, name: string): readonly NamePlace[] => {
  if (!source.includes(name)) return []
  const file = api.createSourceFile('cell.ts', source, api.ScriptTarget.ESNext, true, parsed.scriptKind)
  const places: NamePlace[] = []
  const visit = (node: ts.Node, hidden: boolean): void => {
    if (api.isIdentifier(node)) {
      if (!hidden && node.text === name && !namesProperty(api, node))
        places.push({ cell: id, start: node.getStart(), end: node.end, ...renaming(api, node) })
      return
    }
    const hides = node !== file && hidesName(api, node, name)
    api.forEachChild(node, child => visit(child, hidden || hides))
  }
  visit(file, false)
  return places
}

/** Does a scope of its own declare the name below this node? */
const hidesName = (api: TypeScript, node: ts.Node, name: string): boolean => {
  // Its own name is bound around it, though a function and a class know it inside too.
  if ((api.isFunctionDeclaration(node) || api.isClassDeclaration(node)) && node.name?.text === name) return false
  if (opensScope(api, node) && bindingsOf(api, node).has(name)) return true
  if ((api.isFunctionExpression(node) || api.isClassExpression(node)) && node.name?.text === name) return true
  const { typeParameters } = node as ts.Node & { readonly typeParameters?: readonly ts.TypeParameterDeclaration[] }
  return typeParameters?.some(parameter => parameter.name.text === name) ?? false
}

/** It is the name of a member, a label or another module's export: the same text, another thing. */
const namesProperty = (api: TypeScript, node: ts.Identifier): boolean => {
  const { parent } = node
  if (api.isQualifiedName(parent)) return parent.right === node
  if (api.isBindingElement(parent) || api.isImportSpecifier(parent)) return parent.propertyName === node
  if (api.isExportSpecifier(parent)) {
    if (parent.parent.parent.moduleSpecifier !== undefined) return true
    return parent.propertyName !== undefined && parent.name === node
  }
  if (api.isJsxOpeningElement(parent) || api.isJsxClosingElement(parent) || api.isJsxSelfClosingElement(parent))
    return /^[a-z]/.test(node.text)
  const isMember =
    api.isPropertyAccessExpression(parent) ||
    api.isPropertyAssignment(parent) ||
    api.isClassElement(parent) ||
    api.isTypeElement(parent) ||
    api.isMethodDeclaration(parent) ||
    api.isAccessor(parent) ||
    api.isEnumMember(parent) ||
    api.isJsxAttribute(parent) ||
    api.isNamedTupleMember(parent) ||
    api.isMetaProperty(parent)
  if (isMember) return parent.name === node
  return api.isLabeledStatement(parent) || api.isBreakOrContinueStatement(parent)
}

const renaming = (api: TypeScript, node: ts.Identifier): Pick<NamePlace, 'declares' | 'before' | 'after'> => {
  const { parent, text } = node
  const declares = isDeclared(api, node)
  if (api.isShorthandPropertyAssignment(parent)) return { declares, before: `${text}: `, after: '' }
  if (api.isImportSpecifier(parent) && parent.propertyName === undefined)
    return { declares, before: `${text} as `, after: '' }
  if (api.isExportSpecifier(parent) && parent.propertyName === undefined)
    return { declares, before: '', after: ` as ${text}` }
  const fromProperty =
    api.isBindingElement(parent) &&
    api.isObjectBindingPattern(parent.parent) &&
    parent.name === node &&
    parent.propertyName === undefined &&
    parent.dotDotDotToken === undefined
  return { declares, before: fromProperty ? `${text}: ` : '', after: '' }
}

const isDeclared = (api: TypeScript, node: ts.Identifier): boolean => {
  const { parent } = node
  const declares =
    api.isVariableDeclaration(parent) ||
    api.isBindingElement(parent) ||
    api.isFunctionDeclaration(parent) ||
    api.isClassDeclaration(parent) ||
    api.isEnumDeclaration(parent) ||
    api.isInterfaceDeclaration(parent) ||
    api.isTypeAliasDeclaration(parent) ||
    api.isModuleDeclaration(parent) ||
    api.isImportClause(parent) ||
    api.isImportSpecifier(parent) ||
    api.isNamespaceImport(parent) ||
    api.isImportEqualsDeclaration(parent)
  return declares && parent.name === node
}
