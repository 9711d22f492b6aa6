/**
 * The variables inside a cell that closures share and somebody assigns: counters, module patterns, accumulators. V8 keeps them where nothing
 * can tell which closures share one. Those declared by `let`, and parameters, can be told apart by the text alone.
 */
import type { Dissection } from './dissect.ts'
import type { Binding } from './scopes.ts'
import { boundBy, eachChild, type FunctionNode, type Identifier, isFunction, type Node } from './syntax-tree.ts'

export interface SharedVariables {
  /** Where they are read and assigned, their declarations left out. */
  readonly references: ReadonlySet<Identifier>
  /** What `let` declares. */
  readonly declared: ReadonlySet<Identifier>
  /** In the order of the list. */
  readonly parameters: ReadonlyMap<FunctionNode, readonly Identifier[]>
}

export const noSharedVariables: SharedVariables = { references: new Set(), declared: new Set(), parameters: new Map() }

export const sharedVariables = ({ program, scopes }: Pick<Dissection, 'program' | 'scopes'>): SharedVariables => {
  // An eval's text knows variables by their names.
  if (scopes.references.some(({ visible }) => visible !== undefined)) return noSharedVariables
  const found = new Declarations(program)
  const uses = new Map<Binding, Use>()
  for (const { identifier, access, binding } of scopes.references) {
    if (binding === undefined || binding.top) continue
    const use = uses.get(binding) ?? { references: [], owners: new Set(), declarations: 0, changes: false }
    uses.set(binding, use)
    use.owners.add(found.owners.get(identifier))
    if (access === 'declare') use.declarations++
    else use.references.push(identifier)
    if (access === 'write' || access === 'update') use.changes = true
  }
  const sharedUse = (identifier: Identifier): Use | undefined => {
    const binding = scopes.bindings.get(identifier)
    const use = binding && uses.get(binding)
    return use?.changes === true && use.declarations === 1 && use.owners.size > 1 ? use : undefined
  }
  const declared = new Set(found.lets.filter(sharedUse))
  const parameters = new Map<FunctionNode, readonly Identifier[]>()
  for (const [fn, start] of found.bodies) {
    const shared = fn.params.flatMap(boundBy).filter(identifier => {
      // A default value may hold the parameter itself.
      const isInBody = ({ start: at }: Identifier) => at! >= start
      return sharedUse(identifier)?.references.every(isInBody)
    })
    if (shared.length > 0) parameters.set(fn, shared)
  }
  const all = [...declared, ...[...parameters.values()].flat()]
  return {
    references: new Set(all.flatMap(identifier => sharedUse(identifier)?.references ?? [])),
    declared,
    parameters,
  }
}

interface Use {
  readonly references: Identifier[]
  /** The functions and classes in which it stands. */
  readonly owners: Set<Node | undefined>
  declarations: number
  changes: boolean
}

class Declarations {
  readonly owners = new Map<Identifier, Node | undefined>()
  readonly lets: Identifier[] = []
  /** Where each function's body begins. */
  readonly bodies = new Map<FunctionNode, number>()

  constructor(program: Node) {
    this.#visit(program, undefined)
  }

  #visit(node: Node, owner: Node | undefined): void {
    if (node.type === 'Identifier') this.owners.set(node, owner)
    if (isFunction(node) && node.body) this.bodies.set(node, node.body.start!)
    if (node.type === 'VariableDeclaration' && node.kind === 'let')
      for (const { id } of node.declarations) if (id.type === 'Identifier') this.lets.push(id)
    const inside = isFunction(node) || node.type === 'ClassBody' ? node : owner
    const head = headOf(node)
    eachChild(node, child => {
      // Each time round a loop has a variable of its own for what its head declares.
      if (child === head) eachChild(child, part => this.#visit(part, inside))
      else this.#visit(child, inside)
    })
  }
}

const headOf = (node: Node): Node | null | undefined => {
  if (node.type === 'ForStatement') return node.init
  return node.type === 'ForInStatement' || node.type === 'ForOfStatement' ? (node.left as Node) : undefined
}
