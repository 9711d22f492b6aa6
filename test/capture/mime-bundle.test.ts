/** Which rich forms a value shows, and that none of them can fail a cell. */
import * as Plot from '@observablehq/plot'
import { table } from 'arquero'
import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { toMimeBundle } from '../../runtime/capture/mime-bundle.ts'
import type { Shown } from '../../runtime/capture/shown.ts'

const shown = (value: unknown): Shown => {
  const made = toMimeBundle(value, { colors: false })
  if (made === undefined || made instanceof Promise) throw new Error('not shown at once')
  return made
}
const types = (value: unknown) => Object.keys(shown(value).data).sort()
const text = (value: unknown) => shown(value).data['text/plain']
const hook = Symbol.for('Jupyter.display')
const { document } = parseHTML('<!doctype html><html><body></body></html>')

/** A proxy that keeps a list of what was asked of it. */
const tripwire = <T extends object>(target: T) => {
  const touched: string[] = []
  const traps = Object.getOwnPropertyNames(Reflect).map(trap => [
    trap,
    (...args: readonly unknown[]) => {
      touched.push(`${trap} ${String(args[1])}`)
      return Reflect.apply(Reflect.get(Reflect, trap), Reflect, args) as unknown
    },
  ])
  return { proxy: new Proxy(target, Object.fromEntries(traps)), touched }
}

describe('text', () => {
  test('undefined shows nothing, null shows null', () => {
    expect(toMimeBundle(undefined)).toBeUndefined()
    expect(text(null)).toBe('null')
  })

  test.each([
    [42, '42'],
    ['a "b"', `'a "b"'`],
    [10n, '10n'],
    [Symbol('s'), 'Symbol(s)'],
    [new Map([['a', { b: 1 }]]), "Map(1) { 'a' => { b: 1 } }"],
    [new Set([1]), 'Set(1) { 1 }'],
    [new Float64Array([1, 2.5]), 'Float64Array(2) [ 1, 2.5 ]'],
    [Promise.resolve(1), 'Promise { 1 }'],
    [function f() {}, '[Function: f]'],
    [class A {}, '[class A]'],
    [[1, 2], '[ 1, 2 ]'],
    [[], '[]'],
  ])('%s is shown as util.inspect shows it and as text only', (value, expected) => {
    expect(shown(value)).toEqual({ data: { 'text/plain': expected }, metadata: {} })
  })

  test('structures are coloured unless asked otherwise, single values never', () => {
    expect((toMimeBundle({ a: 1 }) as Shown).data['text/plain']).toBe('{ a: \u001b[33m1\u001b[39m }')
    expect((toMimeBundle({ a: 1 }, { colors: false }) as Shown).data['text/plain']).toBe('{ a: 1 }')
    for (const value of [1, null, true, 10n, 'text', Symbol.iterator])
      expect((toMimeBundle(value) as Shown).data['text/plain']).not.toMatch(/\p{Cc}/u)
  })
})

describe('no user code runs', () => {
  test('getters are not run, on the object, its prototype or its rows', () => {
    let ran = 0
    const value = {
      a: 1,
      get outerHTML2() {
        return ++ran
      },
      get data() {
        return ++ran
      },
      get layout() {
        return ++ran
      },
      get $schema() {
        return ++ran
      },
    }
    class Model {
      get columns() {
        return ++ran
      }
    }
    for (const one of [value, [value], new Model(), { nested: value }]) shown(one)
    expect(ran).toBe(0)
    expect(shown([value]).data['text/html']).toContain('[Getter]')
  })

  test('of a proxy only the display symbol is asked', () => {
    for (const target of [{ a: 1 }, [1, 2], () => 1]) {
      const { proxy, touched } = tripwire(target)
      shown(proxy)
      expect(touched).toEqual(['get Symbol(Jupyter.display)'])
    }
    const { proxy, touched } = tripwire({})
    shown({ inside: proxy, list: [proxy], map: new Map([[proxy, proxy]]) })
    shown([proxy])
    expect(touched).toEqual([])
  })
})

