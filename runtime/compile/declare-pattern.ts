/**
 * A declaration of the notebook that takes a value apart, as a declaration: `const [a] = x` as `{const [$$0_0] = x;$$a.let=$$0_0}`. V8 has
 * other words for what can't be taken apart where a pattern assigns. Not where the pattern holds code, which might ask for the names.
 */
import type { ESTree } from 'meriyah'
import { boundBy, contains, eachTarget, type Node } from '../analysis/syntax-tree.ts'
import type { Rewriter } from './rewriter.ts'

/** A `var` may stand in a `try`, where what it has been given so far counts. */
export const isPlainPattern = ({ kind, declarations }: ESTree.VariableDeclaration): boolean => {
  const [{ id }, ...others] = declarations as [ESTree.VariableDeclarator, ...ESTree.VariableDeclarator[]]
  return kind !== 'var' && others.length === 0 && id.type !== 'Identifier' && !contains(id, holdsCode)
}

const holdsCode = (part: Node): boolean =>
  part.type === 'AssignmentPattern' ? part.right?.type !== 'Literal' : part.type === 'Property' && part.computed

export const declarePattern = (to: Rewriter, node: ESTree.VariableDeclaration): void => {
  const [{ id, init }] = node.declarations as [ESTree.VariableDeclarator]
  if (init) to.visit(init)
  if (init && id.type === 'ArrayPattern' && isNamed(init)) {
    to.before(id, '{_:')
    to.after(init, '}={__proto__:null}')
  }
  const locals = new Map(boundBy(id).map((name, index) => [name as Node, `$$0_${index}`]))
  const spell = (part: Node): void => {
    const target = part.type === 'Property' ? withoutDefault(part.value) : part
    const local = locals.get(target)
    if (local === undefined) return eachTarget(part, spell)
    to.replace(
      target,
      part.type === 'Property' && part.shorthand ? `${(target as ESTree.Identifier).name}:${local}` : local,
    )
  }
  spell(id)
  const given = boundBy(id).flatMap(name => {
    const marks = to.spelling.marksOf(name)
    return [`${to.spelling.place(name)}=${locals.get(name)}`, ...(marks ? [marks] : [])]
  })
  to.before(node, '{')
  to.after(node, `;${given.join()}}`)
}

/** V8 names what it can't go through where that is a name; a property of ours it names only where it is a default. */
const isNamed = (init: Node): boolean =>
  init.type === 'Identifier' ||
  init.type === 'AwaitExpression' ||
  (init.type === 'CallExpression' && (init.callee as Node).type === 'Identifier')

const withoutDefault = (value: Node): Node => (value.type === 'AssignmentPattern' ? value.left : value)
