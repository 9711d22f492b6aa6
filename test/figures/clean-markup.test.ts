/** What stays of a drawing: nothing that runs or loads, the same text at every run, and every picture as it was. */
import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { cleanMarkup } from '../../runtime/figures/clean-markup.ts'

const clean = (markup: string): string => cleanMarkup(markup).markup
const inside = (markup: string): string => clean(`<svg>${markup}</svg>`).replace(/^<svg[^>]*>|<\/svg>$/g, '')

describe('what runs or loads goes, and is told', () => {
  test.each([
    ['<script>alert(1)</script>', '', '<script>'],
    ['<SCRIPT href="x"/>', '', '<SCRIPT>'],
    ['<g onclick="x()" fill="red"></g>', '<g fill="red"></g>', 'onclick'],
    ['<a href="java&#10;script:x()"><rect/></a>', '<a><rect></rect></a>', 'href'],
    ['<a xlink:href=" JavaScript:x()"></a>', '<a></a>', undefined],
    ['<a href="https://example.org"></a>', '<a href="https://example.org"></a>', undefined],
    ['<image href="http://evil/x.png"/>', '<image></image>', 'href'],
    ['<image href="data:image/svg+xml;base64,AAAA"/>', '<image></image>', 'href'],
    ['<image href="data:image/png;base64,AAAA"/>', '<image href="data:image/png;base64,AAAA"></image>', undefined],
    ['<use href="other.svg#a"/>', '<use></use>', 'href'],
    ['<foreignObject><iframe src="x"/></foreignObject>', '', '<foreignObject>'],
    ['<animate attributeName="href" values="javascript:x()"/>', '', '<animate>'],
    ['<rect style="fill:url(http://evil/)"/>', '<rect style="fill:none"></rect>', undefined],
    ['<rect style="fill:u\\72l(http://evil/)"/>', '<rect style="fill:ul(http://evil/)"></rect>', undefined],
    ['<style>@import "http://evil"; .a { fill: url(#g) }</style>', '<style> .a { fill: url(#g) }</style>', undefined],
  ])('%s', (given, left, told) => {
    const { markup, removed } = cleanMarkup(`<svg>${given}</svg>`)
    expect(markup.replace(/^<svg[^>]*>|<\/svg>$/g, '')).toBe(left)
    expect(removed).toEqual(told === undefined ? [] : [told])
  })

  test('in a frame of HTML as well', () => {
    const { markup, removed } = cleanMarkup(
      '<figure><h2 onmouseover="x()">T<script>1</script></h2><br><svg></svg></figure>',
    )
    expect(markup).toBe('<figure><h2>T</h2><br><svg></svg></figure>')
    expect(removed).toEqual(['<script>', 'onmouseover'])
  })
})

describe('what would blow up a renderer is refused', () => {
  test('entities', () => {
    const lol = '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>'
    expect(() => clean(lol)).toThrow('it declares entities')
  })

  test('shapes that multiply by reference, however they are hidden; cycles do not', () => {
    const level = (n: number): string => `<g id="g${n}">${`<use xlink:href="#g${n - 1}"/>`.repeat(20)}</g>`
    const levels = [1, 2, 3, 4, 5, 6].map(level).join('')
    expect(() => inside(`<rect id="g0"/>${levels}<use href="#g6"/>`)).toThrow('more than 2000000 shapes')
    expect(inside('<g id="a"><use href="#a"/></g>')).toContain('use')
  })

  test('nothing drawn at all', () => {
    for (const markup of ['', 'not SVG', '<script>1</script>'])
      expect(() => clean(markup)).toThrow('there is no drawing')
  })

  test('depth', () => {
    expect(() => inside('<g>'.repeat(300))).toThrow('more than 256 levels deep')
  })
})

describe('the same figure is the same text', () => {
  const generated = (n: number): string =>
    `<svg><!-- ${n} --><metadata><date>${n}</date></metadata><defs><clipPath id="plot-clip-${n}"/><clipPath id="clip${n + 1}"/><clipPath id="plot-clip-${n + 5}"/></defs>
     <g clip-path="url(#plot-clip-${n})"/><g clip-path='url("#clip${n + 1}")'/><use href="#plot-clip-${n + 5}" aria-labelledby="clip${n + 1} title"/></svg>`

  test('though a library counts its ids up, and every reference still leads to its own', () => {
    expect(clean(generated(1))).toBe(clean(generated(77)))
    expect(clean(generated(40))).toContain('<g clip-path="url(#plot-clip-1)">')
    expect(clean(generated(40))).toContain('<use href="#plot-clip-2" aria-labelledby="clip1 title">')
  })

  test('though plotly draws a random word for its ids', () => {
    const plotly = (uid: string) =>
      `<svg><defs id="defs-${uid}"><clipPath id="clip${uid}xy"/></defs><g clip-path="url(#clip${uid}xy)"/></svg>`
    expect(clean(plotly('a1b2c3'))).toBe(clean(plotly('ffffff')))
    expect(clean(plotly('a1b2c3'))).toContain('url(#clip000000xy)')
  })

  test('cleaned again, whatever it was made of', () => {
    const attribute = fc.constantFrom(
      'id="a1"',
      'fill="url(#a1)"',
      'class="x y"',
      "d='M0,0L1e-7,2'",
      'style="fill:red"',
      'href="#b2"',
    )
    const text = fc.string().map(s => s.replace(/[<>&]/g, c => `&#${c.charCodeAt(0)};`))
    const element = fc.tuple(fc.constantFrom('g', 'path', 'text'), fc.uniqueArray(attribute), text)
    const drawing = fc
      .array(element, { maxLength: 8 })
      .map(
        all =>
          `<svg>${all.map(([name, attributes, inner]) => `<${name} ${attributes.join(' ')}>${inner}</${name}>`).join('')}</svg>`,
      )
    fc.assert(fc.property(drawing, markup => clean(clean(markup)) === clean(markup)))
  })

  test('and looks the same: texts, entities and attributes are kept', () => {
    const markup = inside('<text x="1" font-family="a &amp; b">−5&nbsp;&lt;&#x3b1;&gt; "é"</text>')
    const { document } = parseHTML(`<svg>${markup}</svg>`)
    expect(document.querySelector('text')?.textContent).toBe('−5\u00a0<α> "é"')
    expect(document.querySelector('text')?.getAttribute('font-family')).toBe('a & b')
  })
})

test('a width scales the height, by the view box where there is one', () => {
  expect(cleanMarkup('<svg width="10" height="20"/>', { width: 30 }).markup).toContain(
    'width="30" height="60" viewBox="0 0 10 20"',
  )
  expect(cleanMarkup('<svg viewBox="0 0 4 2"/>', { width: 30 }).markup).toContain(
    'viewBox="0 0 4 2" width="30" height="15"',
  )
})

test('style that is added can load nothing and end no element', () => {
  const { markup } = cleanMarkup('<svg/>', { style: '@import "x"; </style><script>' })
  expect(markup).toContain('<style> &lt;/style&gt;&lt;script&gt;</style>')
})
