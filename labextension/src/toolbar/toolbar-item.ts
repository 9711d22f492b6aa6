/**
 * Cellar's part of the notebook's toolbar: the mode, *Run stale* with its count, and *Stop* with the progress while a plan
 * runs, and the pool's load. With a foreign kernel it takes no room at all.
 */
import { ReactWidget, refreshIcon, stopIcon, ToolbarButtonComponent } from '@jupyterlab/ui-components'
import { createElement, type ReactElement } from 'react'
import { progressText } from '../model/progress-text.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export class CellarToolbarItem extends ReactWidget {
  readonly #notebook: CellarNotebook

  constructor(notebook: CellarNotebook) {
    super()
    this.#notebook = notebook
    this.addClass('cellar-Toolbar')
    notebook.changed.connect(this.update, this)
  }

  protected override render(): ReactElement | null {
    const notebook = this.#notebook
    if (!notebook.isActive) return null
    return createElement(
      'div',
      { className: 'cellar-Toolbar-parts' },
      this.#mode(),
      this.#runStale(),
      createElement('div', { key: 'passing', className: 'cellar-Toolbar-passing' }, this.#stop(), this.#pool()),
    )
  }

  #mode(): ReactElement {
    const auto = this.#notebook.mode === 'auto'
    return createElement(ToolbarButtonComponent, {
      key: 'mode',
      className: 'cellar-Toolbar-mode',
      label: auto ? 'Auto' : 'Lazy',
      pressed: auto,
      tooltip: auto
        ? 'Auto: a run reruns what it made stale. Click to only mark it.'
        : 'Lazy: what a run made stale is only marked. Click to rerun it at once.',
      onClick: () => {
        this.#notebook.mode = auto ? 'lazy' : 'auto'
      },
    })
  }

  #runStale(): ReactElement {
    const count = this.#notebook.todo.length
    return createElement(ToolbarButtonComponent, {
      key: 'run-stale',
      className: 'cellar-Toolbar-run',
      icon: refreshIcon,
      label: count > 0 ? `Run stale (${count})` : 'Run stale',
      enabled: count > 0,
      tooltip: count > 0 ? `Run the ${count} cells that are new or stale, in order` : 'Everything is fresh',
      onClick: () => void this.#notebook.runs.runStale(),
    })
  }

  #stop(): ReactElement | null {
    const { progress } = this.#notebook.runs
    if (!progress) return null
    const ahead = [...(progress.running ? [progress.running] : []), ...progress.waiting]
    const text = progressText(progress, this.#notebook.expectedMs(ahead))
    return createElement(
      'span',
      { key: 'stop', className: 'cellar-Toolbar-running' },
      createElement(ToolbarButtonComponent, {
        className: 'cellar-Toolbar-stop',
        icon: stopIcon,
        label: 'Stop',
        tooltip: 'Stop the cell that runs and forget the rest of the plan',
        onClick: () => void this.#notebook.runs.stop(),
      }),
      createElement('progress', {
        max: progress.done + ahead.length,
        value: progress.done,
        'aria-label': 'Progress of the running plan',
      }),
      createElement('span', { role: 'status' }, text),
    )
  }

  #pool(): ReactElement | null {
    const { poolLoad } = this.#notebook
    if (!poolLoad) return null
    const { busy, workers, waiting } = poolLoad
    const room = waiting > 0 ? ` ${waiting} jobs wait until the machine has room.` : ''
    return createElement(
      'span',
      {
        key: 'pool',
        className: 'cellar-Toolbar-pool',
        title: `${busy} of ${workers} workers of the pool are busy.${room}`,
      },
      `Pool ${busy}/${workers}${waiting > 0 ? ` +${waiting}` : ''}`,
    )
  }
}
