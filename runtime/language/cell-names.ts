/**
 * The names one cell declares, mentions and assigns, read from its TypeScript syntax (types included, which the
 * runtime's own analysis erases). Mentions may be too many, never too few: a name that turns out to be local costs an
 * unused import. Assignments are resolved through scopes, because a wrong one would invent a notebook name.
 */
import type ts from 'typescript'
import { assignedIdentifiers } from './assignment-targets.ts'
import { bindingsOf, opensScope } from './scope-bindings.ts'
import type { TypeScript } from './typescript.ts'

export type DeclarationKind =
  | 'const'
  | 'let'
  | 'var'
  | 'function'
  | 'class'
  | 'enum'
  | 'namespace'
  | 'import'
  | 'interface'
  | 'type'
  | 'assignment'

export interface NameDeclaration {
  readonly kind: DeclarationKind
  /** `export const x`: the cell exports it by itself. */
  readonly exported: boolean
  /** The declaring statement, in the cell's source. */
  readonly start: number
  readonly end: number
}

export interface CellNames {
  readonly declares: ReadonlyMap<string, NameDeclaration>
  /** Mentioned by the cell's own flow. */
  readonly mentions: ReadonlySet<string>
  /** Mentioned inside functions or in types: may be defined further down. */
  readonly deferred: ReadonlySet<string>
  /** Assigned and declared nowhere in the cell. */
  readonly assigns: ReadonlySet<string>
  /** Module specifiers of static imports. */
  readonly imports: readonly string[]
}

export const cellNames = (api: TypeScript, file: ts.SourceFile): CellNames => {
  const declares = bindingsOf(api, file)
  const mentions = new Set<string>()
  const deferred = new Set<string>()
  const assigns = new Set<string>()
  const imports: string[] = []

  const visit = (node: ts.Node, inside: Inside): void => {
    if (api.isIdentifier(node)) {
      if (node.text !== '') (inside.deferred ? deferred : mentions).add(node.text)
      return
    }
    if (api.isImportDeclaration(node)) {
      if (api.isStringLiteral(node.moduleSpecifier)) imports.push(node.moduleSpecifier.text)
      return
    }
    for (const name of assignedIdentifiers(api, node)) {
      if (!declares.has(name) && !inside.scopes.some(scope => scope.has(name))) assigns.add(name)
    }
    const here: Inside = {
      deferred: inside.deferred || defers(api, node),
      scopes: node !== file && opensScope(api, node) ? [...inside.scopes, bindingsOf(api, node)] : inside.scopes,
    }
    const naming = namingChildren(api, node)
    api.forEachChild(node, child => {
      if (!naming.includes(child)) visit(child, here)
    })
  }
  visit(file, { deferred: false, scopes: [] })
  return { declares, mentions, deferred, assigns, imports }
}

interface Inside {
  readonly deferred: boolean
  readonly scopes: readonly ReadonlyMap<string, NameDeclaration>[]
}

const defers = (api: TypeScript, node: ts.Node): boolean =>
  api.isFunctionLike(node) ||
  (api.isPropertyDeclaration(node) && !node.modifiers?.some(m => m.kind === api.SyntaxKind.StaticKeyword)) ||
  api.isInterfaceDeclaration(node) ||
  api.isTypeAliasDeclaration(node) ||
  (api.isTypeNode(node) && node.kind !== api.SyntaxKind.ExpressionWithTypeArguments)

/** Identifiers below a node that name something of their own instead of referring to a variable. */
const namingChildren = (api: TypeScript, node: ts.Node): readonly ts.Node[] => {
  if (api.isShorthandPropertyAssignment(node)) return []
  if (api.isExportSpecifier(node)) return node.propertyName === undefined ? [] : [node.name]
  if (api.isQualifiedName(node)) return [node.right]
  if (api.isBindingElement(node)) {
    return [node.propertyName, node.name].filter(n => n !== undefined && api.isIdentifier(n)) as ts.Node[]
  }
  const { name } = node as ts.Node & { readonly name?: ts.Node }
  return name !== undefined && api.isIdentifier(name) ? [name] : []
}
