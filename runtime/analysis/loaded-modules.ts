/**
 * Which modules does a cell load, by itself or when a function of it is called? Whoever loads local ones may read and write their state, and
 * that of a package likewise. A specifier that isn't written out counts as local.
 */
import { isLocal, packageNamed } from '../specifier.ts'
import { eachChild, isFunction, type Node, type Program } from './syntax-tree.ts'

export interface LoadedModules {
  readonly localNow: boolean
  readonly localDeferred: boolean
  /** By name, Node's own modules among them. */
  readonly packages: ReadonlySet<string>
}

export const loadedModules = (program: Program): LoadedModules => {
  const local = { now: false, deferred: false }
  const packages = new Set<string>()
  const visit = (node: Node, when: keyof typeof local): void => {
    const specifier = specifierOf(node)
    if (specifier !== undefined && (specifier === 'any' || isLocal(specifier.text))) local[when] = true
    else if (specifier !== undefined) packages.add(packageNamed(specifier.text))
    const inside = isFunction(node) ? 'deferred' : when
    eachChild(node, child => visit(child, inside))
  }
  visit(program, 'now')
  return { localNow: local.now, localDeferred: local.deferred, packages }
}

/** Undefined: it loads nothing. */
const specifierOf = (node: Node): 'any' | { readonly text: string } | undefined => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source === null || node.source === undefined ? undefined : written(node.source)
    case 'ImportExpression':
      return written(node.source)
    case 'CallExpression':
      return node.callee?.type === 'Identifier' && node.callee.name === 'require'
        ? written(node.arguments[0])
        : undefined
    default:
      return undefined
  }
}

const written = (specifier: Node | undefined): 'any' | { readonly text: string } =>
  specifier?.type === 'Literal' ? { text: String(specifier.value) } : 'any'
