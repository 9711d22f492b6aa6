/** display() and its forms, handles and updates. */
import { describe, expect, test } from 'vitest'
import { toMimeBundle } from '../../runtime/capture/mime-bundle.ts'
import { createDisplay } from '../../runtime/cell-api/display.ts'
import { createProgress } from '../../runtime/cell-api/progress.ts'
import { recordingHost } from './recording-host.ts'

const open = () => {
  const host = recordingHost()
  /** What a screen gets of it. */
  const shown = () => host.events.filter(event => event.type !== 'figure')
  return { host, shownEvents: shown, ...createDisplay(host) }
}

test('a display is shown under its id, and its handle replaces it', () => {
  const { host, display } = open()
  const handle = display({ a: 1 })
  handle.update('<svg></svg>')
  expect(handle.id).toBe('id-1')
  expect(host.events).toMatchObject([
    { type: 'display', displayId: 'id-1', data: { 'text/plain': expect.stringContaining('a') } },
    { type: 'update-display', displayId: 'id-1', data: { 'image/svg+xml': expect.any(String) } },
  ])
})

test('an id of one’s own is kept', () => {
  const { shownEvents, display } = open()
  display.html('<b>x</b>', { id: 'mine' })
  display.table([{ a: 1 }], { id: 'mine too' })
  expect(shownEvents()).toMatchObject([{ displayId: 'mine' }, { displayId: 'mine too' }])
})

test('a handle as a cell’s result shows nothing more', () => {
  const { display } = open()
  expect(toMimeBundle(display(1))).toBeUndefined()
  expect(toMimeBundle(createProgress(recordingHost()).progress(3))).toBeUndefined()
})

test('undefined is displayed as text: it was asked for', () => {
  const { host, display } = open()
  display(undefined)
  expect(host.events).toMatchObject([{ data: { 'text/plain': expect.stringContaining('undefined') } }])
})

describe('each form shows content of its type', () => {
  test.each([
    ['html', '<b>x</b>', { 'text/html': '<b>x</b>', 'text/plain': '<b>x</b>' }],
    ['markdown', '# x', { 'text/markdown': '# x', 'text/plain': '# x' }],
    ['latex', '$x$', { 'text/latex': '$x$' }],
    ['javascript', 'void 0', { 'application/javascript': 'void 0' }],
    ['text', '<b>', { 'text/plain': '<b>' }],
    ['svg', '<svg></svg>', { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }],
    ['png', new Uint8Array([1, 2]), { 'image/png': 'AQI=' }],
    ['png', 'AQI=', { 'image/png': 'AQI=' }],
    ['jpeg', 'AQI=', { 'image/jpeg': 'AQI=' }],
    ['json', { a: [1n] }, { 'application/json': { a: [1] } }],
    ['vega', { mark: 'bar' }, { 'application/vnd.vegalite.v5+json': { mark: 'bar' } }],
    ['plotly', { data: [] }, { 'application/vnd.plotly.v1+json': { data: [], layout: {} } }],
    ['table', [[1, 2]], { 'text/plain': '0  1\n1  2' }],
    ['table', new Map([['k', 1]]), { 'text/plain': 'key  value\nk        1' }],
    ['table', [1, 2], { 'text/plain': '0\n1\n2' }],
  ] as const)('%s', (form, content, data) => {
    const { shownEvents, display } = open()
    const handle = (display[form] as (content: unknown) => { update(content: unknown): void })(content)
    handle.update(content)
    expect(shownEvents()).toMatchObject([
      { type: 'display', displayId: 'id-1', data },
      { type: 'update-display', displayId: 'id-1', data },
    ])
  })

  test('more rows are shown when asked for, and all of them kept', () => {
    const { host, shownEvents, display } = open()
    display.table(
      Array.from({ length: 100 }, (_, i) => ({ i })),
      { rows: 50 },
    )
    const kept = host.events.flatMap(event => (event.type === 'figure' ? [String(event.data['text/csv'])] : []))
    expect(kept.map(csv => csv.split('\r\n').length)).toEqual([102])
    expect(shownEvents()).toMatchObject([{ data: { 'text/html': expect.stringContaining('showing 50 of 100 rows') } }])
  })

  test('content of the wrong kind is refused in the cell, and nothing is shown', () => {
    const { host, display } = open()
    const wrong = display as unknown as Record<string, (content: unknown) => void>
    expect(() => wrong.html?.(7)).toThrow('display.html takes a string, not number')
    expect(() => wrong.table?.(7)).toThrow('display.table takes')
    expect(() => wrong.vega?.('bar')).toThrow('not a Vega specification')
    expect(() => wrong.plotly?.({})).toThrow('not a Plotly figure')
    expect(host.events).toEqual([])
  })
})

describe('asynchronous display hooks', () => {
  const later = (html: Promise<string>) => ({
    [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': await html }),
  })

  test('keep their place as text and are complete when the run is settled', async () => {
    const { host, display, shown } = open()
    display(later(Promise.resolve('<b>late</b>')))
    display('after')
    await shown()
    expect(host.events).toMatchObject([
      { type: 'display', displayId: 'id-1', data: { 'text/plain': expect.any(String) } },
      { type: 'display', displayId: 'id-2' },
      { type: 'update-display', displayId: 'id-1', data: { 'text/html': '<b>late</b>' } },
    ])
  })

  test('of two updates the later one stays, whichever is done first', async () => {
    const { host, display, shown } = open()
    let finishFirst = (_: string) => {}
    const handle = display(later(new Promise(resolve => (finishFirst = resolve))))
    handle.update(later(Promise.resolve('second')))
    await Promise.resolve()
    finishFirst('first')
    await shown()
    expect(host.events.slice(1)).toMatchObject([{ type: 'update-display', data: { 'text/html': 'second' } }])
  })

  test('one that never answers does not hold up the runs after it', async () => {
    const { display, shown } = open()
    display(later(new Promise(() => {})))
    const first = shown()
    await shown()
    expect(await Promise.race([first.then(() => 'done'), Promise.resolve('waiting')])).toBe('waiting')
  })
})

test('clear says whether to wait', () => {
  const { host, display } = open()
  display.clear()
  display.clear({ wait: true })
  expect(host.events).toEqual([
    { type: 'clear', wait: false },
    { type: 'clear', wait: true },
  ])
})
