/**
 * `cellar export --to html|md|ipynb|pdf`: the notebook with what its cells show, in the form asked for. Outputs come from the store, and where it
 * has none, from the file. The PDF is Chromium's print of the page; where there is no Chromium it says so.
 */
import { writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { makeFolders } from '../runtime/make-folders.ts'
import { serialiseNotebook } from '../runtime/notebook/ipynb.ts'
import { withCapturedPictures } from '../runtime/sharing/captured-pictures.ts'
import { withEarlierFigures } from '../runtime/sharing/earlier-figures.ts'
import { gatherNotebook } from '../runtime/sharing/gather-notebook.ts'
import { notebookMarkdown, type PlacePicture } from '../runtime/sharing/markdown.ts'
import { notebookPage } from '../runtime/sharing/page/notebook-page.ts'
import { withProofs } from '../runtime/sharing/proof/prove.ts'
import { withShownResults } from '../runtime/sharing/with-shown-results.ts'
import type { Exporter } from './export.ts'
import type { OpenedNotebook } from './opened-notebook.ts'
import { printedPage } from './print-page.ts'

const gathered = (opened: OpenedNotebook) => gatherNotebook({ ...opened, now: Date.now() })

const pictured = (opened: OpenedNotebook) => withCapturedPictures(gathered(opened), opened.runtime.figures)

export const pageOf = async (opened: OpenedNotebook, fold = false): Promise<string> =>
  notebookPage(await withEarlierFigures(await pictured(opened), opened.runtime.figures), {
    folder: dirname(opened.path),
    fold,
  })

export const exportPage: Exporter = (opened, { fold }) => pageOf(opened, fold)

export const exportPdf: Exporter = async (opened, { fold }) => printedPage(await pageOf(opened, fold))

export const exportIpynb: Exporter = opened =>
  serialiseNotebook(withProofs(withShownResults(opened.notebook, gathered(opened)), opened))

export const exportMarkdown: Exporter = async (opened, { output }) =>
  notebookMarkdown(await pictured(opened), output === undefined ? asData : besideFile(resolve(output)))

const asData: PlacePicture = ({ mime, bytes }) => `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`

const ENDINGS: Readonly<Record<string, string>> = { 'image/svg+xml': 'svg', 'image/jpeg': 'jpg' }

/** In `<name>_files/`, as nbconvert does. */
const besideFile = (output: string): PlacePicture => {
  const folder = `${basename(output, extname(output))}_files`
  return ({ name, mime, bytes }) => {
    const file = `${name}.${ENDINGS[mime] ?? mime.replace('image/', '')}`
    makeFolders(join(dirname(output), folder))
    writeFileSync(join(dirname(output), folder, file), bytes)
    return `${encodeURIComponent(folder)}/${file}`
  }
}
