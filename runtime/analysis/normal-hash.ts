/**
 * Hashes what a tree means: no positions, comments, parentheses or styles of quoting, locals replaced by their number in
 * order of appearance. Top-level and free names and property keys stay, so that two trees of one hash do the same.
 */
import { createHash } from 'node:crypto'
import { type Binding, resolve, type Scopes } from './scopes.ts'
import { isNode, type Node, partOf, partsOf } from './syntax-tree.ts'

export const normalHash = (node: Node, scopes: Scopes = resolve(node)): string =>
  createHash('sha256').update(new Normaliser(scopes).text(node)).digest('hex')

class Normaliser {
  readonly #scopes: Scopes
  readonly #numbers = new Map<Binding, number>()
  readonly #out: string[] = []

  constructor(scopes: Scopes) {
    this.#scopes = scopes
  }

  text(node: Node): string {
    this.#node(node)
    return this.#out.join('')
  }

  #node(node: Node): void {
    switch (node.type) {
      case 'ParenthesizedExpression':
        return this.#node(node.expression)
      case 'Identifier':
        return this.#identifier(node)
      case 'Literal':
        return this.#literal(node)
      case 'TemplateElement':
        return void this.#out.push(JSON.stringify([node.value.cooked ?? null, node.value.raw]), ' ')
      case 'MemberExpression':
        // The index of a mark (see compiled.ts) is the session's numbering of names, not content.
        if (node.object.type === 'Identifier' && node.object.name === '$$0m') return void this.#out.push('mark ')
        break
      default:
        break
    }
    this.#out.push(node.type, '(')
    const computed = 'computed' in node && node.computed
    for (const key of partsOf(node)) {
      const part = partOf(node, key)
      if (!computed && (key === 'key' || key === 'property')) this.#key(part)
      else if (node.type === 'Property' && key === 'value' && node.shorthand) this.#shorthand(node.key, part)
      else this.#part(part)
    }
    this.#out.push(')')
  }

  #part(part: unknown): void {
    if (isNode(part)) this.#node(part)
    else if (Array.isArray(part)) {
      this.#out.push('[')
      for (const item of part) this.#part(item)
      this.#out.push(']')
    } else this.#out.push(part ? `${String(part)} ` : '- ')
  }

  #identifier(node: Node & { readonly type: 'Identifier' }): void {
    const binding = this.#scopes.bindings.get(node)
    if (!binding || binding.top) return void this.#out.push('.', node.name, ' ')
    let number = this.#numbers.get(binding)
    if (number === undefined) this.#numbers.set(binding, (number = this.#numbers.size))
    this.#out.push('#', String(number), ' ')
  }

  /** `{ a: 1 }` and `{ 'a': 1 }` are the same. */
  #key(part: unknown): void {
    if (!isNode(part)) return this.#part(part)
    if (part.type === 'Identifier' || part.type === 'PrivateIdentifier') {
      this.#out.push(part.type === 'PrivateIdentifier' ? 'private' : '', JSON.stringify(part.name), ' ')
    } else if (part.type === 'Literal' && typeof part.value === 'string')
      this.#out.push(JSON.stringify(part.value), ' ')
    else this.#node(part)
  }

  /** `{ __proto__ }` makes a property, `{ __proto__: x }` sets the prototype. */
  #shorthand(key: unknown, value: unknown): void {
    if (isNode(key) && key.type === 'Identifier' && key.name === '__proto__') this.#out.push('shorthand ')
    this.#part(value)
  }

  #literal(node: Node & { readonly type: 'Literal' }): void {
    if ('regex' in node) this.#out.push('/', JSON.stringify([node.regex.pattern, node.regex.flags]), ' ')
    else if ('bigint' in node) this.#out.push(String(node.value), 'n ')
    else if (typeof node.value === 'string') this.#out.push(JSON.stringify(node.value), ' ')
    else this.#out.push(String(node.value), ' ')
  }
}
