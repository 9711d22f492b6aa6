/**
 * A notebook as Markdown: texts as they are, code in fences, outputs below it. Rich outputs are given in the richest form that Markdown
 * shows: pictures by a link that the caller gives, tables as HTML that has been cleaned, all else as text.
 */
import { stripVTControlCharacters } from 'node:util'
import { figureName } from '../figures/figure-name.ts'
import { textOf } from '../notebook/output-text.ts'
import type { NotebookOutput } from '../notebook/outputs.ts'
import { overwritten } from '../notebook/overwritten.ts'
import type { MimeBundle } from '../run/events.ts'
import { cleanHtml, isStatic } from './page/clean-html.ts'
import type { SharedCode, SharedNotebook } from './shared-notebook.ts'

/** Takes a picture and says where it can be had. `name` has no folder in it and no ending. */
export type PlacePicture = (picture: {
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}) => string

export const notebookMarkdown = ({ cells }: SharedNotebook, place: PlacePicture): string =>
  cells
    .flatMap(cell => {
      switch (cell.is) {
        case 'markdown':
          return cell.source.trim() === '' ? [] : [`${cell.source.trimEnd()}\n`]
        case 'raw':
          return cell.source.trim() === '' ? [] : [fenced(cell.source, '')]
        case 'code':
          return codeParts(cell, place)
        default:
          return cell satisfies never
      }
    })
    .join('\n')

const codeParts = (cell: SharedCode, place: PlacePicture): readonly string[] => {
  if (cell.source.trim() === '') return []
  return [
    fenced(cell.source, 'ts'),
    ...cell.outputs.map((output, index) => {
      const name = figureName(
        { id: `cell-${cell.number}`, ...(cell.label === undefined ? {} : { label: cell.label }) },
        index + 1,
      )
      return outputMarkdown(output, { name, caption: cell.caption ?? name }, place)
    }),
  ]
}

interface Named {
  readonly name: string
  readonly caption: string
}

const outputMarkdown = (output: NotebookOutput, named: Named, place: PlacePicture): string => {
  switch (output.output_type) {
    case 'stream':
      return fenced(plain(output.text.join('')), 'text')
    case 'error': {
      const text = output.traceback.length > 0 ? output.traceback.join('\n') : `${output.ename}: ${output.evalue}`
      return fenced(plain(text), 'text')
    }
    case 'display_data':
    case 'execute_result':
      return richMarkdown(output.data, named, place)
    default:
      return output satisfies never
  }
}

const PICTURES = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif'] as const

const richMarkdown = (data: MimeBundle, { name, caption }: Named, place: PlacePicture): string => {
  const mime = PICTURES.find(each => data[each] !== undefined)
  if (mime !== undefined) {
    const text = textOf(data[mime])
    const bytes = Buffer.from(text, mime === 'image/svg+xml' ? 'utf8' : 'base64')
    return `![${caption.replace(/[[\]\\]/g, '\\$&')}](${place({ name, mime, bytes })})\n`
  }
  const html = data['text/html'] === undefined ? undefined : textOf(data['text/html'])
  if (data['text/markdown'] !== undefined) return `${textOf(data['text/markdown']).trimEnd()}\n`
  // Blank lines would end the HTML block.
  if (html !== undefined && isStatic(html))
    return `${cleanHtml(html)
      .replace(/\n\s*\n/g, '\n')
      .trim()}\n`
  if (data['text/latex'] !== undefined) return `${textOf(data['text/latex']).trimEnd()}\n`
  return fenced(plain(textOf(data['text/plain'] ?? '')), 'text')
}

const plain = (text: string): string => stripVTControlCharacters(overwritten(text))

/** A fence longer than any in the text. */
const fenced = (text: string, language: string): string => {
  const longest = [...text.matchAll(/^\s*(`{3,})/gm)].reduce((most, [, ticks]) => Math.max(most, ticks!.length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}\n`
}
