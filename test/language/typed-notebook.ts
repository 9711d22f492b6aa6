/**
 * Builds a notebook from sources and asks TypeScript about it, in process: `|` marks the cursor. One compiler a folder,
 * because starting one costs most of a second; each `open` gives it a new document.
 */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cellId } from '../../runtime/brand.ts'
import type { Completion, Diagnostic, Inspection } from '../../runtime/language/language.ts'
import { NotebookTypes } from '../../runtime/language/notebook-types.ts'
import { loadTypeScript } from '../../runtime/language/typescript.ts'

const api = loadTypeScript()
let opened = 0

export interface TypedNotebook {
  readonly types: NotebookTypes
  /** `at`: the cell's place; absent: code at the end. */
  complete(marked: string, at?: number): Completion
  /** The completions' texts. */
  offers(marked: string, at?: number): readonly string[]
  inspect(marked: string, options?: { readonly at?: number; readonly detail?: 0 | 1 }): Inspection | undefined
  problems(at: number): readonly Diagnostic[]
  edit(at: number, source: string): void
  /** Lets the background work end. */
  settle(): void
}

export interface TypedFolder {
  readonly folder: string
  write(files: Readonly<Record<string, string>>): void
  open(...sources: readonly string[]): TypedNotebook
}

export const temporaryFolder = (): string => realpathSync(mkdtempSync(path.join(tmpdir(), 'cellar-language-')))

/** `files` are there before the compiler starts, so may hold a tsconfig.json. */
export const typedFolder = (files: Readonly<Record<string, string>> = {}): TypedFolder => {
  const folder = temporaryFolder()
  const write = (contents: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(contents)) {
      const file = path.join(folder, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
  write(files)
  const types = new NotebookTypes(api, folder)
  return { folder, write, open: (...sources) => typedNotebook(types, sources) }
}

const typedNotebook = (types: NotebookTypes, sources: readonly string[]): TypedNotebook => {
  const run = ++opened
  const id = (at: number) => cellId(`${run}-${at}`)
  const now = [...sources]
  const send = (): void => types.setDocument(now.map((source, i) => ({ id: id(i), source })))
  const marked = (text: string, at: number | undefined) => ({
    code: text.replace('|', ''),
    offset: text.indexOf('|'),
    ...(at === undefined ? {} : { cell: id(at) }),
  })
  const complete = (text: string, at?: number): Completion => types.complete(marked(text, at))
  send()
  return {
    types,
    complete,
    offers: (text, at) => complete(text, at).items.map(item => item.text),
    inspect: (text, { at, detail } = {}) => types.inspect({ ...marked(text, at), detail: detail ?? 0 }),
    problems: at => types.diagnostics(id(at)),
    edit: (at, source) => {
      now[at] = source
      send()
    },
    settle: () => {
      while (types.prepare());
    },
  }
}
