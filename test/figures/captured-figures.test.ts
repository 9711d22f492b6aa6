/** Which events are figures, what they are called, and that naming is safe and steady. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capturedFigures, type FigureCell } from '../../runtime/figures/captured-figures.ts'
import { contentOf } from '../../runtime/figures/figure-content.ts'
import { fileName } from '../../runtime/figures/figure-name.ts'
import type { MimeBundle, RunEvent } from '../../runtime/run/events.ts'

const cell: FigureCell = { id: 'c1', types: ['png', 'svg'], missingGlyphs: () => [] }
const display = (data: MimeBundle, displayId?: string): RunEvent => ({
  type: 'display',
  data,
  metadata: {},
  ...(displayId === undefined ? {} : { displayId }),
})
const svg = (inside: string): MimeBundle => ({ 'image/svg+xml': `<svg>${inside}</svg>`, 'text/plain': 'svg' })
const names = (events: readonly RunEvent[], of: Partial<FigureCell> = {}) =>
  capturedFigures(events, { ...cell, ...of }).figures.map(figure => figure.name)

describe('a bundle is a figure', () => {
  test.each<readonly [MimeBundle, string | undefined]>([
    [{ 'text/plain': '1' }, undefined],
    [{ 'text/html': '<table></table>' }, undefined],
    [{ 'text/html': '<p>about <svg></svg></p>' }, undefined],
    [{ 'image/gif': 'R0lG' }, undefined],
    [{ 'image/svg+xml': '' }, undefined],
    [svg(''), 'image/svg+xml'],
    [{ 'text/html': '<figure><svg></svg></figure>' }, 'text/html'],
    [{ 'image/png': 'iVBO', ...svg('') }, 'image/svg+xml'],
    [{ 'application/vnd.vegalite.v5+json': {}, 'image/png': 'iVBO' }, 'application/vnd.vegalite.v5+json'],
    [{ 'application/vnd.plotly.v1+json': { data: [] } }, 'application/vnd.plotly.v1+json'],
    [{ 'image/jpeg': '/9j/' }, 'image/jpeg'],
  ])('%j', (bundle, mime) => {
    expect(contentOf(bundle)?.mime).toBe(mime)
  })

  test('the same whatever the order of a specification’s keys and the line breaks of base64', () => {
    const [a, b] = [
      { 'application/vnd.vega.v5+json': { x: 1, y: [{ p: 1, q: 2 }] } },
      { 'application/vnd.vega.v5+json': { y: [{ q: 2, p: 1 }], x: 1 } },
    ]
    expect(contentOf(a)).toEqual(contentOf(b))
    expect(contentOf({ 'image/png': 'iV\nBO\n' })).toEqual(contentOf({ 'image/png': 'iVBO' }))
  })
})

describe('the figures of a run', () => {
  test('are those that the screen shows at its end', () => {
    const shown: RunEvent[] = [
      display(svg('<a/>'), 'd'),
      display({ 'text/plain': 'words' }),
      { type: 'update-display', displayId: 'd', data: svg('<b/>'), metadata: {} },
      { type: 'result', data: svg('<c/>'), metadata: {} },
    ]
    const { figures } = capturedFigures(shown, cell)
    expect(figures.map(({ name, content }) => [name, /<[abc]>/.exec(Buffer.from(content).toString())?.[0]])).toEqual([
      ['c1-1', '<b>'],
      ['c1-2', '<c>'],
    ])
    expect(names([...shown, { type: 'clear', wait: false }])).toEqual([])
    expect(names([...shown, { type: 'clear', wait: true }])).toEqual(['c1-1', 'c1-2'])
    expect(names([...shown, { type: 'clear', wait: true }, display(svg('<d/>'))])).toEqual(['c1-1'])
  })

  test('bear the label, further ones a number', () => {
    expect(names([display(svg('<a/>')), display(svg('<b/>'))], { label: 'fig-x' })).toEqual(['fig-x', 'fig-x-2'])
  })

  test('saved by hand keep their name and are not kept twice when they are shown as well', () => {
    const saved: RunEvent = { type: 'figure', data: svg('<a/>'), request: { name: 'mine', types: ['pdf'] } }
    const { figures } = capturedFigures([saved, display(svg('<a/>')), display(svg('<b/>'))], cell)
    expect(figures.map(({ name, types }) => [name, types])).toEqual([
      ['mine', ['pdf']],
      ['c1-1', ['png', 'svg']],
    ])
  })
})

test('any label is a file name of one part, and the same at every run', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), label => {
      const name = fileName(label)
      return (
        name.length > 0 &&
        !/[\\/:*?"<>|\0]/.test(name) &&
        !/^[.-]|[.-]$/.test(name) &&
        Buffer.byteLength(name) <= 210 &&
        fileName(name) === name
      )
    }),
  )
  expect(['../../etc/passwd', 'CON', '', 'fig α.1'].map(wish => fileName(wish))).toEqual([
    'etc-passwd',
    'figure-CON',
    'figure',
    'fig-α.1',
  ])
})
