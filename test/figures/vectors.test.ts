/** Pdf and eps keep gradients, pictures and words as what they are; what they can't say so is told. */
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { convert } from '../../runtime/figures/conversion/convert.ts'
import { drawingOf } from '../../runtime/figures/conversion/read-drawing.ts'
import { withMarkedText } from '../../runtime/figures/conversion/marked-text.ts'
import type { FigureType } from '../../runtime/view.ts'

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100">${inside}</svg>`
const notes = (inside: string, type: FigureType): readonly string[] =>
  convert({ mime: 'image/svg+xml', content: Buffer.from(svg(inside)), type }).notes
const filled = (stops: string, more = ''): string =>
  `<linearGradient id="g" ${more}>${stops}</linearGradient><rect width="90" height="40" fill="url(#g)"/>`
const stop = (offset: number, colour: string, opacity = 1): string =>
  `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`

const picture = (alpha: number): string => {
  const png = new PNG({ width: 2, height: 1 })
  png.data.set([255, 0, 0, 255, 0, 0, 255, alpha])
  const href = `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`
  return `<image x="10" y="20" width="80" height="30" preserveAspectRatio="none" xlink:href="${href}"/>`
}

test.each(['pdf', 'eps'] as const)('%s keeps opaque gradients and pictures as such', type => {
  expect(notes(filled(stop(0, 'red') + stop(0.5, 'lime') + stop(0.5, 'blue')), type)).toEqual([])
  expect(notes(picture(255), type)).toEqual([])
})

test('a gradient that fades, repeats or colours a line is drawn as pixels, and that is told', () => {
  expect(notes(filled(stop(0, 'red', 0.2) + stop(1, 'blue')), 'pdf')).toEqual([expect.stringContaining('gradients')])
  expect(notes(filled(stop(0, 'red') + stop(0.4, 'blue'), 'spreadMethod="repeat"'), 'eps')).toHaveLength(1)
  const line = filled(stop(0, 'red') + stop(1, 'blue')).replace('fill=', 'stroke-width="9" fill="none" stroke=')
  expect(notes(line, 'pdf')).toEqual([expect.stringContaining('lines in gradients')])
})

test('a translucent picture stays one in pdf, and is blended as pixels in eps', () => {
  expect(notes(picture(100), 'pdf')).toEqual([])
  expect(notes(picture(100), 'eps')).toEqual([expect.stringContaining('transparency')])
})

test('words stand where their outlines are, turned with them, a line for each part that is placed anew', () => {
  const { lines } = withMarkedText(
    svg(
      '<text id="a">1 &lt; <tspan fill="red">2</tspan></text><text><tspan x="0">b</tspan><tspan dy="9">&#8722;c</tspan></text><text> </text>',
    ),
  )
  expect([...lines]).toEqual([
    ['a', ['1 < 2']],
    ['cellar-text-2', ['b', '−c']],
  ])
  const found: unknown[] = []
  const walk = (part: ReturnType<typeof drawingOf>['root']['parts'][number]): void => {
    if (part.is === 'words') found.push(part)
    else if (part.is === 'group') part.parts.forEach(walk)
  }
  walk(drawingOf(svg('<g transform="rotate(90)"><text x="20" y="-30" font-size="10">wide</text></g>')).root)
  expect(found).toEqual([
    { is: 'words', lines: ['wide'], box: expect.objectContaining({ left: expect.closeTo(20.4, 0) }) },
  ])
})

test('the same figure gives the same pdf, whatever is in it', () => {
  const content = Buffer.from(svg(`${filled(stop(0, 'red') + stop(1, 'blue'))}${picture(90)}<text y="20">Δ −5</text>`))
  const [one, two] = [1, 2].map(() => Buffer.from(convert({ mime: 'image/svg+xml', content, type: 'pdf' }).bytes))
  expect(one?.equals(two as Buffer)).toBe(true)
})