describe('display hooks', () => {
  test('Symbol.for("Jupyter.display") comes before everything else, and text is added', () => {
    const value = { outerHTML: '<b>no</b>', [hook]: () => ({ 'text/html': '<b>yes</b>' }) }
    expect(shown(value).data['text/html']).toBe('<b>yes</b>')
    expect(text(value)).toContain('outerHTML')
  })

  test('an asynchronous hook gives a promise of the bundle', async () => {
    const value = { [hook]: async () => ({ 'text/html': '<i>late</i>', 'text/plain': 'late' }) }
    expect(await toMimeBundle(value)).toEqual({
      data: { 'text/html': '<i>late</i>', 'text/plain': 'late' },
      metadata: {},
    })
  })

  test('metadata beside data is kept, bytes become base64, JSON becomes plain', () => {
    class Spec {
      a = new Float64Array([1, 2])
    }
    const value = {
      [hook]: () => ({
        data: { 'image/png': new Uint8Array([1, 2, 3]), 'application/json': new Spec() },
        metadata: { 'image/png': { width: 1 } },
      }),
    }
    const { data, metadata } = shown(value)
    expect(data).toMatchObject({ 'image/png': 'AQID', 'application/json': { a: [1, 2] } })
    expect(Object.getPrototypeOf(data['application/json'])).toBe(Object.prototype)
    expect(metadata).toEqual({ 'image/png': { width: 1 } })
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken hook')
      },
      'broken hook',
    ],
    ['returns nothing', () => undefined, 'no MIME bundle'],
    ['returns no MIME type', () => ({ html: '<b>' }), 'no MIME type, only: html'],
    [
      'returns a cycle',
      () => {
        const a: Record<string, unknown> = {}
        a.a = a
        return { 'application/json': a }
      },
      'contains itself',
    ],
    [
      'throws what can’t be read',
      () => {
        throw {
          toString() {
            throw new Error('no')
          },
        }
      },
      'can’t be read',
    ],
  ])('a hook that %s costs the rich form, not the cell', (_, broken, note) => {
    const { data } = shown({ kept: 1, [hook]: broken })
    expect(Object.keys(data)).toEqual(['text/plain'])
    expect(data['text/plain']).toContain('kept: 1')
    expect(data['text/plain']).toContain(note)
  })

  test('a rejected hook costs the rich form, not the cell', async () => {
    const made = await toMimeBundle({ kept: 1, [hook]: () => Promise.reject(new Error('late no')) }, { colors: false })
    expect(made?.data['text/plain']).toContain('late no')
  })

  test('an empty bundle shows nothing', async () => {
    expect(toMimeBundle({ [hook]: () => ({}) })).toBeUndefined()
    expect(await toMimeBundle({ [hook]: async () => ({}) })).toBeUndefined()
  })

  test('ijavascript hooks work', () => {
    expect(shown({ _toHtml: () => '<b>x</b>' }).data['text/html']).toBe('<b>x</b>')
    expect(shown({ _toMime: () => ({ 'text/markdown': '*x*' }) }).data['text/markdown']).toBe('*x*')
  })

  test('a proxied data frame with a display symbol (nodejs-polars) is shown by it', () => {
    const frame = new Proxy(
      {},
      { get: (_, key) => (key === hook ? () => ({ 'text/html': '<table></table>' }) : undefined) },
    )
    expect(shown(frame).data['text/html']).toBe('<table></table>')
  })
})

describe('markup', () => {
  test('an SVG element is a picture with its namespace, any other element is HTML', () => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    expect(types(svg)).toEqual(['image/svg+xml', 'text/plain'])
    expect(shown(svg).data['image/svg+xml']).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    const div = document.createElement('div')
    div.className = 'box'
    expect(shown(div).data).toEqual({
      'text/html': '<div class="box"></div>',
      'text/plain': '<div class="box">…</div>',
    })
  })

  test('Observable Plot shows an SVG, and HTML once it has a legend', () => {
    const data = [
      { x: 1, y: 2, k: 'a' },
      { x: 2, y: 1, k: 'b' },
    ]
    const plain = Plot.dot(data, { x: 'x', y: 'y' }).plot({ document })
    expect(types(plain)).toEqual(['image/svg+xml', 'text/plain'])
    const legend = Plot.dot(data, { x: 'x', y: 'y', fill: 'k' }).plot({ document, color: { legend: true } })
    expect(types(legend)).toEqual(['text/html', 'text/plain'])
    expect(shown(legend).data['text/html']).toContain('<svg')
  })

  test.each([
    '<svg viewBox="0 0 1 1"><g/></svg>',
    '<?xml version="1.0"?>\n<!-- made -->\n<svg xmlns="x"></svg>\n',
    '  <svg/>',
  ])('the string %s is an SVG picture', markup => expect(types(markup)).toEqual(['image/svg+xml', 'text/plain']))

  test.each(['<b>bold</b>', '<svg', 'an <svg></svg>', '<svgx></svgx>', '<script>alert(1)</script>'])(
    'the string %s stays text',
    markup => expect(types(markup)).toEqual(['text/plain']),
  )
})

