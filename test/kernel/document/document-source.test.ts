/** Which source of the document is believed when: the comm before the file, the file before the requests. */
import { mkdtempSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DocumentSource } from '../../../kernel/document/document-source.ts'
import { NotebookOnDisk } from '../../../kernel/document/notebook-on-disk.ts'
import { cellId } from '../../../runtime/brand.ts'
import { FakeRuntime } from '../../support/fake-runtime.ts'

const cell = (id: string | undefined, source: string, cell_type = 'code') => ({
  cell_type,
  ...(id && { id }),
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
})
const notebook = (...cells: readonly unknown[]) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })

const withFile = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'cellar-document-')), 'n.ipynb')
  let saves = 0
  const save = (content: string) => {
    // As editors save: a new file in the old one's place, at a time of its own.
    writeFileSync(`${path}.new`, content)
    utimesSync(`${path}.new`, 1_000, 1_000 + ++saves)
    renameSync(`${path}.new`, path)
  }
  save(text)
  const lines: string[] = []
  const runtime = new FakeRuntime()
  const documents = new DocumentSource(runtime, new NotebookOnDisk(path, line => lines.push(line)))
  const told = () => runtime.calls.filter(([call]) => call === 'setDocument').map(([, cells]) => cells)
  return { documents, runtime, save, told, lines }
}

describe('the notebook file', () => {
  it('is told at start and after each save, code cells only, in order', () => {
    const { documents, save, told } = withFile(notebook(cell('a', '1'), cell('t', 'text', 'markdown'), cell('b', '2')))
    expect(told()).toEqual([
      [
        { id: 'a', source: '1' },
        { id: 'b', source: '2' },
      ],
    ])
    documents.beforeExecute([])
    expect(told()).toHaveLength(1)
    save(notebook(cell('b', '2'), cell('a', '1')))
    documents.beforeExecute([])
    expect(told()[1]).toEqual([
      { id: 'b', source: '2' },
      { id: 'a', source: '1' },
    ])
  })

  it('without ids of its own is not used: its cells would stand beside the client’s', () => {
    expect(withFile(notebook(cell(undefined, '1'))).told()).toEqual([])
  })

  it('that is damaged is said once a save, and the next good one is used', () => {
    const { documents, save, told, lines } = withFile('{')
    documents.beforeExecute([])
    expect(lines).toHaveLength(1)
    save(notebook(cell('a', '1')))
    documents.beforeExecute([])
    expect(told()).toHaveLength(1)
  })

  it('is not asked while a front end tells the document, and is again when that is gone', () => {
    const { documents, save, told } = withFile(notebook(cell('a', '1')))
    documents.frontDocument([{ id: cellId('x'), source: '9' }], { arrival: 1 })
    save(notebook(cell('a', '2')))
    documents.beforeExecute([cellId('x')])
    expect(told()).toHaveLength(2)
    documents.frontGone()
    expect(told()[2]).toEqual([{ id: 'a', source: '2' }])
  })
})
