/**
 * Does a cell load local modules, by itself or when a function of it is called? Whoever does may read and write their state. A specifier
 * that isn't written out counts as local.
 */
import { eachChild, isFunction, type Node, type Program } from './syntax-tree.ts'

export interface LocalImports {
  readonly now: boolean
  readonly deferred: boolean
}

const isLocal = (specifier: string): boolean => /^(\.{1,2}\/|\/|file:)/.test(specifier)

export const localImports = (program: Program): LocalImports => {
  const found = { now: false, deferred: false }
  const visit = (node: Node, when: keyof LocalImports): void => {
    if (loadsLocally(node)) found[when] = true
    const inside = isFunction(node) ? 'deferred' : when
    eachChild(node, child => visit(child, inside))
  }
  visit(program, 'now')
  return found
}

const loadsLocally = (node: Node): boolean => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source !== null && node.source !== undefined && mayBeLocal(node.source)
    case 'ImportExpression':
      return mayBeLocal(node.source)
    case 'CallExpression':
      return node.callee?.type === 'Identifier' && node.callee.name === 'require' && mayBeLocal(node.arguments[0])
    default:
      return false
  }
}

const mayBeLocal = (specifier: Node | undefined): boolean =>
  specifier?.type !== 'Literal' || isLocal(String(specifier.value))
