/**
 * The tab with the history: the runs of the selected cell or of the whole notebook, newest first. A run opens whole; two that are
 * ticked are compared; a tag names a run and keeps it.
 */
import { InputDialog, showErrorMessage } from '@jupyterlab/apputils'
import type { RunView } from '../../../runtime/view.ts'
import { runSummary, startedText } from '../model/run-text.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { button, element } from './element.ts'
import { compareRuns, showRun } from './run-details.ts'
import type { Tab } from './tab.ts'

/** Runs that are drawn at once. */
const PART = 100

export class RunsTab implements Tab {
  readonly title = 'Runs'
  readonly node = document.createElement('div')
  readonly #ticked = new Set<string>()
  #ofCell = true
  #shown = PART
  #drawn = ''

  async refresh(notebook: CellarNotebook): Promise<void> {
    const cell = this.#ofCell ? notebook.selectedId : undefined
    const runs = await notebook.ask.runs(cell)
    const key = JSON.stringify([cell, runs, this.#shown])
    // Drawing anew would take the focus from who reads.
    if (key === this.#drawn) return
    this.#drawn = key
    this.#draw(notebook, runs)
  }

  #draw(notebook: CellarNotebook, runs: readonly RunView[]): void {
    const known = new Set(runs.map(run => run.id))
    for (const id of this.#ticked) if (!known.has(id)) this.#ticked.delete(id)
    const list = element('ul', '', 'cellar-Runs')
    list.append(...runs.slice(0, this.#shown).map(run => this.#row(notebook, run)))
    const none = runs.length === 0 ? [element('p', 'It never ran here.', 'cellar-Panel-message')] : []
    this.node.replaceChildren(this.#head(notebook, runs), ...none, list, ...this.#more(notebook, runs))
  }

  #head(notebook: CellarNotebook, runs: readonly RunView[]): HTMLElement {
    const head = element('div', '', 'cellar-Runs-head')
    const scope = element('select')
    scope.setAttribute('aria-label', 'Whose runs')
    scope.append(element('option', 'Runs of the selected cell'), element('option', 'Runs of the notebook'))
    scope.selectedIndex = this.#ofCell ? 0 : 1
    scope.addEventListener('change', () => {
      this.#ofCell = scope.selectedIndex === 0
      this.#again(notebook)
    })
    const compare = button('Compare', () => void this.#compare(notebook, runs))
    compare.title = 'Tick two runs to compare them'
    compare.disabled = this.#ticked.size !== 2
    head.append(scope, compare)
    return head
  }

  #row(notebook: CellarNotebook, run: RunView): HTMLElement {
    const row = element('li')
    const started = startedText(run.startedAt, Date.now())
    const tick = element('input')
    tick.type = 'checkbox'
    tick.checked = this.#ticked.has(run.id)
    tick.setAttribute('aria-label', `Compare the run of ${started}`)
    tick.addEventListener('change', () => {
      if (tick.checked) this.#ticked.add(run.id)
      else this.#ticked.delete(run.id)
      const compare = this.node.querySelector<HTMLButtonElement>('.cellar-Runs-head button')
      if (compare) compare.disabled = this.#ticked.size !== 2
    })
    const title = `${notebook.titleOf(run.cell)} ${started}`
    const open = button(title, () => void guarded(async () => showRun(notebook, await notebook.ask.run(run.id))))
    if (notebook.view(run.cell)?.run === run.id) open.append(element('em', ' shown'))
    const tag = button('Tag…', () => void guarded(() => this.#tag(notebook, run)), `Tag the run of ${started}`)
    const tags = run.tags.map(name =>
      button(
        `${name} ×`,
        () =>
          void guarded(async () => {
            await notebook.ask.tag(run.id, { tag: name, remove: true })
            this.#again(notebook)
          }),
        `Take the tag ${name} off`,
      ),
    )
    const facts = element('span', runSummary(run), 'cellar-Runs-facts')
    row.dataset.outcome = run.outcome
    row.append(tick, open, facts, ...tags, tag)
    return row
  }

  #more(notebook: CellarNotebook, runs: readonly RunView[]): readonly HTMLElement[] {
    const left = runs.length - this.#shown
    if (left <= 0) return []
    return [
      button(`Show ${Math.min(left, PART)} more of ${left}`, () => {
        this.#shown += PART
        this.#draw(notebook, runs)
      }),
    ]
  }

  async #compare(notebook: CellarNotebook, runs: readonly RunView[]): Promise<void> {
    const [newer, older] = runs.filter(run => this.#ticked.has(run.id))
    if (!newer || !older) return
    await guarded(async () =>
      compareRuns(notebook, [await notebook.ask.run(older.id), await notebook.ask.run(newer.id)]),
    )
  }

  async #tag(notebook: CellarNotebook, run: RunView): Promise<void> {
    const { value } = await InputDialog.getText({ title: 'Tag this run', label: 'A tagged run is never collected.' })
    if (!value?.trim()) return
    await notebook.ask.tag(run.id, { tag: value, remove: false })
    this.#again(notebook)
  }

  #again(notebook: CellarNotebook): void {
    void guarded(() => this.refresh(notebook))
  }
}

/** What the kernel refuses is shown with its own words. */
const guarded = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    await showErrorMessage('Cellar', error instanceof Error ? error.message : String(error))
  }
}
