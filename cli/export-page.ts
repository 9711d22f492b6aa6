/** `cellar export --to html`: the notebook as one page that opens offline. */
import { dirname } from 'node:path'
import { gatherNotebook } from '../runtime/sharing/gather-notebook.ts'
import { notebookPage } from '../runtime/sharing/page/notebook-page.ts'
import type { Exporter } from './export.ts'

export const exportPage: Exporter = (opened, { fold }) =>
  notebookPage(gatherNotebook({ ...opened, now: Date.now() }), {
    folder: dirname(opened.path),
    fold: fold === true,
  })
