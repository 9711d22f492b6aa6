/** Where the variables inside a cell are declared, and which function or class each identifier stands in. */
import type { ESTree } from 'meriyah'
import {
  boundBy,
  eachChild,
  type FunctionNode,
  type Identifier,
  isFunction,
  type LoopNode,
  type Node,
} from './syntax-tree.ts'

type EachLoop = ESTree.ForOfStatement | ESTree.ForInStatement

/** `by: 'each'` is the head of a `for … of` or `for … in`, `'count'` that of a `for`: each round has a variable of its own. */
export type Declared = { readonly identifier: Identifier } & (
  | { readonly by: 'parameter'; readonly of: FunctionNode; readonly body: Node }
  | { readonly by: 'each'; readonly of: EachLoop; readonly body: Node }
  | { readonly by: 'count'; readonly loop: ESTree.ForStatement; readonly declarator: ESTree.VariableDeclarator }
  /** No function: a static block. */
  | { readonly by: 'var'; readonly fn: FunctionNode | undefined; readonly at: DeclaredAt }
  | { readonly by: 'let'; readonly at: DeclaredAt }
)

export interface DeclaredAt {
  readonly declarator: ESTree.VariableDeclarator
  /** The statements it stands among, where these run from first to last. */
  readonly list: readonly Node[] | undefined
}

interface Declarations {
  /** In the order of the text. */
  readonly declared: readonly Declared[]
  readonly owners: ReadonlyMap<Identifier, Node | undefined>
}

export const declarationsIn = (program: Node): Declarations => {
  const found = new Finder()
  found.visit(program)
  return found
}

class Finder implements Declarations {
  readonly declared: Declared[] = []
  readonly owners = new Map<Identifier, Node | undefined>()
  #owner: Node | undefined
  #fn: FunctionNode | undefined
  #list: readonly Node[] | undefined

  readonly visit = (node: Node): void => {
    if (node.type === 'Identifier') this.owners.set(node, this.#owner)
    if (isFunction(node)) {
      const body = node.body as Node | null | undefined
      if (body)
        for (const identifier of node.params.flatMap(boundBy))
          this.declared.push({ identifier, by: 'parameter', of: node, body })
      return this.#within({ owner: node, fn: node }, node)
    }
    switch (node.type) {
      case 'ClassBody':
        return this.#within({ owner: node }, node)
      case 'StaticBlock':
        return this.#within({ fn: undefined, list: node.body }, node)
      case 'BlockStatement':
        return this.#within({ list: node.body }, node)
      case 'SwitchStatement':
        return this.#within({ list: undefined }, node)
      case 'ForStatement':
        return this.#loop(node, node.init)
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#loop(node, node.left as Node)
      case 'VariableDeclaration':
        for (const declarator of node.declarations) this.#variables(node, declarator)
    }
    eachChild(node, this.visit)
  }

  #variables(declaration: ESTree.VariableDeclaration, declarator: ESTree.VariableDeclarator): void {
    const { kind } = declaration
    const { id } = declarator
    const list = this.#list?.includes(declaration) ? this.#list : undefined
    const at = { declarator, list }
    for (const identifier of boundBy(id))
      if (kind === 'var') this.declared.push({ identifier, by: 'var', fn: this.#fn, at })
      else if (kind === 'let') this.declared.push({ identifier, by: 'let', at })
  }

  #loop(loop: Extract<LoopNode, { type: `For${string}` }>, head: Node | null | undefined): void {
    if (head?.type !== 'VariableDeclaration' || head.kind !== 'let') return eachChild(loop, this.visit)
    for (const declarator of head.declarations)
      for (const identifier of boundBy(declarator.id))
        this.declared.push(
          loop.type === 'ForStatement'
            ? { identifier, by: 'count', loop, declarator }
            : { identifier, by: 'each', of: loop, body: loop.body },
        )
    eachChild(loop, child => (child === head ? eachChild(child, this.visit) : this.visit(child)))
  }

  #within(
    inside: {
      readonly owner?: Node
      readonly fn?: FunctionNode | undefined
      readonly list?: readonly Node[] | undefined
    },
    node: Node,
  ): void {
    const outer = [this.#owner, this.#fn, this.#list] as const
    if (inside.owner) this.#owner = inside.owner
    if ('fn' in inside) this.#fn = inside.fn
    if ('list' in inside) this.#list = inside.list
    eachChild(node, this.visit)
    ;[this.#owner, this.#fn, this.#list] = outer
  }
}
