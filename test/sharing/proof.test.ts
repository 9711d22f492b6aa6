/**
 * The proofs in a notebook file, as a person meets them who gets it by mail: `cellar run -o` writes them, `cellar status` with an empty store
 * judges by them. What is edited afterwards, code, outputs or files, is found and named.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashOfOutputs } from '../../runtime/sharing/proof/cell-proof.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'

interface Json {
  cells: { source: string[]; metadata: { cellar?: unknown }; outputs: { text?: string[] }[] }[]
}

const sources = {
  read: "import { readFileSync } from 'node:fs'\nconst text = readFileSync('data.txt', 'utf8')",
  count: 'const n = text.length // characters',
  show: 'console.log(n)',
  apart: 'console.log(1)',
}

/** Ran there, then sent here: the notebook alone, with no store. */
const sent = async (change: (notebook: Json) => void = () => {}, data: string | null = 'some data') => {
  const path = notebookFile(sources)
  writeFileSync(join(dirname(path), 'data.txt'), 'some data')
  await cellar('run', path, '--inplace')
  const here = join(temporaryFolder(), 'sent.ipynb')
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as Json
  change(notebook)
  writeFileSync(here, JSON.stringify(notebook))
  if (data !== null) writeFileSync(join(dirname(here), 'data.txt'), data)
  const { stdout } = await cellar('status', here, '--json')
  const status = JSON.parse(stdout) as {
    from: string
    cells: { state: string; because?: { text: string } }[]
  }
  return { from: status.from, states: status.cells.map(({ state, because }) => [state, because?.text ?? '']) }
}

describe('a notebook that was sent without its store', () => {
  it('proves that its outputs are those of its code', async () => {
    expect(await sent()).toEqual({ from: 'file', states: Array(4).fill(['fresh', '']) })
  })

  it('is not disproved by a comment', async () => {
    const { states } = await sent(({ cells }) => (cells[1]!.source = ['const n = text.length']))
    expect(states.map(([state]) => state)).toEqual(Array(4).fill('fresh'))
  })

  it('is disproved where code was edited, and below', async () => {
    const { states } = await sent(({ cells }) => (cells[1]!.source = ['const n = text.length + 1']))
    expect(states).toEqual([
      ['fresh', ''],
      ['stale', 'Its code was edited since it ran.'],
      ['stale', "`n` from [2], which doesn't hold."],
      ['fresh', ''],
    ])
  })

  it('is disproved where an output was edited', async () => {
    const { states } = await sent(({ cells }) => (cells[2]!.outputs[0]!.text = ['10\n']))
    expect(states[2]).toEqual(['stale', 'Its output is not what its run showed.'])
  })

  it('is disproved by a file that is another, not by one that is not there', async () => {
    const changed = await sent(undefined, 'other data')
    expect(changed.states[0]).toEqual(['stale', '`data.txt` is another here.'])
    const absent = await sent(undefined, null)
    expect(absent.states[0]).toEqual(['fresh', 'Not here to compare: `data.txt`.'])
    expect(absent.states[2]).toEqual(['fresh', ''])
  })

  it('claims nothing about a cell without a proof', async () => {
    const { states } = await sent(({ cells }) => delete cells[3]!.metadata.cellar)
    expect(states[3]).toEqual(['new', 'Its output carries no proof.'])
  })

  it('is read when the proof is nonsense', async () => {
    for (const nonsense of [7, null, { key: 'k', code: 'c' }, { key: 'k', code: 'c', inputs: [3], results: {} }]) {
      const { states } = await sent(({ cells }) => (cells[3]!.metadata.cellar = nonsense))
      expect(states[3]![0]).toBe('new')
    }
  })
})

it('a run that changes nothing changes nothing in the file', async () => {
  const path = notebookFile({ a: 'const rows = [{ a: 1 }]\nrows', b: 'console.log(rows, new Date(0))' })
  await cellar('run', path, '--inplace')
  const before = readFileSync(path, 'utf8')
  expect(JSON.parse(before).cells[1].metadata.cellar.inputs).toHaveProperty('name:rows')
  const elsewhere = join(temporaryFolder(), 'deep')
  mkdirSync(elsewhere)
  copyFileSync(path, join(elsewhere, 'notebook.ipynb'))
  for (const each of [path, join(elsewhere, 'notebook.ipynb')]) {
    await cellar('run', each, '--inplace')
    expect(readFileSync(each, 'utf8')).toBe(before)
  }
})

it('beside the store, status says which outputs of the file are not of its code', async () => {
  const path = notebookFile({ a: 'console.log(1)' })
  await cellar('run', path, '--inplace')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"1\\n"', '"2\\n"'))
  const { stdout } = await cellar('status', path)
  expect(stdout).toMatch(/^1 +fresh/)
  expect(stdout).toContain('[1] Its output is not what its run showed.')
})

it('the hash of outputs knows nbformat’s spellings of the same', () => {
  const stream = (text: unknown) => ({ output_type: 'stream', name: 'stdout', text })
  const display = (text: unknown) => ({ output_type: 'display_data', data: { 'text/plain': text }, metadata: {} })
  expect(hashOfOutputs([stream(['a\n', 'b'])])).toBe(hashOfOutputs([stream('a\n'), stream('b')]))
  expect(hashOfOutputs([display(['a\n', 'b'])])).toBe(hashOfOutputs([display('a\nb')]))
  expect(hashOfOutputs([display('a')])).not.toBe(hashOfOutputs([stream('a')]))
  expect(hashOfOutputs([stream('a')])).not.toBe(hashOfOutputs([{ ...stream('a'), name: 'stderr' }]))
})
