/** Figures of a real notebook: kept as they are shown, as versions and as files, and only when they changed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { FigureView } from '../../runtime/view.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

interface Opened {
  readonly folder: string
  readonly runtime: NotebookRuntime
  /** Runs a cell and waits until its files are written; what the screen got. */
  run(id: string, code: string): Promise<readonly RunEvent[]>
  readonly file: (path: string) => string
}

const opened = async (before: (folder: string) => void = () => {}): Promise<Opened> => {
  const { folder, open } = notebookFolder()
  before(folder)
  const runtime = await open()
  onTestFinished(() => runtime.close())
  return {
    folder,
    runtime,
    file: path => join(folder, '_output', 'figures', 'nb', path),
    async run(id, code) {
      const events: RunEvent[] = []
      await runtime.execute({ cell: cellId(id), code, onEvent: event => events.push(event) })
      await runtime.figures.settled()
      return events
    },
  }
}

const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">${inside}</svg>`
const show = (inside: string, options = ''): string => `${options}${JSON.stringify(svg(inside))}`
const stderr = (events: readonly RunEvent[]): string =>
  events.map(event => (event.type === 'stream' && event.name === 'stderr' ? event.text : '')).join('')
const versions = ({ runtime }: Opened): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(runtime.figures.list().map(({ name, versions }) => [name, versions.map(v => v.version)]))

describe('a figure that a cell shows', () => {
  test('is kept under its label with code, inputs and run, and written as png and svg', async () => {
    const nb = await opened()
    await nb.run('a', 'const side = 10')
    await nb.run(
      'b',
      `//| label: fig-box\n//| fig-cap: A box\n${JSON.stringify(svg('<rect width="SIDE"/>'))}.replace('SIDE', String(side))`,
    )
    const [figure] = nb.runtime.figures.list() as readonly [FigureView]
    expect(figure).toMatchObject({ name: 'fig-box', cell: 'b', caption: 'A box' })
    const content = await nb.runtime.figures.content('fig-box', 1)
    expect(content.content).toContain('<rect width="10">')
    expect(content.origin.code).toContain('fig-box')
    expect(content.origin.inputs.map(input => input.location)).toContain('name:side')
    expect(figure.versions[0]?.run).toBe(nb.runtime.runs({ limit: 1, offset: 0 })[0]?.id)
    expect(readFileSync(nb.file('svg/fig-box.svg'), 'utf8')).toBe(content.content)
    expect(readFileSync(nb.file('png/fig-box.png')).subarray(1, 4).toString()).toBe('PNG')
  })

  test('without a label is called after its cell, and a second one after both', async () => {
    const nb = await opened()
    await nb.run('a', `display.svg(${JSON.stringify(svg('<g/>'))}); ${show('<rect/>')}`)
    expect(Object.keys(versions(nb))).toEqual(['a-1', 'a-2'])
  })

  test('makes no version and no write when it is run again unchanged, ids counted up included', async () => {
    const nb = await opened()
    const code = `//| label: f
      const id = 'clip-' + Math.floor(Math.random() * 1e9);
      \`<svg width="9" height="9"><clipPath id="\${id}"><rect width="5" height="5"/></clipPath><rect clip-path="url(#\${id})"/></svg>\``
    await nb.run('b', code)
    const before = statSync(nb.file('svg/f.svg'))
    await nb.run('b', code)
    expect(nb.runtime.runs({ limit: 9, offset: 0, cell: cellId('b') }).length).toBe(2)
    expect(versions(nb)).toEqual({ f: [1] })
    expect(statSync(nb.file('svg/f.svg')).ino).toBe(before.ino)
  })

  test('makes a version when it changes; undoing the edit shows the first content again as a third', async () => {
    const nb = await opened()
    for (const inside of ['<rect/>', '<circle/>', '<rect/>']) await nb.run('a', show(inside, '//| label: f\n'))
    expect(versions(nb)).toEqual({ f: [3, 2, 1] })
    const [third, , first] = nb.runtime.figures.list()[0]?.versions ?? []
    expect(third?.hash).toBe(first?.hash)
    expect(readFileSync(nb.file('svg/f.svg'), 'utf8')).toContain('<rect>')
  })

  test('is there again when its files were deleted and the fresh cell is replayed', async () => {
    const nb = await opened()
    await nb.run('a', show('<rect/>', '//| label: f\n'))
    rmSync(join(nb.folder, '_output'), { recursive: true })
    await nb.run('a', show('<rect/>', '//| label: f\n'))
    expect(nb.runtime.runs({ limit: 9, offset: 0 }).length).toBe(1)
    expect(existsSync(nb.file('svg/f.svg')) && existsSync(nb.file('png/f.png'))).toBe(true)
  })

  test('by a run that fails is not kept', async () => {
    const nb = await opened()
    await nb.run('a', `display.svg(${JSON.stringify(svg('<g/>'))}); throw new Error('no')`)
    expect(versions(nb)).toEqual({})
  })

  test('is left out where another came in its place', async () => {
    const nb = await opened()
    await nb.run('a', `const shown = display(${show('<g/>')}); shown.update(${show('<rect/>')})`)
    expect(versions(nb)).toEqual({ 'a-1': [1] })
    expect((await nb.runtime.figures.content('a-1', 1)).content).toContain('<rect>')
  })
})

