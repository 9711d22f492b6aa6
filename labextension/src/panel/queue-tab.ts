/**
 * The tab with what runs and what waits to run, in the session and in the pool, how far it is, and the pool's workers. A job can be
 * cancelled here, and one that waits moved before others. It asks again each second while it is seen and there are jobs.
 */
import type { JobView, QueueView } from '../../../runtime/view.ts'
import { byteSize } from '../model/byte-size.ts'
import { duration } from '../model/duration.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'
import { button, element } from './element.ts'
import type { Tab } from './tab.ts'

const AGAIN_MS = 1_000

export class QueueTab implements Tab {
  readonly title = 'Queue'
  readonly node = document.createElement('div')
  #timer: ReturnType<typeof setTimeout> | undefined

  async refresh(notebook: CellarNotebook): Promise<void> {
    clearTimeout(this.#timer)
    const queue = await notebook.ask.queue()
    this.#draw(notebook, queue)
    if (queue.jobs.length > 0) this.#timer = setTimeout(() => this.#again(notebook), AGAIN_MS)
  }

  #again(notebook: CellarNotebook): void {
    const isSeen = this.node.offsetParent !== null
    // The connection may go while we wait: the panel says so, and refreshes when it is back.
    if (isSeen && notebook.isActive) this.refresh(notebook).catch(() => undefined)
  }

  #draw(notebook: CellarNotebook, { jobs, workers, waitingForRoom }: QueueView): void {
    const busy = workers.filter(worker => worker.is === 'busy').length
    const pool =
      workers.length === 0 ? 'The pool has no worker yet.' : `Pool: ${busy} of ${workers.length} workers busy.`
    const room = waitingForRoom > 0 ? ` ${waitingForRoom} wait until the machine has room.` : ''
    const focused = this.node.contains(document.activeElement)
      ? document.activeElement?.getAttribute('aria-label')
      : null
    const list = element('ul', '', 'cellar-Runs')
    list.append(...jobs.map(job => this.#row(notebook, job)))
    const none = jobs.length === 0 ? [element('p', 'Nothing runs and nothing waits.', 'cellar-Panel-message')] : []
    this.node.replaceChildren(element('p', `${pool}${room}`, 'cellar-Panel-message'), ...none, list)
    // Drawing anew must not take the focus from who is about to cancel.
    for (const made of this.node.querySelectorAll('button'))
      if (focused !== null && made.getAttribute('aria-label') === focused) made.focus()
  }

  #row(notebook: CellarNotebook, job: JobView): HTMLElement {
    const row = element('li')
    row.dataset.job = job.is
    const title = notebook.titleOf(job.cell)
    const cancel = button('Cancel', () => void this.#cancel(notebook, job), `Cancel ${title}`)
    row.append(
      button(title, () => void notebook.reveal(job.cell), `Go to cell ${title}`),
      element('span', factsOf(job, Date.now()), 'cellar-Runs-facts'),
      ...(job.is === 'waiting' ? this.#priorities(notebook, job, title) : []),
      cancel,
    )
    if (job.items) {
      const progress = element('progress')
      progress.max = job.items.total
      progress.value = job.items.done
      progress.setAttribute('aria-label', `Items of ${title}`)
      row.append(progress)
    }
    return row
  }

  #priorities(notebook: CellarNotebook, { job, priority }: JobView, title: string): readonly HTMLElement[] {
    // Two clicks may come before the list is drawn anew.
    let wanted = priority
    const move = async (by: 1 | -1): Promise<void> => {
      wanted += by
      await notebook.ask.prioritise(job, wanted).catch(() => undefined)
      this.#again(notebook)
    }
    const buttons = [
      button('▲', () => void move(1), `Raise the priority of ${title}`),
      button('▼', () => void move(-1), `Lower the priority of ${title}`),
    ]
    for (const made of buttons)
      made.title = 'Of jobs that wait for room in the pool, those of higher priority begin first'
    return buttons
  }

  async #cancel(notebook: CellarNotebook, { job }: JobView): Promise<void> {
    // One that has ended meanwhile is gone from the list: that says enough.
    await notebook.ask.cancel(job).catch(() => undefined)
    this.#again(notebook)
  }
}

const factsOf = (job: JobView, now: number): string =>
  [
    `${job.is} in the ${job.where}`,
    duration(Math.max(0, now - job.since)),
    ...(job.items ? [`${job.items.done} of ${job.items.total}`] : []),
    ...(job.cores === 1 ? [] : [`${job.cores} cores`]),
    ...(job.memory === undefined ? [] : [byteSize(job.memory)]),
    ...(job.priority === 0 ? [] : [`priority ${job.priority}`]),
  ].join(' · ')
