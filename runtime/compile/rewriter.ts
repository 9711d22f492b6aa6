/**
 * Rewrites a cell's JavaScript so that its shared names live in boxes. One walk, inner nodes before outer ones, so that what
 * an outer node puts before and after its text ends up outside. It decides nothing: names, marks and loops are planned.
 */
import MagicString from 'magic-string'
import type { ESTree } from 'meriyah'
import type { Name } from '../brand.ts'
import type { Dissection } from '../analysis/dissect.ts'
import { emitHelpers } from '../analysis/erase-slowly.ts'
import type { Reference } from '../analysis/scopes.ts'
import { eachChild, type Identifier, isFunction, isLoop, type LoopNode, type Node } from '../analysis/syntax-tree.ts'
import { helperObject } from '../analysis/using-block.ts'
import { boxOf, constantTarget, markText, naming, valueOf } from './box-text.ts'
import type { CellNames } from './cell-names.ts'
import { type MarkPlan, read, written } from './mark-plan.ts'

export interface Rewriting {
  readonly cell: Dissection
  readonly names: CellNames
  readonly plan: MarkPlan
  readonly markOf: (name: Name) => number
  /** Locals of the cell's functions whose names would hide ours. */
  readonly renamed: ReadonlyMap<string, string>
  /** The text of a loop that runs on boxes throughout, for when a name it would keep in a variable isn't defined. */
  readonly slowLoop: (statement: Node) => string
  /** Loops whose first part runs elsewhere. */
  readonly withoutInit: ReadonlySet<Node>
}

export class Rewriter {
  readonly text: MagicString
  readonly #is: Rewriting
  #localsText: ReadonlyMap<Name, string> = new Map()

  constructor(rewriting: Rewriting) {
    this.#is = rewriting
    this.text = new MagicString(rewriting.cell.js)
  }

  before(node: Node, text: string): void {
    this.text.prependRight(node.start!, text)
  }

  after(node: Node, text: string): void {
    this.text.appendLeft(node.end!, text)
  }