test('a figure that a timer shows after its run is kept as well, what a timer only changes is not', async () => {
  const nb = await opened()
  await nb.run(
    'a',
    `//| label: f
    const shown = display(${show('<g/>')});
    setTimeout(() => { display(${show('<circle/>')}); shown.update(${show('<line/>')}) }, 20)`,
  )
  await nb.runtime.drained()
  await nb.runtime.figures.settled()
  expect(versions(nb)).toEqual({ f: [1], 'f-2': [1] })
  expect((await nb.runtime.figures.content('f-2', 1)).content).toContain('<circle>')
})

test('a chart whose package is missing is kept, and the reason why no picture of it is written is told', async () => {
  const nb = await opened()
  const told: string[] = []
  nb.runtime.figures.onSaved(({ path, notes }) => told.push(path ?? notes.join()))
  await nb.run('a', `display.vega({ $schema: 'https://vega.github.io/schema/vega/v5.json', width: 9 })`)
  expect(versions(nb)).toEqual({ 'a-1': [1] })
  expect(new Set(told)).toEqual(
    new Set([
      'The chart is kept as its specification, but not as a picture: it is drawn by the package vega, which is not installed here: npm install vega.',
    ]),
  )
})

describe('what is set', () => {
  test('fig-types says which files are written; capture: off that nothing is kept', async () => {
    const nb = await opened()
    await nb.run('a', show('<rect/>', '//| label: f\n//| fig-types: [svg, pdf, eps]\n'))
    expect(readdirSync(join(nb.folder, '_output/figures/nb')).sort()).toEqual(['eps', 'pdf', 'svg'])
    await nb.run('b', show('<rect/>', '//| label: g\n//| capture: off\n'))
    expect(Object.keys(versions(nb))).toEqual(['f'])
  })

  test('wrongly is told on the cell and not used', async () => {
    const nb = await opened()
    expect(stderr(await nb.run('a', show('<rect/>', '//| fig-types: gif\n')))).toBe(
      'In this cell, `fig-types` must be a list of png, svg, pdf, eps, not "gif".\n',
    )
    expect(existsSync(nb.file('png/a-1.png'))).toBe(true)
  })

  test('in the project file holds for the notebook, and a change of the file at once', async () => {
    const nb = await opened(folder => writeFileSync(join(folder, 'cellar.yaml'), 'fig-types: [svg]\n'))
    await nb.run('a', show('<rect/>'))
    expect(readdirSync(join(nb.folder, '_output/figures/nb'))).toEqual(['svg'])
    writeFileSync(join(nb.folder, 'cellar.yaml'), 'show: false\nfig-types: [eps]\n')
    const events = await nb.run('b', show('<circle/>'))
    expect(events.filter(e => e.type === 'result').map(e => e.type === 'result' && Object.keys(e.data))).toEqual([
      ['text/plain'],
    ])
    expect(existsSync(nb.file('eps/b-1.eps'))).toBe(true)
  })
})

describe('a warning on the cell', () => {
  test('names characters that no font has, where the text is drawn', async () => {
    const nb = await opened()
    const text = stderr(await nb.run('a', show('<text>−5 Δ \u{10fffd}</text>', '//| label: f\n')))
    expect(text).toContain('Figure f: no font here has \u{10fffd} (U+10FFFD)')
    expect(text).not.toContain('Δ')
    expect(stderr(await nb.run('b', show('<text>\u{10fffd}</text>', '//| fig-types: svg\n')))).toBe('')
  })

  test('says what was left out of a hostile drawing, and why one is not kept', async () => {
    const nb = await opened()
    const events = await nb.run('a', show('<script>alert(1)</script><rect onclick="x()"/>', '//| label: f\n'))
    expect(stderr(events)).toMatch(/Figure f: <script>, onclick left out/)
    expect(readFileSync(nb.file('svg/f.svg'), 'utf8')).not.toMatch(/script|onclick/)
    const bomb = Array.from({ length: 9 }, (_, n) => `<g id="g${n + 1}">${`<use href="#g${n}"/>`.repeat(10)}</g>`)
    expect(stderr(await nb.run('b', show(`<rect id="g0"/>${bomb.join('')}<use href="#g9"/>`)))).toMatch(
      /Figure b-1 is not kept: its references multiply/,
    )
  })
})

