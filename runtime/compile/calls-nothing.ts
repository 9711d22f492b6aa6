/**
 * Whether a cell's own flow can run no code but its own: it calls nothing, no operator of it meets an object that could have a `valueOf`, no
 * access a getter, no pattern an iterator. Such a run changes nothing but its names. What isn't listed here may call; what stands in functions
 * isn't the cell's flow. A read of a box is taken for harmless: whoever relies on this looks at the boxes.
 */
import type { ESTree } from 'meriyah'
import type { Dissection } from '../analysis/dissect.ts'
import type { Binding } from '../analysis/scopes.ts'
import { type Identifier, isFunction, type Node } from '../analysis/syntax-tree.ts'
import type { CellNames } from './cell-names.ts'

export const callsNothing = (cell: Dissection, names: CellNames): boolean => new OwnFlow(cell, names).isHarmless()

const constants: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity'])
/** They ask nothing of what they are given. */
const onAnything: ReadonlySet<string> = new Set(['!', 'void', 'typeof', '===', '!=='])
const onPrimitives: ReadonlySet<string> = new Set([
  '+',
  '-',
  '~',
  '*',
  '/',
  '%',
  '**',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
])

class OwnFlow {
  readonly #cell: Dissection
  readonly #names: CellNames
  /** Taken for no objects until an assignment says otherwise, from where they are declared: a box may have held one before. */
  readonly #primitive = new Map<Binding, number>()

  constructor(cell: Dissection, names: CellNames) {
    this.#cell = cell
    this.#names = names
  }

  isHarmless(): boolean {
    const { program, scopes } = this.#cell
    for (const binding of scopes.bindings.values())
      if (!binding.top && (binding.kind === 'let' || binding.kind === 'const')) this.#primitive.set(binding, 0)
    for (const statement of program.body)
      if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
        for (const { id, end } of statement.declarations) {
          const binding = scopes.bindings.get(id as Identifier)
          if (binding !== undefined) this.#primitive.set(binding, end as number)
        }
    const last = program.body.findLast(({ type }) => type !== 'EmptyStatement')
    // What is shown is asked how.
    const isSilent = (): boolean => last?.type !== 'ExpressionStatement' || this.#isPrimitive(last.expression)
    for (;;) {
      const assumed = this.#primitive.size
      if (!program.body.every(this.#runs) || !isSilent()) return false
      if (this.#primitive.size === assumed) return true
    }
  }

  /** Of a statement or an expression: it runs nothing else. Refutes on the way what was taken for primitive. */
  readonly #runs = (node: Node): boolean => {
    if (isFunction(node)) return true
    switch (node.type) {
      case 'EmptyStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'Literal':
        return true
      case 'ExpressionStatement':
      case 'ParenthesizedExpression':
        return this.#runs(node.expression)
      case 'LabeledStatement':
        return this.#runs(node.body)
      case 'BlockStatement':
        return node.body.every(this.#runs)
      case 'IfStatement':
      case 'ConditionalExpression':
        return this.#all(node.test, node.consequent, node.alternate)
      case 'ForStatement':
        return this.#all(node.init, node.test, node.update, node.body)
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#all(node.test, node.body)
      case 'VariableDeclaration':
        return node.declarations.every(({ id, init }) => this.#assigns(id, init))
      case 'Identifier':
        return this.#isOwn(node)
      case 'AssignmentExpression':
        return this.#assignment(node)
      default:
        return this.#value(node)
    }
  }

  #value(node: Node): boolean {
    switch (node.type) {
      case 'ArrayExpression':
        return this.#all(...node.elements)
      case 'ObjectExpression':
        return node.properties.every(
          property =>
            property.type === 'Property' &&
            (!property.computed || (this.#isPrimitive(property.key) && this.#runs(property.key))) &&
            this.#runs(property.value),
        )
      case 'TemplateLiteral':
        return node.expressions.every(part => this.#isPrimitive(part) && this.#runs(part))
      case 'SequenceExpression':
        return node.expressions.every(this.#runs)
      case 'LogicalExpression':
        return this.#all(node.left, node.right)
      case 'UnaryExpression':
        return this.#operation(node.operator, node.argument)
      case 'UpdateExpression':
        return node.argument.type === 'Identifier' && this.#operation('+', node.argument)
      case 'BinaryExpression':
        return this.#operation(node.operator, node.left as Node, node.right)
      default:
        return false
    }
  }

  #all(...nodes: readonly (Node | null | undefined)[]): boolean {
    return nodes.every(node => node === null || node === undefined || this.#runs(node))
  }

  #operation(operator: string, ...operands: readonly Node[]): boolean {
    const fits = onAnything.has(operator) || (onPrimitives.has(operator) && operands.every(this.#isPrimitive))
    return fits && operands.every(this.#runs)
  }

  #assignment({ operator, left, right }: ESTree.AssignmentExpression): boolean {
    const plain = operator === '=' || operator === '??=' || operator === '||=' || operator === '&&='
    if (plain) return this.#assigns(left, right)
    return left.type === 'Identifier' && this.#operation(operator.slice(0, -1), left, right)
  }

  #assigns(target: Node, value: Node | null | undefined): boolean {
    if (target.type !== 'Identifier' || !this.#all(value)) return false
    const binding = this.#cell.scopes.bindings.get(target)
    if (binding !== undefined && value && !this.#isPrimitive(value)) this.#primitive.delete(binding)
    return this.#isOwn(target)
  }

  /** A global could have a getter. */
  #isOwn(identifier: Identifier): boolean {
    const { scopes } = this.#cell
    return this.#names.boxed.has(identifier) || scopes.bindings.has(identifier) || constants.has(identifier.name)
  }

  /** Its value is no object. */
  readonly #isPrimitive = (node: Node): boolean => {
    switch (node.type) {
      case 'Literal':
        return !('regex' in node)
      case 'TemplateLiteral':
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'UpdateExpression':
        return true
      case 'ParenthesizedExpression':
        return this.#isPrimitive(node.expression)
      case 'ConditionalExpression':
        return this.#isPrimitive(node.consequent) && this.#isPrimitive(node.alternate)
      case 'LogicalExpression':
        return this.#isPrimitive(node.left) && this.#isPrimitive(node.right)
      case 'AssignmentExpression': {
        const { operator, left, right } = node
        if (operator === '=') return this.#isPrimitive(right)
        const isLogical = operator === '??=' || operator === '||=' || operator === '&&='
        return !isLogical || (this.#isPrimitive(left as Node) && this.#isPrimitive(right))
      }
      case 'Identifier': {
        if (constants.has(node.name)) return true
        const binding = this.#cell.scopes.bindings.get(node)
        const since = binding === undefined ? undefined : this.#primitive.get(binding)
        return since !== undefined && (node.start as number) >= since
      }
      default:
        return false
    }
  }
}