  readonly visit = (node: Node): void => {
    switch (node.type) {
      case 'Identifier':
        return this.#read(node)
      case 'MemberExpression':
        this.visit(node.object)
        if (node.computed) this.visit(node.property as Node)
        return
      case 'Property':
        return this.#property(node)
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed && node.key) this.visit(node.key)
        if (node.value) this.visit(node.value)
        return
      case 'CallExpression':
        for (const argument of node.arguments as readonly Node[]) this.visit(argument)
        return this.#callee(node.callee as Node)
      case 'TaggedTemplateExpression':
        this.visit(node.quasi)
        return this.#callee(node.tag as Node)
      case 'UnaryExpression':
        return this.#unary(node)
      case 'UpdateExpression':
        return this.#update(node)
      case 'AssignmentExpression':
        return this.#assignment(node, true)
      case 'ExpressionStatement':
        return this.#statement(node)
      case 'VariableDeclaration':
        return this.#variables(node)
      default:
        return this.#others(node)
    }
  }

  #others(node: Node): void {
    switch (node.type) {
      case 'LabeledStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loopStatement(node)
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'AssignmentPattern':
        return this.#default(node)
      case 'ImportExpression':
        eachChild(node, this.visit)
        this.text.update(node.start!, node.start! + 'import'.length, '$$0rt.import')
        return
      case 'MetaProperty':
        if (node.meta.name === 'import') this.text.update(node.start!, node.end!, '$$0rt.meta')
        return
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return this.#declaration(node)
      default:
        eachChild(node, this.visit)
    }
  }

  #boxed(node: Node): Reference | undefined {
    return node.type === 'Identifier' ? this.#is.names.boxed.get(node) : undefined
  }

  marksOf(identifier: Identifier): string {
    return markText(this.#is.markOf(identifier.name), this.#is.plan.marks.get(identifier) ?? 0)
  }

  /** The plain variable that stands for the name in the loop around, if there is one. */
  #local(identifier: Identifier): string | undefined {
    return this.#is.plan.localised.has(identifier) ? this.#localsText.get(identifier.name) : undefined
  }

  #read(node: Identifier): void {
    const text = this.#readText(node)
    if (text !== undefined) this.text.update(node.start!, node.end!, text)
  }

  #readText(node: Identifier): string | undefined {
    if (!this.#boxed(node)) return this.#otherName(node)
    const local = this.#local(node)
    if (local !== undefined) return local
    const marks = this.marksOf(node)
    return marks ? `(${marks},${valueOf(node.name)})` : valueOf(node.name)
  }

  #otherName(node: Identifier): string | undefined {
    const binding = this.#is.cell.scopes.bindings.get(node)
    if (binding) return binding.top ? undefined : this.#is.renamed.get(node.name)
    if (node.name === helperObject) return '$$0rt.helpers'
    return emitHelpers.has(node.name) ? `$$0rt.helpers.${node.name}` : undefined
  }

  /** Called bare: a box must not become the function's `this`. */
  #callee(node: Node): void {
    if (node.type !== 'Identifier' || !this.#boxed(node) || this.#local(node) !== undefined) return this.visit(node)
    this.text.update(node.start!, node.end!, `(${this.marksOf(node) || '0'},${valueOf(node.name)})`)
  }

  #property(node: ESTree.Property): void {
    if (node.computed) this.visit(node.key)
    const value: Node = node.value
    const target = value.type === 'AssignmentPattern' ? value.left : value
    this.visit(value)
    if (node.shorthand && target.type === 'Identifier' && (this.#boxed(target) || this.#otherName(target) !== undefined)) {
      this.text.prependRight(node.start!, `${target.name}:`)
    }
  }

  #unary(node: ESTree.UnaryExpression): void {
    const argument: Node = node.argument
    if (node.operator !== 'typeof' || argument.type !== 'Identifier' || !this.#boxed(argument) || this.#local(argument) !== undefined) {
      return this.visit(argument)
    }
    const { name } = argument
    const marks = this.marksOf(argument)
    const text = `(${marks ? `${marks},` : ''}${boxOf(name)}.has?typeof ${valueOf(name)}:"undefined")`
    this.text.update(node.start!, node.end!, text)
  }

  #update(node: ESTree.UpdateExpression): void {
    const argument: Node = node.argument
    if (argument.type !== 'Identifier' || !this.#boxed(argument)) return this.visit(argument)
    this.text.update(argument.start!, argument.end!, this.#place(argument))
    if (this.#local(argument) === undefined) this.#around(node, this.marksOf(argument))
  }

  /** `(marks,node)` */
  #around(node: Node, marks: string): void {
    if (!marks) return
    this.before(node, `(${marks},`)
    this.after(node, ')')
  }

  /** Where a write goes, without its marks. */
  #place(identifier: Identifier): string {
    const access = this.#boxed(identifier)?.access
    if (access !== 'declare' && this.#is.names.constants.has(identifier.name)) return constantTarget(identifier.name)
    return this.#local(identifier) ?? valueOf(identifier.name)
  }

  /** A target inside a pattern or a loop's head marks when its turn comes. */
  target(node: Node): void {
    if (node.type !== 'Identifier' || !this.#boxed(node)) return this.visit(node)
    const marks = this.#local(node) === undefined ? this.marksOf(node) : ''
    const place = marks ? `${boxOf(node.name)}[${marks},"v"]` : this.#place(node)
    this.text.update(node.start!, node.end!, place)
  }

  #default(node: ESTree.AssignmentPattern): void {
    if (node.right) {
      this.visit(node.right)
      if (this.#boxed(node.left)) this.nameAnonymous(node.left, node.right)
    }
    this.target(node.left)
  }

  nameAnonymous(left: Node, right: Node): void {
    const isAnonymous = right.type === 'ArrowFunctionExpression' || ((isFunction(right) || right.type === 'ClassExpression') && !right.id)
    if (!isAnonymous || left.type !== 'Identifier' || this.#local(left) !== undefined) return
    const { before, after } = naming(left.name)
    this.before(right, before)
    this.after(right, after)
  }

  #assignment(node: ESTree.AssignmentExpression, isValueUsed: boolean): void {
    const left: Node = node.left
    const right: Node = node.right
    this.visit(right)
    if (left.type !== 'Identifier' || !this.#boxed(left)) return this.#pattern(left)
    if (node.operator === '=' || isLogical(node.operator)) this.nameAnonymous(left, right)
    this.text.update(left.start!, left.end!, this.#place(left))
    if (this.#local(left) !== undefined) return
    if (node.operator === '=') return this.#assigned(node, left, isValueUsed)
    const bits = this.#is.plan.marks.get(left) ?? 0
    if (!isLogical(node.operator) || !(bits & written)) return this.#around(node, this.marksOf(left))
    this.#assignsMaybe(node, left, bits)
  }

  /** The mark comes after the value, which may read the name. */
  #assigned(node: Node, left: Identifier, isValueUsed: boolean): void {
    const marks = this.marksOf(left)
    if (!marks) return
    if (!isValueUsed) return this.after(node, `,${marks}`)
    this.before(node, '(')
    this.after(node, `,${marks},${valueOf(left.name)})`)
  }

  /** `x ??= y` writes only when it has to: `x ?? (x = y)` */
  #assignsMaybe(node: ESTree.AssignmentExpression, left: Identifier, bits: number): void {
    const mark = this.#is.markOf(left.name)
    const value = valueOf(left.name)
    const at = this.#is.cell.js.indexOf(node.operator, left.end!)
    this.text.update(at, at + node.operator.length, `${node.operator.slice(0, -1)} (${value} =`)
    this.before(node, bits & read ? `(${markText(mark, read)},` : '(')
    this.after(node, `,${markText(mark, written)},${value}))`)
  }

  #pattern(node: Node): void {
    if (node.type === 'ObjectPattern' || node.type === 'ArrayPattern') eachTarget(node, part => this.#patternPart(part))
    else this.visit(node)
  }

  #patternPart(node: Node): void {
    if (node.type === 'Property') {
      if (node.computed) this.visit(node.key)
      const value: Node = node.value
      const inner = value.type === 'AssignmentPattern' ? value.left : value
      this.#patternPart(value)
      if (node.shorthand && inner.type === 'Identifier' && (this.#boxed(inner) || this.#otherName(inner) !== undefined)) {
        this.text.prependRight(node.start!, `${inner.name}:`)
      }
    } else if (node.type === 'RestElement') this.#patternPart(node.argument)
    else if (node.type === 'ObjectPattern' || node.type === 'ArrayPattern') this.#pattern(node)
    else if (node.type === 'AssignmentPattern') {
      if (node.right) this.visit(node.right)
      if (node.right && this.#boxed(node.left)) this.nameAnonymous(node.left, node.right)
      this.#patternPart(node.left)
    } else this.target(node)
  }

  #statement(node: ESTree.ExpressionStatement): void {
    if (node.expression.type === 'AssignmentExpression') this.#assignment(node.expression, false)
    else this.visit(node.expression)
  }

  #variables(node: ESTree.VariableDeclaration): void {
    if (!node.declarations.some(({ id }) => this.#bindsBoxes(id))) return eachChild(node, this.visit)
    this.text.remove(node.start!, node.start! + node.kind.length)
    for (const declarator of node.declarations) this.#declarator(declarator, node.kind)
  }

  #bindsBoxes(id: Node): boolean {
    let found = false
    const look = (node: Node): void => {
      if (node.type === 'Identifier') found ||= this.#is.cell.scopes.bindings.get(node)?.top === true && this.#is.names.isBoxed(node.name)
      else if (node.type === 'AssignmentPattern') look(node.left)
      else if (node.type === 'Property') look(node.value)
      else eachTarget(node, look)
    }
    look(id)
    return found
  }

  #declarator(declarator: ESTree.VariableDeclarator, kind: string): void {
    const { id, init } = declarator
    if (!init) {
      if (id.type !== 'Identifier') return this.#pattern(id)
      if (kind === 'var') return void this.text.update(id.start!, id.end!, 'void 0')
      const marks = this.marksOf(id)
      return void this.text.update(id.start!, id.end!, `${valueOf(id.name)}=void 0${marks && `,${marks}`}`)
    }
    this.visit(init)
    if (id.type !== 'Identifier') {
      this.#pattern(id)
      this.before(declarator, '(')
      return this.after(declarator, ')')
    }
    this.nameAnonymous(id, init)
    this.text.update(id.start!, id.end!, this.#place(id))
    const marks = this.#local(id) === undefined ? this.marksOf(id) : ''
    if (marks) this.after(declarator, `,${marks}`)
  }

  #declaration(node: ESTree.FunctionDeclaration | ESTree.ClassDeclaration): void {
    eachChild(node, child => {
      if (child !== node.id || !this.#boxed(child)) this.visit(child)
    })
    const { id } = node
    if (!id || !this.#boxed(id)) return
    const marks = this.marksOf(id)
    this.before(node, `${valueOf(id.name)}=`)
    this.after(node, `${marks && `,${marks}`};`)
  }

  #loopStatement(statement: Node): void {
    let loop = statement
    while (loop.type === 'LabeledStatement') loop = loop.body
    const outer = this.#localsText
    const plan = isLoop(loop) ? this.#is.plan.loops.get(loop) : undefined
    if (plan?.locals.size) this.#localsText = new Map([...plan.locals.keys()].map(name => [name, this.#fresh(name)]))
    if (isLoop(loop)) this.#loop(loop)
    else this.visit(loop)
    if (plan && isLoop(loop)) this.#enter({ statement, loop })
    this.#localsText = outer
  }

  #fresh(name: Name): string {
    let text = `${boxOf(name)}$`
    while (this.#is.names.isBoxed(text.slice(2)) || this.#is.cell.js.includes(text)) text += '$'
    return text
  }

  #loop(loop: LoopNode): void {
    if (loop.type === 'ForStatement' && loop.init && this.#is.withoutInit.has(loop)) this.text.remove(loop.init.start!, loop.init.end!)
    if (loop.type !== 'ForInStatement' && loop.type !== 'ForOfStatement') {
      return eachChild(loop, child => {
        if (loop.type === 'ForStatement' && child === loop.init && this.#is.withoutInit.has(loop)) return
        if (child.type === 'AssignmentExpression' && loop.type === 'ForStatement' && child !== loop.test) this.#assignment(child, false)
        else this.visit(child)
      })
    }
    this.visit(loop.right)
    this.visit(loop.body)
    const left: Node = loop.left
    if (left.type === 'VariableDeclaration') {
      const id = left.declarations[0]!.id
      if (!this.#bindsBoxes(id)) return eachChild(left, this.visit)
      this.text.remove(left.start!, left.start! + left.kind.length + 1)
      this.#patternPart(id)
    } else this.#patternPart(left)
  }

  /** What a loop does before and after: marks once, names into variables and back. */
  #enter({ statement, loop }: { readonly statement: Node; readonly loop: LoopNode }): void {
    const plan = this.#is.plan.loops.get(loop)!
    const marks = [...plan.marks].map(([name, bits]) => `${markText(this.#is.markOf(name), bits)};`).join('')
    const locals = [...this.#localsText]
    if (locals.length === 0 || plan.locals.size === 0) {
      if (!marks) return
      this.before(statement, `{${marks}`)
      return this.after(statement, '}')
    }
    const declared = `let ${locals.map(([name, text]) => `${text}=${valueOf(name)}`).join(',')};`
    const back = [...plan.locals]
      .filter(([, { isWritten }]) => isWritten)
      .map(([name, { marksWrite }]) => `${valueOf(name)}=${this.#localsText.get(name)};${marksWrite ? `${markText(this.#is.markOf(name), written)};` : ''}`)
      .join('')
    const guard = plan.guards.map(name => `${boxOf(name)}.has`).join('&&')
    const open = guard && `if(!(${guard})){${this.#is.slowLoop(statement)}}else{`
    this.before(statement, `${marks}${open}${declared}${back && 'try{'}`)
    this.after(statement, `${back && `}finally{${back}}`}${guard && '}'}}`)
    this.#openBlock(loop, statement)
  }

  /** A first part that isn't the loop's own declaration runs before names go into variables. */
  #openBlock(loop: LoopNode, statement: Node): void {
    if (loop.type !== 'ForStatement' || !loop.init || !this.#is.plan.loops.get(loop)?.initFirst) return this.before(statement, '{')
    this.before(loop.init, '{')
    this.after(loop.init, ';')
    this.text.move(loop.init.start!, loop.init.end!, statement.start!)
  }
}

const isLogical = (operator: string): boolean => operator === '??=' || operator === '||=' || operator === '&&='

/** The direct parts of a pattern. */
const eachTarget = (node: Node, visit: (part: Node) => void): void => {
  if (node.type === 'ArrayPattern') for (const element of node.elements) element && visit(element)
  else if (node.type === 'ObjectPattern') for (const property of node.properties) visit(property)
  else if (node.type === 'RestElement') visit(node.argument)
}
