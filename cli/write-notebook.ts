/**
 * Writes a notebook with the outputs of a run: the old file or the new one, never a half. Refuses to overwrite a notebook that somebody
 * else changed while it ran.
 */
import { readFileSync } from 'node:fs'
import { serialiseNotebook, withResults } from '../runtime/notebook/ipynb.ts'
import { withProofs } from '../runtime/sharing/proof/prove.ts'
import type { NotebookRun } from '../pipeline/run-notebook.ts'
import type { OpenedNotebook } from './opened-notebook.ts'
import { writeWhole } from './whole-file.ts'

/** Says why it was not written; undefined where it was. */
export const writeNotebook = (target: string, opened: OpenedNotebook, run: NotebookRun): string | undefined => {
  if (target === opened.path && readFileSync(target, 'utf8') !== opened.text)
    return (
      `${target} was changed by someone else while it ran, so nothing was written to it. ` +
      'Run it again: what did not change is restored.'
    )
  return writeResult(target, serialiseNotebook(withProofs(withResults(opened.notebook, run.results), opened)), '-o')
}

/** Likewise; `flag`: which names another file. */
export const writeResult = (target: string, text: string, flag: '-o' | '--html'): string | undefined => {
  try {
    writeWhole(target, text)
    return undefined
  } catch (error) {
    return (
      `${target} can't be written: ${(error as Error).message}. It is as it was. ` +
      `Make room or choose another file with ${flag}, and run it again: what did not change is restored.`
    )
  }
}
