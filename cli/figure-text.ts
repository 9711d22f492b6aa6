/** Figures as text for a person: a table of versions, and one version with all that led to it. Text from outside loses its control codes. */
import { nearPath } from './near-path.ts'
import { stripVTControlCharacters } from 'node:util'
import type { Location } from '../runtime/location.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import type { FigureRow } from '../runtime/store/figure-store.ts'
import type { FigureOrigin } from '../runtime/view.ts'
import { isNamedInput } from '../runtime/sharing/report/provenance.ts'
import { sizeText } from './amounts.ts'
import { timeText } from './time-text.ts'

export const figureTable = (rows: readonly FigureRow[]): string => {
  if (rows.length === 0) return 'No figures. They are kept when a cell shows one.\n'
  const cells = rows.map(row => [
    `${row.name}@${row.version}`,
    timeText(row.at),
    row.mime.replace(/^application\/vnd\.|\+json$/g, ''),
    sizeText(row.size),
    row.cell,
    nearPath(row.notebook),
    row.tags.join(', '),
  ])
  return textTable([
    ['figure', 'made (UTC)', 'kind', 'size', 'cell', 'notebook', 'tags'],
    ...cells.map(row => row.map(text => stripVTControlCharacters(text))),
  ])
}

export const figureFacts = (row: FigureRow, origin: FigureOrigin | undefined): string => {
  const facts = [
    ['figure', `${row.name}@${row.version}`],
    ['caption', row.caption ?? ''],
    ['notebook', row.notebook],
    ['cell', row.cell],
    ['run', row.run],
    ['made', timeText(row.at)],
    ['kind', `${row.mime}, ${sizeText(row.size)}`],
    ['tags', row.tags.join(', ')],
    ['hash', row.hash],
    [
      'parameters',
      origin === undefined || Object.keys(origin.parameters).length === 0 ? '' : JSON.stringify(origin.parameters),
    ],
  ].filter(([, text]) => text !== '')
  const named = origin?.inputs.filter(({ location }) => isNamedInput(location as Location)) ?? []
  const inputs = named.map(({ location, version }) => [location, version])
  const code = origin === undefined ? '' : `\n── Code\n${origin.code}\n`
  const read = inputs.length === 0 ? '' : `\n── Inputs, each with its version\n${textTable(inputs)}`
  return stripVTControlCharacters(textTable(facts) + code + read)
}