describe('charts', () => {
  test('Vega and Vega-Lite specifications go whole to the renderer of their version', () => {
    const lite = {
      $schema: 'https://vega.github.io/schema/vega-lite/v5.8.0.json',
      mark: 'bar',
      data: { values: [{ a: 1 }] },
    }
    expect(shown(lite).data['application/vnd.vegalite.v5+json']).toEqual(lite)
    expect(types({ $schema: 'https://vega.github.io/schema/vega/v6.json' })).toContain('application/vnd.vega.v6+json')
    expect(types({ $schema: 'https://json-schema.org/draft/2020-12/schema' })).toEqual(['text/plain'])
  })

  test('an object with toSpec() is a Vega-Lite chart', () => {
    expect(types({ toSpec: () => ({ mark: 'bar' }) })).toContain('application/vnd.vegalite.v5+json')
  })

  test('a Plotly figure takes typed arrays; an object that merely has data stays text', () => {
    const figure = shown({ data: [{ y: new Float64Array([1, Number.NaN]) }], layout: { title: 't' } })
    expect(figure.data['application/vnd.plotly.v1+json']).toEqual({ data: [{ y: [1, null] }], layout: { title: 't' } })
    expect(types({ data: [1, 2], layout: {} })).toEqual(['text/plain'])
    expect(types({ data: [{}] })).toEqual(['text/plain'])
  })

  test('a chart too large for a browser is text that says so', () => {
    const { data } = shown({ data: [{ y: new Float64Array(3e6) }], layout: {} })
    expect(Object.keys(data)).toEqual(['text/plain'])
    expect(data['text/plain']).toContain('too large to show')
  })
})

describe('tables', () => {
  test('an array of objects is a table, with its text form', () => {
    const { data } = shown([
      { a: 1, b: 'x' },
      { a: 2, c: true },
    ])
    expect(data['text/html']).toMatch(/<th[^>]*>a<\/th><th[^>]*>b<\/th><th[^>]*>c<\/th>/)
    expect(data['text/plain']).toBe("[ { a: 1, b: 'x' }, { a: 2, c: true } ]")
  })

  test.each([[[1, 2]], [[{}, {}]], [[new Date(0)]], [[{ a: 1 }, 3]], [[null]], [new Array(3)]])(
    '%j is no table',
    value => expect(types(value)).toEqual(['text/plain']),
  )

  test('rows and columns are bounded, and what is left out is said', () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`c${i}`, i]))
    const html = String(shown(Array.from({ length: 1000 }, () => wide)).data['text/html'])
    expect(html.match(/<tr>/g)).toHaveLength(21)
    expect(html.match(/<th /g)).toHaveLength(20)
    expect(html).toContain('showing 20 of 1,000 rows, 20 of 30 columns')
  })

  test('an Arquero table shows its first rows', () => {
    const { data } = shown(
      table({ id: Array.from({ length: 50 }, (_, i) => i), name: Array.from({ length: 50 }, (_, i) => `n${i}`) }),
    )
    expect(data['text/html']).toContain('showing 20 of 50 rows')
    expect(data['text/plain']).toMatch(/^id +name\n +0 +n0\n/)
  })

  test('a frame with toRecords() and one like Danfo’s are tables', () => {
    const records = [{ a: 1 }, { a: 2 }]
    expect(shown({ toRecords: () => records }).data['text/plain']).toBe('a\n1\n2')
    class Danfo {
      get shape() {
        return [100, 2]
      }
      get columns() {
        return ['x', 'y']
      }
      get values() {
        return [
          [1, 'p'],
          [2, 'q'],
        ]
      }
      head() {
        return new Danfo()
      }
      iloc() {}
    }
    expect(shown(new Danfo()).data['text/plain']).toBe('x  y\n1  p\n2  q\nshowing 2 of 100 rows')
  })

  test('no text of a value becomes markup', () => {
    const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>&\''
    const { data } = shown([{ [evil]: evil, nested: { [evil]: [evil] }, d: new Date(Number.NaN) }])
    const { document: parsed } = parseHTML(`<body>${String(data['text/html'])}</body>`)
    expect(parsed.querySelectorAll('img, script')).toHaveLength(0)
    expect(parsed.querySelector('td')?.textContent).toBe(evil)
    expect(parsed.querySelector('th')?.textContent).toBe(evil)
  })
})
