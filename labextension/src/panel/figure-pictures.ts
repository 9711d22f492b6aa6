/** The pictures of figures' versions, each asked of the kernel once: a version never changes. */
import type { FigureContentView } from '../../../runtime/view.ts'
import { imageAddress, imageTypeFor } from '../model/figure-image.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export interface Version {
  readonly name: string
  readonly version: number
  readonly mime: string
}

export class FigurePictures {
  readonly #contents = new Map<string, Promise<FigureContentView>>()
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
}
