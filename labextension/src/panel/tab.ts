/** One tab of the side panel. It is asked to refresh only while it is shown; what it can't get it throws. */
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export interface Tab {
  readonly title: string
  readonly node: HTMLElement
  /** Asks the kernel and shows what it says. */
  refresh(notebook: CellarNotebook): Promise<void>
  /** Shows new states at once, without asking. */
  recolour?(notebook: CellarNotebook): void
}
