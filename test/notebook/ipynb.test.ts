/** The notebook file format: what is read, repaired, refused and written back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CellId } from '../../runtime/brand.ts'
import {
  type CellResult,
  codeCells,
  parseNotebook,
  serialiseNotebook,
  withResults,
} from '../../runtime/notebook/ipynb.ts'
import { NotebookError } from '../../runtime/notebook/notebook-error.ts'

const code = (source: unknown, more: object = {}) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source,
  ...more,
})
const file = (cells: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more }, null, 1)
const parse = (text: string) => parseNotebook(text, 'a.ipynb')
const idsOf = (text: string): readonly string[] => parse(text).notebook.cells.map(cell => cell.id)

describe('reading', () => {
  it('joins source lines and gives code cells only', () => {
    const text = file([
      code(['const a = 1\n', 'a'], { id: 'one' }),
      { cell_type: 'markdown', id: 'two', metadata: {}, source: '# Title' },
      code('b', { id: 'three' }),
    ])
    expect(codeCells(parse(text).notebook).map(({ id, source }) => [id, source])).toEqual([
      ['one', 'const a = 1\na'],
      ['three', 'b'],
    ])
  })

  it('gives the second of two cells with one id an id of its own, and says so', () => {
    const { notebook, warnings } = parse(
      file([code('1', { id: 'x' }), code('2', { id: 'x' }), code('3', { id: 'cell-2' })]),
    )
    expect(notebook.cells.map(cell => cell.id)).toEqual(['x', 'cell-2-2', 'cell-2'])
    expect(warnings).toEqual([
      expect.stringMatching(
        /^a\.ipynb: a cell has no id, or that of another.*save the notebook in JupyterLab or run it with --inplace/,
      ),
    ])
  })

  it('gives a notebook from before ids the same ids each time, without a warning', () => {
    const text = file([code('1'), code('2')], { nbformat_minor: 4 })
    expect(idsOf(text)).toEqual(['cell-1', 'cell-2'])
    expect(idsOf(text)).toEqual(idsOf(text))
    expect(parse(text).warnings).toEqual([])
  })

  it.each([
    [
      { kernelspec: { name: 'python3', language: 'python' } },
      /^a\.ipynb is written in python.*choose the kernel Cellar/,
    ],
    [{ language_info: { name: 'julia' } }, /^a\.ipynb is written in julia/],
    [{ kernelspec: { name: 'deno', language: 'typescript' } }, undefined],
    [{ kernelspec: { name: 'jslab', language: 'JavaScript' } }, undefined],
    [{}, undefined],
  ])('warns of a notebook in another language: %j', (metadata, said) => {
    const { warnings } = parse(file([code('1', { id: 'x' })], { metadata }))
    expect(warnings).toEqual(said === undefined ? [] : [expect.stringMatching(said)])
  })

  it('replaces ids that nbformat forbids', () => {
    expect(idsOf(file([code('1', { id: 'a b' }), code('2', { id: 'x'.repeat(65) }), code('3', { id: 7 })]))).toEqual([
      'cell-1',
      'cell-2',
      'cell-3',
    ])
  })

  it.each([
    ['', /a\.ipynb is empty/],
    ['{', /not valid JSON/],
    ['{\n<<<<<<< HEAD\n', /unresolved merge conflict/],
    ['[]', /JSON but no notebook/],
    ['{"nbformat": 3}', /format 3, which is too old.*nbconvert/],
    ['{"nbformat": 5}', /format 5.*Update Cellar/],
    ['{"nbformat": 4}', /no list of cells/],
    ['{"nbformat": 4, "cells": [7]}', /cell 1: not a cell/],
    ['{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', /cell 1: its "source"/],
  ])('refuses %j and says why', (text, why) => {
    expect(() => parse(text)).toThrow(NotebookError)
    expect(() => parse(text)).toThrow(why)
  })

  it('of anything at all gives a notebook or a NotebookError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(fc.jsonValue()).map(cells => file(cells)),
        ),
        text => {
          try {
            const { notebook } = parse(text)
            expect(new Set(notebook.cells.map(cell => cell.id)).size).toBe(notebook.cells.length)
          } catch (error) {
            expect(error).toBeInstanceOf(NotebookError)
          }
        },
      ),
      { verbose: true },
    )
  })
})

describe('writing', () => {
  it.each([
    ['one space and a newline at the end, as Jupyter does', `${file([code(['1\n', '2'], { id: 'a' })])}\n`],
    ['four spaces', JSON.stringify(JSON.parse(file([code('1', { id: 'a' })])), null, 4)],
    ['tabs', JSON.stringify(JSON.parse(file([code('1', { id: 'a' })])), null, '\t')],
    ['Windows line ends', file([code('1\n2', { id: 'a' })]).replaceAll('\n', '\r\n')],
    [
      'unknown keys and another order',
      JSON.stringify({ nbformat: 4, x: { y: [1] }, cells: [], nbformat_minor: 9 }, null, 1),
    ],
    ['characters beyond ASCII', file([code('"grün 🌲"', { id: 'a' })])],
  ])('gives back an unchanged file byte for byte: %s', (_, text) => {
    expect(serialiseNotebook(parse(text).notebook)).toBe(text)
  })

  it('puts results in the cells that have them and leaves the others alone', () => {
    const old = [{ output_type: 'stream', name: 'stdout', text: ['old\n'] }]
    const { notebook } = parse(file([code('1', { id: 'a' }), code('2', { id: 'b', outputs: old, execution_count: 9 })]))
    const results = new Map<CellId, CellResult>([[notebook.cells[0]!.id, { outputs: [], executionCount: 1 }]])
    const written = JSON.parse(serialiseNotebook(withResults(notebook, results)))
    expect(written.cells[0]).toMatchObject({ execution_count: 1, outputs: [] })
    expect(written.cells[1]).toMatchObject({ execution_count: 9, outputs: old })
  })

  it('raises the minor version only when it had to add ids', () => {
    const minorOf = (text: string): number => JSON.parse(serialiseNotebook(parse(text).notebook)).nbformat_minor
    expect(minorOf(file([code('1')], { nbformat_minor: 2 }))).toBe(5)
    expect(minorOf(file([], { nbformat_minor: 2 }))).toBe(2)
    expect(minorOf(file([code('1', { id: 'a' })], { nbformat_minor: 6 }))).toBe(6)
  })
})
