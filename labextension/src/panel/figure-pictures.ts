/** The pictures and tables of figures' versions, each asked of the kernel once: a version never changes. What can't be had says why. */
import type { FigureContentView, TableRowsView } from '../../../runtime/view.ts'
import { imageAddress, imageTypeFor, isTable } from '../model/figure-image.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { element } from './element.ts'

export interface Version {
  readonly name: string
  readonly version: number
  readonly mime: string
}

export class FigurePictures {
  readonly #contents = new Map<string, Promise<FigureContentView>>()
  readonly #tables = new Map<string, Promise<TableRowsView>>()
  readonly #notebook: CellarNotebook

  constructor(notebook: CellarNotebook) {
    this.#notebook = notebook
  }

  content({ name, version, mime }: Version): Promise<FigureContentView> {
    const key = `${version} ${name}`
    const known = this.#contents.get(key)
    if (known) return known
    const as = imageTypeFor(mime)
    const content = this.#notebook.ask.figure({ name, version, ...(as && { as }) })
    this.#contents.set(key, content)
    content.catch(() => this.#contents.delete(key))
    return content
  }

  shown(of: Version): HTMLElement {
    return isTable(of.mime) ? this.#table(of) : this.image(of)
  }

  /** Fills in when the content is there; says so where it can't be had. */
  image(of: Version): HTMLImageElement {
    const image = document.createElement('img')
    image.alt = `${of.name}, version ${of.version}`
    this.content(of).then(
      content => {
        image.src = imageAddress(content)
      },
      (error: unknown) => {
        image.alt = error instanceof Error ? error.message : String(error)
      },
    )
    return image
  }

  #table(of: Version): HTMLElement {
    const table = element('table', '', 'cellar-Table')
    this.#rows(of).then(
      ({ columns, rows, more }) => {
        table.append(element('caption', more ? `The first ${rows.length} rows` : ''), head(columns), body(rows))
      },
      (error: unknown) => {
        table.append(element('caption', error instanceof Error ? error.message : String(error)))
      },
    )
    return table
  }

  #rows(of: Version): Promise<TableRowsView> {
    const key = `${of.version} ${of.name}`
    const known = this.#tables.get(key) ?? this.#notebook.ask.table(of)
    this.#tables.set(key, known)
    known.catch(() => this.#tables.delete(key))
    return known
  }
}

const head = (columns: readonly string[]): HTMLElement => {
  const part = element('thead')
  const row = element('tr')
  row.append(...columns.map(column => element('th', column)))
  part.append(row)
  return part
}

const body = (rows: readonly (readonly string[])[]): HTMLElement => {
  const part = element('tbody')
  for (const cells of rows) {
    const row = element('tr')
    row.append(...cells.map(cell => element('td', cell)))
    part.append(row)
  }
  return part
}
