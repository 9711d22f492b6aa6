/**
 * Binds every identifier of a tree to what it names. It knows all of JavaScript's scopes (parameters apart from the body,
 * a class's own name inside it, catch, switch, static blocks) and that labels and property keys are not names. Code is
 * strict throughout: a function in a block stays in the block.
 */
import type { ESTree } from 'meriyah'
import { type BindingKind, lexicalNames, varNames } from './hoist.ts'
import { boundBy, type ClassNode, eachChild, type FunctionNode, type Identifier, type Node } from './syntax-tree.ts'
import { loweredUsing } from './using-block.ts'

export interface Binding {
  readonly name: string
  readonly kind: BindingKind
  /** Stands at the top of the tree, so that it belongs to the notebook when the tree is a cell. */
  readonly top: boolean
}

/** `declare` is the write of an initialised declaration; `update` reads, then writes. */
export type Access = 'read' | 'write' | 'update' | 'declare'

export interface Reference {
  readonly identifier: Identifier
  readonly access: Access
  /** Absent: free in the tree. */
  readonly binding: Binding | undefined
  /** Happens for whoever calls: inside a function, a method, an instance field's initialiser. */
  readonly deferred: boolean
  /** Inside a function or anywhere inside a class, so that a closure may hold it. */
  readonly captured: boolean
  /** Of a call of `eval`: the locals that its text can see. */
  readonly visible?: readonly string[]
}

export interface Scopes {
  readonly top: ReadonlyMap<string, Binding>
  /** In order of evaluation, as far as the text tells. */
  readonly references: readonly Reference[]
  readonly bindings: ReadonlyMap<Identifier, Binding>
}

interface Scope {
  readonly parent: Scope | undefined
  readonly names: Map<string, Binding>
  readonly top: boolean
}

export const resolve = (root: Node): Scopes => {
  const resolver = new Resolver()
  resolver.root(root)
  return { top: resolver.top.names, references: resolver.references, bindings: resolver.bindings }
}

class Resolver {
  readonly top: Scope = { parent: undefined, names: new Map(), top: true }
  readonly references: Reference[] = []
  readonly bindings = new Map<Identifier, Binding>()
  #scope = this.top
  #deferred = false
  #captured = false
  /** `arguments` is the enclosing function's own. */
  #ownArguments = false

