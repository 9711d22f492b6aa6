/** The canvas of cells without a canvas package: what it can do, and how it refuses the rest. */
import { expect, test } from 'vitest'
import { rectangleCanvas } from '../../runtime/capture/rectangle-canvas.ts'

const widthOf = (text: string, font: string): number => {
  const context = rectangleCanvas().getContext('2d')
  context.font = font
  return context.measureText(text).width
}

test('text is measured by its letters and the size of its font', () => {
  expect(widthOf('ill', '10px sans-serif')).toBeLessThan(widthOf('mow', '10px sans-serif'))
  expect(widthOf('text', 'bold 24px Arial')).toBeCloseTo(2 * widthOf('text', '12px Arial'))
  expect(widthOf('ill', '10px monospace')).toBeCloseTo(widthOf('mow', '10px monospace'))
  expect(widthOf('', '10px sans-serif')).toBe(0)
  expect(widthOf('図', '10px sans-serif')).toBe(10)
})

test('what it can not do is refused with the name of a package that can', () => {
  const context = rectangleCanvas().getContext('2d') as unknown as { arc(): void }
  expect(() => context.arc()).toThrow(
    'This canvas only fills rectangles and measures text; it has no arc of its context. npm install',
  )
})
