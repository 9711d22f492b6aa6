/**
 * One figure or table large, with its versions: any two side by side, flickering in one place, or their differing pixels; and what can be done
 * with a version: save it, copy it, make it the newest again.
 */
import { Dialog } from '@jupyterlab/apputils'
import { Widget } from '@lumino/widgets'
import type { FigureVersionView, FigureView } from '../../../runtime/view.ts'
import { fileName, imageAddress, isTable } from '../model/figure-image.ts'
import { startedText } from '../model/run-text.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { button, element } from './element.ts'
import type { FigurePictures } from './figure-pictures.ts'
import { pixelDifference } from './pixel-difference.ts'

type Look = 'Side by side' | 'Flicker' | 'Difference'
const LOOKS: readonly Look[] = ['Side by side', 'Flicker', 'Difference']

export const showFigure = async (
  notebook: CellarNotebook,
  figure: FigureView,
  pictures: FigurePictures,
): Promise<void> => {
  const view = new FigureVersions(notebook, figure, pictures)
  const body = new Widget({ node: view.node })
  const title = figure.caption ? `${figure.name}: ${figure.caption}` : figure.name
  await new Dialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] }).launch()
}

class FigureVersions {
  readonly node = element('div', '', 'cellar-Figure')
  readonly #stage = element('div', '', 'cellar-Figure-stage')
  readonly #said = element('p')
  readonly #notebook: CellarNotebook
  readonly #figure: FigureView
  readonly #pictures: FigurePictures
  readonly #chosen: [number, number]
  #look: Look = 'Side by side'

  constructor(notebook: CellarNotebook, figure: FigureView, pictures: FigurePictures) {
    this.#notebook = notebook
    this.#figure = figure
    this.#pictures = pictures
    this.#chosen = [0, Math.min(1, figure.versions.length - 1)]
    this.#said.setAttribute('role', 'status')
    this.node.append(this.#bar(), this.#stage, this.#said)
    this.#draw()
  }

  #bar(): HTMLElement {
    const bar = element('div', '', 'cellar-Figure-bar')
    bar.append(this.#picker(0, 'Version'))
    if (this.#figure.versions.length > 1) {
      bar.append(this.#picker(1, 'Compare with'))
      for (const look of this.#isTable ? [] : LOOKS)
        bar.append(
          button(look, () => {
            this.#look = look
            this.#draw()
          }),
        )
    }
    bar.append(
      button('Save', () => this.#tell(() => this.#save())),
      button('Copy', () => this.#tell(() => this.#copy())),
      button('Restore', () => this.#tell(() => this.#restore()), 'Make this version the newest again'),
    )
    return bar
  }

  #picker(which: 0 | 1, label: string): HTMLElement {
    const picker = element('select')
    picker.setAttribute('aria-label', label)
    for (const { version, at } of this.#figure.versions)
      picker.append(element('option', `v${version}, ${startedText(at, Date.now())}`))
    picker.selectedIndex = this.#chosen[which]
    picker.addEventListener('change', () => {
      this.#chosen[which] = picker.selectedIndex
      this.#draw()
    })
    return picker
  }

  #version(which: 0 | 1): FigureVersionView & { readonly name: string } {
    const version = this.#figure.versions[this.#chosen[which]]
    if (!version) throw new Error('A figure has at least one version.')
    return { ...version, name: this.#figure.name }
  }

  get #isTable(): boolean {
    return isTable(this.#version(0).mime)
  }

  #draw(): void {
    this.#said.textContent = ''
    if (this.#isTable) {
      const chosen = this.#figure.versions.length === 1 ? ([0] as const) : ([0, 1] as const)
      this.#stage.replaceChildren(...chosen.map(which => this.#pictures.shown(this.#version(which))))
      return
    }
    const first = this.#pictures.image(this.#version(0))
    this.#stage.dataset.look = this.#look
    if (this.#figure.versions.length === 1) {
      this.#stage.replaceChildren(first)
      return
    }
    const second = this.#pictures.image(this.#version(1))
    if (this.#look === 'Difference') this.#tell(() => this.#difference(first, second))
    else this.#stage.replaceChildren(first, second)
  }

  async #difference(first: HTMLImageElement, second: HTMLImageElement): Promise<string> {
    await Promise.all([this.#pictures.content(this.#version(0)), this.#pictures.content(this.#version(1))])
    const { picture, pixels, of } = await pixelDifference(first, second)
    picture.setAttribute('aria-label', 'Where the pictures differ, in red')
    this.#stage.replaceChildren(picture)
    return pixels === 0 ? 'No pixel differs.' : `${pixels} of ${of} pixels differ.`
  }

  async #save(): Promise<string> {
    const content = await this.#pictures.content(this.#version(0))
    const link = element('a')
    link.href = imageAddress(content)
    link.download = fileName(content)
    link.click()
    return `Saved as ${link.download}.`
  }

  /** A picture as PNG, the one that clipboards take. */
  async #copy(): Promise<string> {
    if (this.#isTable) {
      await navigator.clipboard.writeText((await this.#pictures.content(this.#version(0))).content)
      return 'Copied.'
    }
    const png = await this.#notebook.ask.figure({ ...this.#version(0), as: 'png' })
    const blob = await (await fetch(imageAddress(png))).blob()
    await navigator.clipboard.write([new ClipboardItem({ [png.mime]: blob })])
    return 'Copied.'
  }

  async #restore(): Promise<string> {
    const { name, version } = this.#version(0)
    const made = await this.#notebook.ask.restoreFigure({ name, version })
    return `Version ${version} is the newest again, as version ${made}.`
  }

  #tell(work: () => Promise<string>): void {
    work().then(
      text => {
        this.#said.textContent = text
      },
      (error: unknown) => {
        this.#said.textContent = error instanceof Error ? error.message : String(error)
      },
    )
  }
}
