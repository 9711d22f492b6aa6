/**
 * A tagged template passes its strings as one object for each place in the source, however often it runs. A cell's code is compiled anew
 * when it reruns, and in each session, while equal functions and values of before come back: so that object has a name and is asked for by it.
 */
import type { ESTree } from 'meriyah'
import type { CellId } from '../brand.ts'
import { eachChild, type Node, type Program } from '../analysis/syntax-tree.ts'
import { templateName } from '../template-object.ts'
import type { Rewriter } from './rewriter.ts'

type Tagged = ESTree.TaggedTemplateExpression

/** The names of a cell's template objects. Equal ones are told apart by their order alone, so that an edit elsewhere renames none. */
export const templatesOf = (program: Program, cell: CellId): ReadonlyMap<Tagged, string> => {
  const names = new Map<Tagged, string>()
  const equals = new Map<string, number>()
  const visit = (node: Node): void => {
    eachChild(node, visit)
    if (node.type !== 'TaggedTemplateExpression') return
    const strings = node.quasi.quasis.map(({ value }) => value)
    const first = templateName(cell, 0, strings)
    const before = equals.get(first) ?? 0
    equals.set(first, before + 1)
    names.set(node, before === 0 ? first : templateName(cell, before, strings))
  }
  visit(program)
  return names
}

/** ``tag`a${x}b` `` as `(tag(strings,(x)))`; what stands in it is rewritten already. */
export const rewriteTemplate = (to: Rewriter, tagged: Tagged, name: string): void => {
  const { quasi } = tagged
  const strings = `($$0rt.template(${JSON.stringify(name)})`
  const expressions = quasi.expressions as readonly Node[]
  let from = quasi.start!
  expressions.forEach((expression, i) => {
    to.text.update(from, expression.start!, i === 0 ? `${strings},(` : '),(')
    from = expression.end!
  })
  to.text.update(from, quasi.end!, expressions.length === 0 ? `${strings})` : '))')
  to.before(tagged, '(')
  to.after(tagged, ')')
}