  root(node: Node): void {
    if (node.type !== 'Program') return this.#visit(node)
    varNames(node, this.#declare)
    lexicalNames(node.body, this.#declare)
    // What `using` was lowered to is still the top of the cell.
    const lowered = loweredUsing(node)
    if (lowered) lexicalNames(lowered.block.body, this.#declare)
    for (const statement of node.body) {
      if (statement === lowered) this.#tryStatement(lowered, true)
      else this.#visit(statement)
    }
  }

  readonly #declare = (identifier: Identifier, kind: BindingKind): void => {
    const { names, top, parent } = this.#scope
    let binding = names.get(identifier.name)
    if (!binding && kind === 'var') {
      const outer = parent?.names.get(identifier.name)
      // A `var` that repeats a parameter is that parameter.
      if (outer?.kind === 'parameter') binding = outer
    }
    if (!binding) {
      binding = { name: identifier.name, kind, top }
      names.set(identifier.name, binding)
    }
    this.bindings.set(identifier, binding)
  }

  #within(body: () => void): void {
    const outer = this.#scope
    this.#scope = { parent: outer, names: new Map(), top: false }
    body()
    this.#scope = outer
  }

  #refer(identifier: Identifier, access: Access): void {
    const { name } = identifier
    if (name === 'arguments' && this.#ownArguments) return
    let binding: Binding | undefined
    for (let scope: Scope | undefined = this.#scope; scope && !binding; scope = scope.parent)
      binding = scope.names.get(name)
    if (binding) this.bindings.set(identifier, binding)
    const visible = name === 'eval' && !binding ? { visible: this.#visibleLocals() } : {}
    this.references.push({
      identifier,
      access,
      binding,
      deferred: this.#deferred,
      captured: this.#captured,
      ...visible,
    })
  }

  #visibleLocals(): readonly string[] {
    const names = new Set<string>()
    for (let scope: Scope | undefined = this.#scope; scope && !scope.top; scope = scope.parent)
      for (const name of scope.names.keys()) names.add(name)
    return [...names]
  }

  readonly #visit = (node: Node): void => {
    switch (node.type) {
      case 'Identifier':
        return this.#refer(node, 'read')
      case 'FunctionDeclaration':
        if (node.id) this.#refer(node.id, 'declare')
        return this.#function(node)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node)
      case 'MemberExpression':
        this.#visit(node.object)
        if (node.computed) this.#visit(node.property)
        return
      case 'Property':
      case 'MethodDefinition':
        if (node.computed && node.key) this.#visit(node.key)
        if (node.value) this.#visit(node.value)
        return
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return this.#field(node)
      case 'AssignmentExpression':
        this.#visit(node.right)
        return this.#target(node.left, node.operator === '=' ? 'write' : 'update')
      case 'UpdateExpression':
        return this.#target(node.argument, 'update')
      case 'VariableDeclaration':
        return this.#variables(node)
      case 'LabeledStatement':
        return this.#visit(node.body)
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ExportAllDeclaration':
        return
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) this.#refer(local, 'declare')
        return
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#visit(node.declaration)
        return
      default:
        return this.#scoped(node)
    }
  }

  /** The nodes that open a scope for their parts, and those that only hold parts. */
  #scoped(node: Node): void {
    switch (node.type) {
      case 'BlockStatement':
        return this.#within(() => this.#statements(node.body))
      case 'StaticBlock':
        return this.#within(() => {
          for (const statement of node.body) varNames(statement, this.#declare)
          this.#statements(node.body)
        })
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#for(node)
      case 'SwitchStatement':
        this.#visit(node.discriminant)
        return this.#within(() => {
          lexicalNames(
            node.cases.flatMap(({ consequent }) => consequent),
            this.#declare,
          )
          for (const clause of node.cases) eachChild(clause, this.#visit)
        })
      case 'TryStatement':
        return this.#tryStatement(node, false)
      default:
        eachChild(node, this.#visit)
    }
  }

  #statements(statements: readonly Node[]): void {
    lexicalNames(statements, this.#declare)
    for (const statement of statements) this.#visit(statement)
  }

  #tryStatement(node: ESTree.TryStatement, blockIsTop: boolean): void {
    if (blockIsTop) for (const statement of node.block.body) this.#visit(statement)
    else this.#visit(node.block)
    const { handler } = node
    if (handler) {
      this.#within(() => {
        const parameter: Node | null = handler.param
        if (parameter) {
          for (const name of boundBy(parameter)) this.#declare(name, 'catch')
          this.#target(parameter, 'declare')
        }
        this.#visit(handler.body)
      })
    }
    if (node.finalizer) this.#visit(node.finalizer)
  }

  #for(node: ESTree.ForStatement | ESTree.ForInStatement | ESTree.ForOfStatement): void {
    this.#within(() => {
      const head: Node | null | undefined = node.type === 'ForStatement' ? node.init : node.left
      if (head) lexicalNames([head], this.#declare)
      if (node.type === 'ForStatement') return eachChild(node, this.#visit)
      this.#visit(node.right)
      if (node.left.type === 'VariableDeclaration') {
        for (const { id } of node.left.declarations) this.#target(id, 'declare')
      } else this.#target(node.left, 'write')
      this.#visit(node.body)
    })
  }

  #variables(node: ESTree.VariableDeclaration): void {
    for (const { id, init } of node.declarations) {
      if (init) this.#visit(init)
      // `var x;` writes nothing.
      if (init || node.kind !== 'var') this.#target(id, 'declare')
    }
  }

  /** What stands left of `=`: a name, a member, a pattern. */
  #target(node: Node, access: Access): void {
    switch (node.type) {
      case 'Identifier':
        return this.#refer(node, access)
      case 'AssignmentPattern':
        if (node.right) this.#visit(node.right)
        return this.#target(node.left, access)
      case 'RestElement':
        return this.#target(node.argument, access)
      case 'ArrayPattern':
        for (const element of node.elements) if (element) this.#target(element, access)
        return
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type !== 'Property') this.#target(property, access)
          else {
            if (property.computed) this.#visit(property.key)
            this.#target(property.value, access)
          }
        }
        return
      default:
        this.#visit(node)
    }
  }

  #deferring(options: { readonly arguments: boolean }, body: () => void): void {
    const [deferred, captured, own] = [this.#deferred, this.#captured, this.#ownArguments]
    this.#deferred = this.#captured = true
    this.#ownArguments = own || options.arguments
    body()
    ;[this.#deferred, this.#captured, this.#ownArguments] = [deferred, captured, own]
  }

  #function(node: FunctionNode): void {
    this.#deferring({ arguments: node.type !== 'ArrowFunctionExpression' }, () => {
      this.#within(() => {
        if (node.type === 'FunctionExpression' && node.id) this.#declare(node.id, 'self')
        this.#within(() => {
          for (const parameter of node.params) for (const name of boundBy(parameter)) this.#declare(name, 'parameter')
          for (const parameter of node.params) this.#target(parameter, 'declare')
          const { body } = node
          if (!body) return
          if (body.type !== 'BlockStatement') return this.#visit(body)
          this.#within(() => {
            varNames(body, this.#declare)
            this.#statements(body.body)
          })
        })
      })
    })
  }

  #class(node: ClassNode): void {
    const captured = this.#captured
    for (const decorator of node.decorators ?? []) this.#visit(decorator)
    this.#captured = true
    this.#within(() => {
      if (node.id) {
        // Inside, the name is the class's own; outside, a declaration's name is one that can be assigned.
        const self: Binding = { name: node.id.name, kind: 'self', top: false }
        this.#scope.names.set(self.name, self)
        if (node.type === 'ClassExpression') this.bindings.set(node.id, self)
      }
      if (node.superClass) this.#visit(node.superClass)
      for (const member of node.body.body as readonly Node[]) this.#visit(member)
    })
    this.#captured = captured
    if (node.type === 'ClassDeclaration' && node.id) this.#refer(node.id, 'declare')
  }

  #field(node: ESTree.PropertyDefinition | ESTree.AccessorProperty): void {
    for (const decorator of node.decorators ?? []) this.#visit(decorator)
    if (node.computed && node.key) this.#visit(node.key)
    const value: Node | null | undefined = node.value
    if (!value) return
    if (node.static) this.#visit(value)
    else this.#deferring({ arguments: false }, () => this.#visit(value))
  }
}
