/**
 * The top level of a cell: imports and functions come first, `export` goes, the last expression is the result. Everything below
 * is the rewriter's.
 */
import type MagicString from 'magic-string'
import type { ESTree } from 'meriyah'
import { mergedEnums } from '../analysis/definitions.ts'
import type { Dissection } from '../analysis/dissect.ts'
import type { Node } from '../analysis/syntax-tree.ts'
import { loweredUsing, topStatements } from '../analysis/using-block.ts'
import { importText } from './imports.ts'
import { Rewriter, type Rewriting } from './rewriter.ts'

export type CellRewriting = Rewriting & { readonly cell: Dissection }

export class CellText {
  readonly #is: CellRewriting
  readonly #rewriter: Rewriter
  /** Where what belongs to the start ends. */
  #front = 0

  constructor(rewriting: CellRewriting) {
    this.#is = rewriting
    this.#rewriter = new Rewriter(rewriting)
  }

  get text(): MagicString {
    return this.#rewriter.text
  }

  rewrite(): void {
    const { program } = this.#is.cell
    const lowered = loweredUsing(program)
    const last = (lowered ? lowered.block.body : program.body).findLast(({ type }) => type !== 'EmptyStatement')
    for (const statement of topStatements(program)) this.#statement(statement, statement === last)
    if (lowered?.handler) this.#rewriter.visit(lowered.handler)
    if (lowered?.finalizer) this.#rewriter.visit(lowered.finalizer)
    for (const merge of mergedEnums(program).values()) this.text.overwrite(merge.start!, merge.end!, '{}')
  }

  #statement(node: Node, isLast: boolean): void {
    switch (node.type) {
      case 'ExpressionStatement':
        return isLast ? this.#result(node, node.expression) : this.#rewriter.visit(node)
      case 'ImportDeclaration':
        return this.#import(node)
      case 'ExportNamedDeclaration':
        return this.#exported(node)
      case 'ExportAllDeclaration':
        return void this.text.update(
          node.start!,
          node.end!,
          `await $$0rt.import(${JSON.stringify(node.source.value)});`,
        )
      case 'ExportDefaultDeclaration':
        return this.#default(node, isLast)
      case 'FunctionDeclaration':
        this.#rewriter.visit(node)
        return this.#toStart(node)
      default:
        this.#rewriter.visit(node)
    }
  }

  #result(statement: Node, expression: Node): void {
    this.#rewriter.visit(expression)
    const [open, close] = expression.type === 'SequenceExpression' ? ['$$0rt.result((', '));'] : ['$$0rt.result(', ');']
    this.text.prependRight(statement.start!, open)
    const end = statement.end!
    if (this.#is.cell.js[end - 1] === ';') this.text.update(end - 1, end, close)
    else this.text.appendLeft(end, close)
  }

  /** In the order of the source, behind those that stand at the start already. */
  #toStart(node: Node): void {
    const isThere = this.#is.cell.js.slice(this.#front, node.start!).trim() === ''
    if (isThere) this.#front = node.end!
    else this.text.move(node.start!, node.end!, this.#front)
  }

  #import(node: ESTree.ImportDeclaration): void {
    const { names } = this.#is
    const used = new Set<string>()
    for (const { identifier, access } of names.boxed.values()) if (access === 'read') used.add(identifier.name)
    const text = importText(node, {
      marksOf: local => this.#rewriter.spelling.marksOf(local),
      isUsed: name => used.has(name),
    })
    this.text.update(node.start!, node.end!, text)
    this.#toStart(node)
  }

  #exported(node: ESTree.ExportNamedDeclaration): void {
    const { declaration } = node
    if (declaration) {
      this.text.remove(node.start!, declaration.start!)
      return this.#statement(declaration, false)
    }
    const request = node.source ? `await $$0rt.import(${JSON.stringify(node.source.value)});` : ';'
    this.text.update(node.start!, node.end!, request)
  }

  #default(node: ESTree.ExportDefaultDeclaration, isLast: boolean): void {
    const declaration: Node = node.declaration
    const named = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration'
    if (named && declaration.id) {
      this.text.remove(node.start!, declaration.start!)
      return this.#statement(declaration, false)
    }
    this.#rewriter.visit(declaration)
    this.text.update(node.start!, declaration.start!, isLast && !named ? '$$0rt.result((' : '((')
    const end = node.end!
    this.text.appendLeft(declaration.end!, '))')
    if (this.#is.cell.js[end - 1] !== ';') this.text.appendLeft(end, ';')
  }
}
