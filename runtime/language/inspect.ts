/**
 * What is at an offset: signature, documentation as Markdown and, in detail, where it is defined with its source. Inside
 * a call's parentheses, away from any name, it tells of the function that is called, as Jupyter users expect.
 */
import { unlessBroken } from './broken-code.ts'
import path from 'node:path'
import type ts from 'typescript'
import { labelOf } from '../notebook/cell-title.ts'
import { abovePrefix } from './cell-header.ts'
import type { CellText } from './cell-text.ts'
import type { CodeRequest, InspectRequest } from './code-request.ts'
import type { Inspection } from './language.ts'
import type { NotebookCell, NotebookFiles } from './notebook-files.ts'
import type { TypeScript } from './typescript.ts'

export interface InspectParts {
  readonly api: TypeScript
  readonly service: ts.LanguageService
  readonly files: NotebookFiles
  readonly text: CellText
  readonly folder: string
  readonly request: InspectRequest
}

/** Enough of a class to see what it is. */
const mostSourceLines = 60

type Definition = NonNullable<Inspection['definition']>

export const inspect = (parts: InspectParts): Inspection | undefined => {
  const { api, service, text, request } = parts
  for (const position of positions(parts)) {
    const info = unlessBroken(() => service.getQuickInfoAtPosition(text.fileName, position))
    const signature = api.displayPartsToString(info?.displayParts)
    if (info === undefined || signature === '') continue
    const definition = request.detail === 1 ? definitionAt(parts, position) : undefined
    return {
      signature: withoutAlias(signature),
      documentation: markdown(api, info),
      ...(definition === undefined ? {} : { definition }),
    }
  }
  return undefined
}

/** Where to look, best first: at the offset, just before it, at the function called around it. */
function* positions({ service, text, request }: InspectParts): Generator<number> {
  const at = text.toFile(request.offset)
  yield at
  if (request.offset > 0) yield text.toFile(request.offset - 1)
  const called = service.getSignatureHelpItems(text.fileName, at, undefined)?.applicableSpan.start
  if (called === undefined) return
  const before = text.toCell(called)
  const open = before === undefined ? -1 : text.source.lastIndexOf('(', before - 1)
  const name = open === -1 ? '' : text.source.slice(0, open).trimEnd()
  if (name !== '') yield text.toFile(name.length - 1)
}

/** `(alias) const x: number` + `import x` says how the cell is wired, not what `x` is. */
const withoutAlias = (signature: string): string =>
  signature
    // TypeScript leaves the word out for functions alone.
    .replace(/^\(alias\) (?=[\w$]+[(<])/, 'function ')
    .replace(/^\(alias\) /, '')
    .replace(/\nimport [^\n]*$/, '')
    .replaceAll(abovePrefix, '')

const markdown = (api: TypeScript, info: ts.QuickInfo): string => {
  const tags = (info.tags ?? []).map(tag => {
    const said = api.displayPartsToString(tag.text)
    if (tag.name === 'example') return `*@example*\n${said.includes('```') ? said : `\`\`\`ts\n${said}\n\`\`\``}`
    const name = tag.name === 'param' ? /^[\w$.]+/.exec(said)?.[0] : undefined
    const rest = name === undefined ? said : `\`${name}\`${said.slice(name.length)}`
    return rest === '' ? `*@${tag.name}*` : `*@${tag.name}* ${rest}`
  })
  return [api.displayPartsToString(info.documentation), ...tags].filter(t => t !== '').join('\n\n')
}

const definitionAt = (parts: InspectParts, position: number): Definition | undefined => {
  const { service, text, files, request } = parts
  const found = unlessBroken(() => service.getDefinitionAtPosition(text.fileName, position))?.[0]
  if (found === undefined) return undefined
  if (found.fileName !== text.fileName) return definitionElsewhere(parts, found)
  if (text.toCell(found.textSpan.start) === undefined) return definitionAbove(files, request, found.name)
  return excerpt('This cell', text.source, inCell(parts, text, found))
}

const definitionElsewhere = (parts: InspectParts, found: ts.DefinitionInfo): Definition | undefined => {
  const cell = parts.files.cellOf(found.fileName)
  if (cell === undefined) return definitionOnDisk(parts, found)
  if (cell.text.toCell(found.textSpan.start) === undefined) {
    return definitionAbove(parts.files, { cell: cell.id }, found.name)
  }
  return excerpt(titleOf(cell), cell.source, inCell(parts, cell.text, found))
}

/** A name that the header brought in: the source is in the cell that declares it. */
const definitionAbove = (
  files: NotebookFiles,
  { cell }: Pick<CodeRequest, 'cell'>,
  found: string,
): Definition | undefined => {
  const name = found.replace(abovePrefix, '')
  for (let at = files.definerAbove(cell, name); at !== undefined; at = files.definerAbove(at.id, name)) {
    const declaration = at.parsed.names.declares.get(name)
    if (declaration !== undefined) return excerpt(titleOf(at), at.source, declaration)
  }
  return undefined
}

const definitionOnDisk = (parts: InspectParts, found: ts.DefinitionInfo): Definition | undefined => {
  const file = parts.service.getProgram()?.getSourceFile(found.fileName)
  if (file === undefined) return undefined
  const span = declarationAround(parts, found)
  const inside = path.relative(parts.folder, found.fileName)
  const name = inside.startsWith('..') ? found.fileName : inside
  return excerpt(`${name}:${file.getLineAndCharacterOfPosition(span.start).line + 1}`, file.text, span)
}

const inCell = (parts: InspectParts, text: CellText, found: ts.DefinitionInfo): Span => {
  const { start, end } = declarationAround(parts, found)
  return { start: text.toCell(start) ?? 0, end: text.toCell(end) ?? text.source.length }
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The statement or member that declares it: TypeScript itself may point at an arrow function without its name. */
const declarationAround = ({ api, service }: InspectParts, { fileName, textSpan }: ts.DefinitionInfo): Span => {
  const end = textSpan.start + textSpan.length
  const file = service.getProgram()?.getSourceFile(fileName)
  let best: Span = { start: textSpan.start, end }
  const visit = (node: ts.Node): void => {
    if (node.pos > textSpan.start || node.end < end) return
    const isWhole = (api.isStatement(node) && !api.isBlock(node)) || api.isClassElement(node) || api.isTypeElement(node)
    if (isWhole || api.isPropertyAssignment(node)) best = { start: node.getStart(), end: node.end }
    api.forEachChild(node, visit)
  }
  if (file !== undefined) api.forEachChild(file, visit)
  return best
}

const excerpt = (title: string, source: string, at: Span): Definition => {
  const lines = source.slice(at.start, at.end).split('\n')
  const shown = lines.length > mostSourceLines ? [...lines.slice(0, mostSourceLines), '…'] : lines
  return { title, source: shown.join('\n') }
}

/** What a person calls a cell: its label, else its place. */
const titleOf = (cell: NotebookCell): string => labelOf(cell) ?? `Cell [${cell.index + 1}]`
