/**
 * A static import as code: the module is asked for where the cell starts, its bindings become names of the notebook. Modules load
 * in the order of their imports.
 */
import type { ESTree } from 'meriyah'
import type { Name } from '../brand.ts'
import { boxOf, declaredOf } from './box-text.ts'

export interface ImportText {
  /** The marks a binding sets. */
  readonly marksOf: (binding: ESTree.Identifier) => string
  /** Whether this cell uses the name as a value. */
  readonly isUsed: (name: Name) => boolean
}

export const importText = (node: ESTree.ImportDeclaration, { marksOf, isUsed }: ImportText): string => {
  const from = String(node.source.value)
  const request = requestText(from, node.attributes)
  if (node.specifiers.length === 0) return `${request};`
  const bindings = node.specifiers.map(specifier => {
    const { local } = specifier
    const marks = marksOf(local)
    return `${bindingText(specifier, { from, used: isUsed(local.name) })};${marks && `${marks};`}`
  })
  return `{const $$0i=${request};${bindings.join('')}}`
}

const requestText = (from: string, attributes: readonly ESTree.ImportAttribute[] | undefined): string => {
  if (!attributes?.length) return `await $$0rt.import(${JSON.stringify(from)})`
  const withThese = Object.fromEntries(
    attributes.map(({ key, value }) => [key.type === 'Identifier' ? key.name : String(key.value), value.value]),
  )
  return `await $$0rt.import(${JSON.stringify(from)},${JSON.stringify({ with: withThese })})`
}

const bindingText = (
  specifier: ESTree.ImportClause,
  wanted: { readonly from: string; readonly used: boolean },
): string => {
  const { local } = specifier
  if (specifier.type === 'ImportNamespaceSpecifier') return `${declaredOf(local.name)}=$$0i`
  const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
  return `$$0rt.bind(${boxOf(local.name)},$$0i,${JSON.stringify({ name, ...wanted })})`
}

const nameOf = (imported: ESTree.Identifier | ESTree.Literal): string =>
  imported.type === 'Identifier' ? imported.name : String(imported.value)
