/**
 * Rewrites a cell's JavaScript so that its shared names live in boxes. One walk, inner nodes before outer ones, so that what
 * an outer node puts before and after its text ends up outside. It decides nothing: names, marks and loops are planned.
 */
import MagicString from 'magic-string'
import type { ESTree } from 'meriyah'
import { eachChild, type Identifier, type Node } from '../analysis/syntax-tree.ts'
import { declaredOf } from './box-text.ts'
import type { MarkPlan } from './mark-plan.ts'
import { rewriteLoop } from './rewrite-loop.ts'
import { boxesAtStart } from './rewrite-shared.ts'
import { rewriteTemplate } from './rewrite-template.ts'
import { rewriteThisOf, rewriteThisOfField } from './rewrite-this.ts'
import { rewriteHandler, rewriteTry } from './rewrite-try.ts'
import { rewriteAssignment, rewriteDefault, rewriteUpdate, rewriteVariables } from './rewrite-writes.ts'
import { Spelling, type SpellingRules } from './spelling.ts'

export interface Rewriting extends SpellingRules {
  /** The text of a loop that runs on boxes throughout, for when a name it would keep in a variable isn't defined. */
  readonly slowLoop: (statement: Node) => string
  /** Loops whose first part runs elsewhere. */
  readonly withoutInit: ReadonlySet<Node>
  /** What the objects of its templates are called; without a name one stays the text's own. */
  readonly templates: ReadonlyMap<Node, string>
}

export class Rewriter {
  readonly js: string
  readonly text: MagicString
  readonly spelling: Spelling
  readonly plan: MarkPlan
  readonly slowLoop: Rewriting['slowLoop']
  readonly withoutInit: ReadonlySet<Node>
  readonly #templates: Rewriting['templates']

  constructor(rewriting: Rewriting) {
    this.js = rewriting.cell.js
    this.text = new MagicString(this.js)
    this.spelling = new Spelling(rewriting)
    this.plan = rewriting.plan
    this.slowLoop = rewriting.slowLoop
    this.withoutInit = rewriting.withoutInit
    this.#templates = rewriting.templates
  }

  before(node: Node, text: string): void {
    this.text.prependRight(node.start!, text)
  }

  after(node: Node, text: string): void {
    this.text.appendLeft(node.end!, text)
  }

  replace(node: Node, text: string): void {
    this.text.update(node.start!, node.end!, text)
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
        if (node.type === 'PropertyDefinition') rewriteThisOfField(this, node)
        return
      case 'CallExpression':
        for (const argument of node.arguments as readonly Node[]) this.visit(argument)
        this.#evaluated(node)
        rewriteHandler(this, node)
        return this.#callee(node.callee as Node)
      case 'TaggedTemplateExpression':
        return this.#tagged(node)
      case 'UnaryExpression':
        return this.#unary(node)
      case 'AwaitExpression':
        return this.#await(node)
      case 'UpdateExpression':
        return rewriteUpdate(this, node)
      case 'AssignmentExpression':
        return rewriteAssignment(this, node, { isValueUsed: true })
      case 'AssignmentPattern':
        return rewriteDefault(this, node)
      default:
        return this.#statement(node)
    }
  }

  #statement(node: Node): void {
    switch (node.type) {
      case 'ExpressionStatement':
        if (node.expression.type !== 'AssignmentExpression') return this.visit(node.expression)
        return rewriteAssignment(this, node.expression, { isValueUsed: false })
      case 'VariableDeclaration':
        return rewriteVariables(this, node)
      case 'LabeledStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return rewriteLoop(this, node)
      case 'TryStatement':
        return rewriteTry(this, node)
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'ImportExpression':
        eachChild(node, this.visit)
        this.text.update(node.start!, node.start! + 'import'.length, '$$0rt.import')
        return
      case 'MetaProperty':
        if (node.meta.name === 'import') this.replace(node, '$$0rt.meta')
        return
      case 'FunctionDeclaration':
        this.#declaration(node)
        boxesAtStart(this, node)
        return rewriteThisOf(this, node)
      case 'FunctionExpression':
        eachChild(node, this.visit)
        boxesAtStart(this, node)
        return rewriteThisOf(this, node)
      case 'ArrowFunctionExpression':
        eachChild(node, this.visit)
        return boxesAtStart(this, node)
      case 'ClassDeclaration':
        return this.#declaration(node)
      default:
        eachChild(node, this.visit)
    }
  }

  #read(node: Identifier): void {
    const text = this.spelling.read(node)
    if (text !== undefined) this.replace(node, text)
  }

  /** A direct eval's text knows names, not boxes: it is rewritten when it runs. */
  #evaluated(node: ESTree.CallExpression): void {
    const callee = node.callee as Node
    const text: Node | undefined = node.arguments[0]
    const locals = callee.type === 'Identifier' ? this.spelling.seenByEval(callee) : undefined
    if (!locals || !text || node.optional || text.type === 'SpreadElement') return
    this.before(text, '$$0rt.helpers.evalText($$0rt,')
    this.after(text, `,${JSON.stringify(locals)})`)
  }

  /** Called bare: a box must not become the function's `this`. */
  #callee(node: Node): void {
    if (!this.spelling.isBoxed(node) || this.spelling.isVariable(node)) return this.visit(node)
    this.replace(node, `(${this.spelling.marksOf(node) || '0'},${this.spelling.value(node)})`)
  }

  #tagged(node: ESTree.TaggedTemplateExpression): void {
    this.visit(node.quasi)
    this.#callee(node.tag as Node)
    const name = this.#templates.get(node)
    if (name !== undefined) rewriteTemplate(this, node, name)
  }

  /** Whoever settles what is awaited, the code behind goes on as its own run's. */
  #await(node: ESTree.AwaitExpression): void {
    this.visit(node.argument)
    this.before(node, '$$0rt.resume($$0rt.suspend(),')
    this.after(node, ')')
  }

  #property(node: ESTree.Property): void {
    if (node.computed) this.visit(node.key)
    const value: Node = node.value
    const named = value.type === 'AssignmentPattern' ? value.left : value
    const isRespelled = node.shorthand && named.type === 'Identifier' && this.spelling.read(named) !== undefined
    this.visit(value)
    if (isRespelled) this.text.prependRight(node.start!, `${named.name}:`)
  }

  #unary(node: ESTree.UnaryExpression): void {
    const argument: Node = node.argument
    if (node.operator !== 'typeof' || !this.spelling.isBoxed(argument) || this.spelling.isVariable(argument)) {
      return this.visit(argument)
    }
    const isDefined = this.spelling.definedness(argument)
    if (isDefined === undefined) return this.visit(argument)
    const marks = this.spelling.marksOf(argument)
    this.replace(node, `(${marks && `${marks},`}${isDefined}?typeof ${this.spelling.value(argument)}:"undefined")`)
  }

  #declaration(node: ESTree.FunctionDeclaration | ESTree.ClassDeclaration): void {
    const { id } = node
    const isOfNotebook = id !== null && this.spelling.isBoxed(id)
    eachChild(node, child => {
      if (child !== id || !isOfNotebook) this.visit(child)
    })
    if (!isOfNotebook) return
    const marks = this.spelling.marksOf(id)
    this.before(node, `${declaredOf(id.name)}=`)
    this.after(node, `${marks && `,${marks}`};`)
  }
}
