/**
 * A gradient of a resolved SVG, as both PostScript and PDF say it: an axis or two circles, and colours along them. What fades out, or
 * repeats beyond its ends, they can't say so: undefined.
 */
import type { Colour, Gradient } from './drawing.ts'
import { type Box, combined, identity, type Matrix, matrixOf } from './path-data.ts'
import type { Element } from './read-drawing.ts'

/** `box`: of the shape that is filled, by which most gradients are measured. */
export const gradientOf = ({ name, attribs, children }: Element, box: Box): Gradient | undefined => {
  if ((attribs.spreadMethod ?? 'pad') !== 'pad') return undefined
  const stops = children.filter(child => child.name === 'stop').map(stop => stopOf(stop.attribs))
  if (stops.length === 0 || stops.some(stop => stop.opacity < 1)) return undefined
  const own = matrixOf(attribs.gradientTransform) ?? identity
  const transform = attribs.gradientUnits === 'userSpaceOnUse' ? own : combined(onto(box), own)
  const number = (key: string, otherwise: number): number => Number(attribs[key] ?? otherwise)
  if (name === 'linearGradient') {
    const coordinates = [number('x1', 0), number('y1', 0), number('x2', 1), number('y2', 0)]
    return { is: 'linear', coordinates, transform, stops: whole(stops) }
  }
  if (name !== 'radialGradient') return undefined
  const [cx, cy] = [number('cx', 0.5), number('cy', 0.5)]
  const focus = [number('fx', cx), number('fy', cy), number('fr', 0)]
  return { is: 'radial', coordinates: [...focus, cx, cy, number('r', 0.5)], transform, stops: whole(stops) }
}

const onto = ({ left, top, right, bottom }: Box): Matrix => [right - left, 0, 0, bottom - top, left, top]

interface Stop {
  readonly at: number
  readonly colour: Colour
  readonly opacity: number
}

const stopOf = (attribs: Element['attribs']): Stop => {
  const digits = /^#(..)(..)(..)$/.exec(attribs['stop-color'] ?? '')?.slice(1) ?? ['00', '00', '00']
  const colour = digits.map(part => Number.parseInt(part, 16) / 255) as [number, number, number]
  return { at: Number(attribs.offset ?? 0), colour, opacity: Number(attribs['stop-opacity'] ?? 1) }
}

/** Of no visible width: a step between two colours takes as much. */
const step = 1e-5

/** From 0 to 1, each stop beyond the one before. */
const whole = (stops: readonly Stop[]): Gradient['stops'] => {
  const [first, last] = [stops[0] as Stop, stops.at(-1) as Stop]
  const all = [{ ...first, at: 0 }, ...stops.filter(({ at }) => at > 0 && at < 1), { ...last, at: 1 }]
  let before = -step
  return all.map(({ at, colour }, i) => {
    before = i === all.length - 1 ? 1 : Math.max(at, before + step)
    return { at: before, colour }
  })
}
