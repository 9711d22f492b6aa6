/**
 * Decides where compiled code marks a name as read or written (compiled.ts). A mark is left out only where an earlier one is
 * certain to have been set in the same run: straight-line code, not out of branches, never in a function that may
 * be resumed in a later run. It also decides which names a top-level loop keeps in plain variables while it runs.
 */
import type { ESTree } from 'meriyah'
import type { Name } from '../brand.ts'
import type { Dissection } from '../analysis/dissect.ts'
import {
  type FunctionNode,
  type Identifier,
  isFunction,
  isLoop,
  type LoopNode,
  type Node,
} from '../analysis/syntax-tree.ts'
import { loweredUsing } from '../analysis/using-block.ts'
import type { CellNames } from './cell-names.ts'
import { inOrder, loopInOrder } from './evaluation.ts'
import { breaksTo, type LoopLocal, type LoopPlan, planLoop, type Sharing } from './loop-plan.ts'
import { loopUse } from './loop-use.ts'
import { defined, read, written } from './mark-bits.ts'
import { varsToHoist } from './var-hoisting.ts'

export interface MarkPlan {
  /** Marks each reference sets, as bits; none where absent. */
  readonly marks: ReadonlyMap<Identifier, number>
  /** References that use a loop's plain variable. */
  readonly localised: ReadonlySet<Identifier>
  readonly loops: ReadonlyMap<LoopNode, LoopPlan>
  /** `var`s that exist from the start of the cell. */
  readonly hoistedVars: readonly Name[]
}

export const planMarks = (cell: Dissection, names: CellNames, sharing: Sharing): MarkPlan => {
  const flow = new Flow(names, sharing)
  flow.cell(cell)
  return flow
}

class Flow implements MarkPlan {
  readonly marks = new Map<Identifier, number>()
  readonly localised = new Set<Identifier>()
  readonly loops = new Map<LoopNode, LoopPlan>()
  hoistedVars: readonly Name[] = []
  readonly #names: CellNames
  readonly #sharing: Sharing
  #known = new Map<Name, number>()
  #undo: [Name, number][] = []
  #inFunction = false
  /** In a function that may be resumed in another run nothing is certain. */
  #resumable = false
  #inLoop = false
  #locals: ReadonlyMap<Name, LoopLocal> | undefined
  #branches = 0
  #inTry = false
  /** Labels of blocks around, which a loop may break out of. */
  #blockLabels: readonly string[] = []
  /** Names last assigned a literal, outside every branch. */
  readonly #literals = new Map<Name, string>()
  #js = ''

  constructor(names: CellNames, sharing: Sharing) {
    this.#names = names
    this.#sharing = sharing
  }

  cell(cell: Dissection): void {
    const { program } = cell
    this.#js = cell.js
    this.hoistedVars = varsToHoist(cell, this.#names)
    for (const name of this.hoistedVars) this.#learn(name, read | defined)
    const lowered = loweredUsing(program)
    const rest: Node[] = []
    for (const statement of program.body) {
      // Functions and imports come before anything else runs.
      if (statement.type === 'FunctionDeclaration' || statement.type === 'ImportDeclaration') this.#visit(statement)
      else rest.push(statement)
    }
    for (const statement of rest) {
      if (statement === lowered) for (const inner of lowered.block.body) this.#visit(inner)
      else this.#visit(statement)
    }
  }

  #learn(name: Name, bits: number): void {
    const before = this.#known.get(name) ?? 0
    if (this.#resumable || (before | bits) === before) return
    this.#undo.push([name, before])
    this.#known.set(name, before | bits)
  }

  /** What is learned inside doesn't hold afterwards. */
  #branch(body: () => void): void {
    const length = this.#undo.length
    this.#branches++
    body()
    this.#branches--
    for (let last = this.#undo.length; last > length; last--) {
      const [name, before] = this.#undo.pop()!
      this.#known.set(name, before)
    }
  }