describe('a table that a cell shows', () => {
  const rows = `Array.from({ length: 30 }, (_, i) => ({ i, text: i === 1 ? 'a "b", c' : 'x', at: new Date(0), none: null }))`

  test('is kept whole as CSV beside the figures, under the same label, and listed beside them', async () => {
    const nb = await opened()
    const events = await nb.run('a', `//| label: f\ndisplay.table(${rows}); ${show('<rect/>')}`)
    const lines = readFileSync(nb.file('csv/f.csv'), 'utf8').split('\r\n')
    expect(lines.slice(0, 3)).toEqual([
      'i,text,at,none',
      '0,x,1970-01-01T00:00:00.000Z,',
      '1,"a ""b"", c",1970-01-01T00:00:00.000Z,',
    ])
    expect(lines.length).toBe(32)
    expect(existsSync(nb.file('svg/f.svg'))).toBe(true)
    expect(versions(nb)).toEqual({ f: [1], 'f.csv': [1] })
    expect(nb.runtime.figures.table('f.csv', 1)).toMatchObject({
      columns: ['i', 'text', 'at', 'none'],
      rows: Array.from({ length: 30 }, (_, i) =>
        i === 1 ? ['1', 'a "b", c', '1970-01-01T00:00:00.000Z', ''] : expect.anything(),
      ),
      more: false,
    })
    expect(events.filter(event => event.type === 'figure')).toEqual([])
  })

  test('is a data frame, not every list of objects, and not one that is large', async () => {
    const nb = await opened()
    await nb.run('a', rows)
    await nb.run('b', `({ toRecords: () => ${rows} })`)
    await nb.run('c', `display.table(Array.from({ length: 200_001 }, (_, i) => ({ i })))`)
    expect(readdirSync(nb.file('csv'))).toEqual(['b-1.csv'])
  })
})

test('a version that is restored is the newest, on disk too, and its number is new', async () => {
  const nb = await opened()
  for (const inside of ['<rect width="5" height="5"/>', '<circle r="3"/>'])
    await nb.run('a', show(inside, '//| label: f\n'))
  await nb.run('a', show('<circle r="3"/>', '//| label: f\n//| fig-types: [svg, eps]\n'))
  const before = readFileSync(nb.file('eps/f.eps'))
  expect(await nb.runtime.figures.restore('f', 1)).toBe(3)
  expect(readFileSync(nb.file('svg/f.svg'), 'utf8')).toContain('<rect')
  expect(readFileSync(nb.file('eps/f.eps')).equals(before)).toBe(false)
  await expect(nb.runtime.figures.restore('f', 9)).rejects.toThrow('Figure f has no version 9; there are 3, 2, 1.')
  await expect(nb.runtime.figures.content('no', 1)).rejects.toThrow('There is no figure no. There are f.')
})

test('what can not be converted is kept as it is, told, and holds up nothing else', async () => {
  const nb = await opened()
  const told: string[] = []
  nb.runtime.figures.onSaved(({ name, type, path, notes }) =>
    told.push(`${name} ${type} ${path === undefined ? notes[0] : ''}`),
  )
  await nb.run(
    'a',
    `display.png(Buffer.from('89504e470d0a1a0a00', 'hex')); display.svg('<svg width="0"/>'); ${show('<rect/>')}`,
  )
  expect(Object.keys(versions(nb))).toEqual(['a-1', 'a-2', 'a-3'])
  expect(told).toContain('a-3 png ')
  expect(told).toContainEqual(expect.stringMatching(/^a-1 svg The figure can't be converted to svg: /))
})

test('a folder that can not be written costs the file and nothing else', async () => {
  const nb = await opened(folder => {
    mkdirSync(join(folder, '_output/figures/nb'), { recursive: true })
    // A file where the folder should be.
    writeFileSync(join(folder, '_output/figures/nb/svg'), '')
  })
  const told: string[] = []
  nb.runtime.figures.onSaved(({ type, path, notes }) => told.push(`${type} ${path === undefined ? notes[0] : 'saved'}`))
  await nb.run('a', show('<rect/>', '//| label: f\n'))
  expect(told.sort()).toEqual(['png saved', expect.stringMatching(/^svg E(?:EXIST|NOTDIR)/)])
  expect(versions(nb)).toEqual({ f: [1] })
})
