/** What PDF and PostScript write alike: numbers, paths, strokes, shadings and their functions. Pure. */
import type { Gradient, Stroke } from './drawing.ts'
import type { Matrix, Segment } from './path-data.ts'

/** points in a CSS pixel */
export const POINTS = 0.75

/** Neither knows exponents; a ten-thousandth of a pixel is seen by nobody. */
export const number = (value: number): string => String(Math.round(value * 10_000) / 10_000 + 0)

export const numbers = (values: readonly number[]): string => values.map(number).join(' ')

const operators = { M: 'm', L: 'l', C: 'c', Z: 'h' } as const

export const pathText = (path: readonly Segment[]): string =>
  path.map(([op, ...values]) => [...values.map(number), operators[op]].join(' ')).join('\n')

export const strokeText = ({ width, cap, join, miterLimit, dashes, dashOffset }: Stroke): string =>
  [
    `${number(width)} w ${['butt', 'round', 'square'].indexOf(cap)} J ${['miter', 'round', 'bevel'].indexOf(join)} j`,
    `${number(Math.max(1, miterLimit))} M [${numbers(dashes)}] ${number(dashOffset)} d`,
  ].join(' ')

/** A dictionary of both; its own coordinates are the gradient's. */
export const shadingText = ({ is, coordinates, stops }: Gradient): string => {
  const pieces = stops.slice(1).map(({ colour }, i) => {
    const before = stops[i]?.colour ?? colour
    return `<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [${numbers(before)}] /C1 [${numbers(colour)}] >>`
  })
  const bounds = stops.slice(1, -1).map(({ at }) => at.toFixed(6))
  const ramp =
    `<< /FunctionType 3 /Domain [0 1] /Bounds [${bounds.join(' ')}] ` +
    `/Encode [${pieces.map(() => '0 1').join(' ')}] /Functions [${pieces.join('\n')}] >>`
  const type = is === 'linear' ? 2 : 3
  return `<< /ShadingType ${type} /ColorSpace /DeviceRGB /Coords [${coordinates.map(exact).join(' ')}] /Extend [true true] /Function ${ramp} >>`
}

/** Most gradients are measured in shares of their shape's size, so that digits count; still no exponents. */
const exact = (value: number): string => value.toFixed(6)

export const transformText = (matrix: Matrix): string => matrix.map(exact).join(' ')