  readonly #visit = (node: Node): void => {
    if (isFunction(node)) return this.#function(node)
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node)
      case 'PropertyDefinition':
        if (node.static || !node.value) break
        if (node.computed && node.key) this.#visit(node.key)
        return this.#apart(false, () => this.#visit(node.value!))
      case 'UnaryExpression':
        if (node.operator !== 'typeof' || node.argument.type !== 'Identifier') break
        return this.#mark(node.argument, read, read)
      case 'AssignmentExpression':
        this.#assignment(node)
        return node.operator === '=' ? this.#noteLiteral(node.left, node.right) : undefined
      case 'VariableDeclarator':
        this.#parts(node)
        return node.init ? this.#noteLiteral(node.id, node.init) : undefined
      case 'TryStatement':
        return this.#within({ inTry: true }, () => this.#parts(node))
      case 'LabeledStatement':
        // A loop's own label leaves nothing but the loop.
        return this.#within(
          isLoop(node.body) || node.body.type === 'LabeledStatement' ? {} : { label: node.label.name },
          () => this.#parts(node),
        )
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node)
      default:
        break
    }
    this.#parts(node)
  }

  #assignment(node: ESTree.AssignmentExpression): void {
    const isLogical = node.operator === '??=' || node.operator === '||=' || node.operator === '&&='
    if (!isLogical || node.left.type !== 'Identifier' || this.#isConstantWrite(node.left)) return this.#parts(node)
    // It reads for certain and writes perhaps, so that the mark of the write promises nothing.
    this.#mark(node.left, read | written, read | defined)
    this.#branch(() => this.#visit(node.right))
  }

  #within(around: { readonly inTry?: true; readonly label?: string }, body: () => void): void {
    const [inTry, labels] = [this.#inTry, this.#blockLabels]
    this.#inTry ||= around.inTry ?? false
    if (around.label !== undefined) this.#blockLabels = [...labels, around.label]
    body()
    ;[this.#inTry, this.#blockLabels] = [inTry, labels]
  }

  #noteLiteral(target: Node, value: Node): void {
    if (target.type !== 'Identifier' || !this.#names.boxed.has(target) || this.#branches > 0 || this.#inFunction) return
    const digits = value.type === 'UnaryExpression' && value.operator === '-' ? value.argument : value
    if (digits.type === 'Literal' && typeof digits.value === 'number') {
      this.#literals.set(target.name, this.#js.slice(value.start!, value.end!))
    }
  }

  #parts(node: Node): void {
    inOrder(node, (part, often) => {
      if (often === 'always') this.#visit(part)
      else this.#branch(() => this.#visit(part))
    })
  }

  #isConstantWrite(identifier: Identifier): boolean {
    const access = this.#names.boxed.get(identifier)?.access
    return (access === 'write' || access === 'update') && this.#names.constants.has(identifier.name)
  }

  #reference(identifier: Identifier): void {
    const access = this.#names.boxed.get(identifier)?.access
    if (!access || this.#isConstantWrite(identifier)) return
    if (access === 'read') this.#mark(identifier, read, read | defined)
    else this.#mark(identifier, access === 'update' ? read | written : written, read | written | defined)
  }

  /** Sets what isn't certain to be set: a read after any mark and a write after a write say nothing new. */
  #mark(identifier: Identifier, bits: number, learned: number): void {
    if (!this.#names.boxed.has(identifier)) return
    const { name } = identifier
    if (bits & written) this.#literals.delete(name)
    if (this.#locals?.has(name)) return void this.localised.add(identifier)
    const known = this.#known.get(name) ?? 0
    const needed = (bits & read && !(known & (read | written)) ? read : 0) | (bits & written & ~known)
    if (needed) this.marks.set(identifier, needed)
    this.#learn(name, learned)
  }

  #function(node: FunctionNode): void {
    if (node.type === 'FunctionDeclaration' && node.id) this.#reference(node.id)
    this.#apart(node.async === true || ('generator' in node && node.generator === true), () => {
      for (const parameter of node.params) this.#visit(parameter)
      if (node.body) this.#visit(node.body)
    })
  }

  /** Code that runs when it is called: nothing known here is known there. */
  #apart(resumable: boolean, body: () => void): void {
    const outer = [this.#known, this.#undo, this.#inFunction, this.#resumable, this.#inLoop, this.#locals] as const
    this.#known = new Map()
    this.#undo = []
    this.#inFunction = true
    this.#resumable = resumable
    this.#inLoop = false
    this.#locals = undefined
    body()
    ;[this.#known, this.#undo, this.#inFunction, this.#resumable, this.#inLoop, this.#locals] = outer
  }

  #loop(node: LoopNode): void {
    if (this.#inLoop || this.#resumable) return this.#parts(node)
    const init = node.type === 'ForStatement' ? node.init : undefined
    const initFirst = !!init && (init.type !== 'VariableDeclaration' || init.kind === 'var')
    if (initFirst) this.#visit(init)
    const uses = loopUse(node, this.#names, { withoutInit: initFirst })
    const plan = planLoop(uses, {
      names: this.#names,
      sharing: this.#inFunction ? { ...this.#sharing, localise: false } : this.#sharing,
      known: this.#known,
      literals: this.#literals,
      mayBeLeft: this.#inTry || breaksTo(node, this.#blockLabels),
      initFirst,
    })
    this.loops.set(node, plan)
    for (const [name, bits] of plan.marks) this.#learn(name, read | bits)
    this.#inLoop = true
    this.#locals = plan.locals
    loopInOrder(node, (part, often) => {
      if (initFirst && part === init) return
      if (often === 'always') this.#visit(part)
      else this.#branch(() => this.#visit(part))
    })
    this.#inLoop = false
    this.#locals = undefined
    for (const [name, local] of plan.locals) {
      if (local.isWritten && !plan.guards.includes(name)) this.#learn(name, read | written | defined)
    }
  }
}
