/** The cell that an editor shows, and how its kernel is asked. An editor outlives connections: the notebook is looked up each time. */
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export interface EditedCell {
  readonly id: string
  /** Undefined while no Cellar kernel speaks with its notebook. */
  readonly notebook: () => CellarNotebook | undefined
  /** Calls once, as soon as a kernel speaks with a notebook; of several calls for a cell, the last. */
  readonly whenSpeaking: (listener: () => void) => void
}

/** The kernel may go while it is asked; an editor has nothing to say about that. */
export const quietly = async <T>(ask: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await ask()
  } catch {
    return otherwise
  }
}
