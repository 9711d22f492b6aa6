/**
 * How each identifier of a cell is spelled in the compiled text: a box, a loop's plain variable, a helper, another local name, or as
 * it was. It also knows the marks that each reference has to set. It edits nothing.
 */
import type { ESTree } from 'meriyah'
import type { Name } from '../brand.ts'
import type { Dissection } from '../analysis/dissect.ts'
import { emitHelpers } from '../analysis/erase-slowly.ts'
import type { SharedVariables } from '../analysis/shared-variables.ts'
import { boundBy, eachTarget, type FunctionNode, type Identifier, type Node } from '../analysis/syntax-tree.ts'
import { helperObject } from '../analysis/using-block.ts'
import { boxOf, constantTarget, declaredOf, markingTarget, markText, sharedBoxOf, valueOf } from './box-text.ts'
import type { CellNames } from './cell-names.ts'
import type { LoopPlan } from './loop-plan.ts'
import type { MarkPlan } from './mark-plan.ts'

export interface SpellingRules {
  readonly cell: Pick<Dissection, 'js' | 'scopes'>
  readonly names: CellNames
  readonly plan: MarkPlan
  readonly markOf: (name: Name) => number
  /** Locals of the cell's functions whose names would hide ours. */
  readonly renamed: ReadonlyMap<string, string>
  readonly sharedVariables: SharedVariables
}

export interface Boxed {
  readonly name: string
  /** As it is called in the text. */
  readonly value: string
}

export class Spelling {
  readonly #is: SpellingRules
  #variables: ReadonlyMap<Name, string> = new Map()

  constructor(rules: SpellingRules) {
    this.#is = rules
  }

  /** Of the notebook, or of closures. */
  isBoxed(node: Node): node is Identifier {
    return node.type === 'Identifier' && (this.#is.names.boxed.has(node) || this.#isShared(node))
  }

  #isShared(node: Identifier): boolean {
    return this.#is.sharedVariables.references.has(node)
  }

  /** May it be assigned where its box isn't there yet? */
  isEarly(node: Identifier): boolean {
    return this.#is.sharedVariables.early.has(node)
  }

  /** Is what the declaration declares shared by closures? */
  declaresShared(id: Node): id is Identifier {
    return id.type === 'Identifier' && this.#is.sharedVariables.declared.has(id)
  }

  /** Boxes that the body of the function or loop begins with, and what is in them. */
  boxesAtStartOf(node: Node): readonly Boxed[] {
    const { given, vars } = this.#is.sharedVariables
    const own = [...(vars.get(node as FunctionNode) ?? [])].map(name => ({ name, value: 'void 0' }))
    return [...own, ...(given.get(node) ?? []).map(id => this.#boxed(id))]
  }

  #boxed(id: Identifier): Boxed {
    return { name: id.name, value: this.read(id) ?? id.name }
  }

  /** What the pattern of a `let` declares of them; the pattern itself stays as it is. */
  boxesOfPattern(pattern: Node): readonly Boxed[] {
    return boundBy(pattern)
      .filter(id => this.declaresShared(id))
      .map(id => this.#boxed(id))
  }

  /** What each round of the loop has of its own. */
  boxesOfRound(loop: Node): readonly string[] {
    return this.#is.sharedVariables.counted.get(loop as ESTree.ForStatement)?.map(({ name }) => name) ?? []
  }

  /** Is there a box already for what is declared here? */
  assignsShared({ kind }: ESTree.VariableDeclaration, pattern: Node): boolean {
    return kind === 'var' && boundBy(pattern).some(id => this.#isShared(id) || this.declaresShared(id))
  }

  /** Its value, whatever marks it has to set. */
  value(identifier: Identifier): string {
    return this.#isShared(identifier) ? `${sharedBoxOf(identifier.name)}.v` : valueOf(identifier.name)
  }

  /** undefined: it is always there. */
  definedness(identifier: Identifier): string | undefined {
    return this.#isShared(identifier) ? undefined : `${boxOf(identifier.name)}.has`
  }

  /** The locals around a free `eval`. */
  seenByEval(identifier: Identifier): readonly string[] | undefined {
    if (identifier.name !== 'eval') return undefined
    return this.#is.cell.scopes.references.find(reference => reference.identifier === identifier)?.visible
  }

  /** Text that sets these marks of a name. */
  marks(name: Name, bits: number): string {
    return markText(this.#is.markOf(name), bits)
  }

  bitsOf(identifier: Identifier): number {
    return this.#is.plan.marks.get(identifier) ?? 0
  }

  marksOf(identifier: Identifier): string {
    return this.marks(identifier.name, this.bitsOf(identifier))
  }

  /** The plain variable that stands for the name in the loop around, if there is one. */
  variable(identifier: Identifier): string | undefined {
    return this.#is.plan.localised.has(identifier) ? this.#variables.get(identifier.name) : undefined
  }

  isVariable(identifier: Identifier): boolean {
    return this.variable(identifier) !== undefined
  }

  /** Runs the body with plain variables for a loop's names, and hands it their spelling. */
  withVariables(plan: LoopPlan, body: (variables: ReadonlyMap<Name, string>) => void): void {
    const outer = this.#variables
    const variables = new Map([...plan.locals.keys()].map(name => [name, this.#unused(name)]))
    if (variables.size > 0) this.#variables = variables
    body(variables)
    this.#variables = outer
  }

  #unused(name: Name): string {
    let text = `${boxOf(name)}$`
    while (this.#is.names.isBoxed(text.slice(2)) || this.#is.cell.js.includes(text)) text += '$'
    return text
  }

  /** undefined: as it stands. */
  read(node: Identifier): string | undefined {
    if (!this.isBoxed(node)) return this.#unboxed(node)
    const variable = this.variable(node)
    if (variable !== undefined) return variable
    const marks = this.marksOf(node)
    return marks ? `(${marks},${this.value(node)})` : this.value(node)
  }

  #unboxed(node: Identifier): string | undefined {
    const binding = this.#is.cell.scopes.bindings.get(node)
    if (binding) return binding.top ? undefined : this.#is.renamed.get(node.name)
    if (node.name === helperObject) return '$$0rt.helpers'
    return emitHelpers.has(node.name) ? `$$0rt.helpers.${node.name}` : undefined
  }

  /** Where a write goes; its marks are the writer's to set. */
  place(identifier: Identifier): string {
    if (this.#isShared(identifier)) return this.value(identifier)
    const access = this.#is.names.boxed.get(identifier)?.access
    if (access !== 'declare' && this.#is.names.constants.has(identifier.name)) return constantTarget(identifier.name)
    return this.variable(identifier) ?? (access === 'declare' ? declaredOf : valueOf)(identifier.name)
  }

  /** A place that sets its marks itself. */
  markingPlace(identifier: Identifier): string {
    const marks = this.isVariable(identifier) ? '' : this.marksOf(identifier)
    return marks ? markingTarget(this.place(identifier), marks) : this.place(identifier)
  }

  /** Whether a declaration's pattern binds names of the notebook. */
  bindsBoxes(pattern: Node): boolean {
    if (pattern.type !== 'Identifier') {
      let found = false
      eachTarget(pattern, part => {
        found ||= this.bindsBoxes(part)
      })
      return found
    }
    return this.#is.cell.scopes.bindings.get(pattern)?.top === true && this.#is.names.isBoxed(pattern.name)
  }
}
