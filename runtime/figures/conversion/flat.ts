/**
 * Whether a drawing looks the same without transparency, each shape blended onto white, as PostScript needs it: grid lines
 * do, overlapping translucent dots don't. Told by rendering both.
 */
import {
  type Colour,
  type Drawing,
  type Gradient,
  type Group,
  isGradient,
  type Paint,
  type Part,
  type Shape,
} from './drawing.ts'
import type { Segment } from './path-data.ts'
import { pixelsOf } from './pixels.ts'

/** of 255: less is antialiasing */
const visible = 24
/** Share of the pixels that may differ visibly: crossings of lines, less than the shortest word. */
const tolerated = 0.0003

export const looksSameFlat = (drawing: Drawing): boolean => {
  if (!isTranslucent(drawing.root)) return true
  if (showsThroughPicture(drawing.root, 1)) return false
  const [seen, flat] = (['translucent', 'flat'] as const).map(how => pixelsOf(svgOf(drawing, how), 1).rgb)
  if (seen === undefined || flat === undefined) return false
  let differing = 0
  for (let i = 0; i < seen.length; i++) if (Math.abs((seen[i] as number) - (flat[i] as number)) > visible) differing++
  return differing / seen.length <= tolerated
}

const isTranslucent = (group: Group): boolean =>
  group.opacity < 1 ||
  group.parts.some(part => {
    if (part.is === 'group') return isTranslucent(part)
    if (part.is === 'picture') return part.alpha !== undefined
    return part.is === 'shape' && ((part.fill?.opacity ?? 1) < 1 || (part.stroke?.opacity ?? 1) < 1)
  })

/** The two that are rendered have no pictures. */
const showsThroughPicture = (group: Group, above: number): boolean =>
  group.parts.some(part => {
    if (part.is === 'group') return showsThroughPicture(part, above * group.opacity)
    return part.is === 'picture' && (part.alpha !== undefined || above * group.opacity < 1)
  })

type How = 'translucent' | 'flat'

/** Written anew for both, so that only transparency can differ. */
const svgOf = ({ width, height, root }: Drawing, how: How): string => {
  const defs: string[] = []
  const body = how === 'flat' ? groupText(flattened(root, 1), defs) : groupText(root, defs)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${defs.join('')}</defs>${body}</svg>`
}

const flattened = (group: Group, above: number): Group => {
  const opacity = above * group.opacity
  return {
    ...group,
    opacity: 1,
    parts: group.parts.map(part => {
      if (part.is === 'group') return flattened(part, opacity)
      if (part.is !== 'shape') return part
      const { fill, stroke, ...shape } = part
      return {
        ...shape,
        ...(fill === undefined ? {} : { fill: onWhite(fill, opacity) }),
        ...(stroke === undefined ? {} : { stroke: onWhite(stroke, opacity) }),
      }
    }),
  }
}

/** The paint as it looks on white paper. */
export const onWhite = <C extends Colour | Gradient, P extends Paint<C>>(paint: P, above: number): P => {
  const blended = (colour: Colour): Colour => {
    const [red, green, blue] = colour.map(part => 1 - paint.opacity * above * (1 - part)) as [number, number, number]
    return [red, green, blue]
  }
  const { colour }: Paint<Colour | Gradient> = paint
  const seen = isGradient(colour)
    ? { ...colour, stops: colour.stops.map(stop => ({ ...stop, colour: blended(stop.colour) })) }
    : blended(colour)
  return { ...paint, opacity: 1, colour: seen }
}

const groupText = (group: Group, defs: string[]): string => {
  const inner = group.parts.map(part => partText(part, defs)).join('')
  const clipped = group.clips.reduce((clippedBefore, { path, evenOdd }) => {
    const rule = evenOdd ? 'evenodd' : 'nonzero'
    defs.push(`<clipPath id="c${defs.length}"><path d="${pathText(path)}" clip-rule="${rule}"/></clipPath>`)
    return `<g clip-path="url(#c${defs.length - 1})">${clippedBefore}</g>`
  }, inner)
  const transform = group.transform === undefined ? '' : ` transform="matrix(${group.transform.join(' ')})"`
  return `<g opacity="${group.opacity}"${transform}>${clipped}</g>`
}

const partText = (part: Part, defs: string[]): string => {
  if (part.is === 'group') return groupText(part, defs)
  return part.is === 'shape' ? shapeText(part, defs) : ''
}

const shapeText = ({ path, fill, stroke, evenOdd, strokeFirst }: Shape, defs: string[]): string => {
  const line =
    stroke &&
    `stroke-width="${stroke.width}" stroke-linecap="${stroke.cap}" stroke-linejoin="${stroke.join}" stroke-miterlimit="${stroke.miterLimit}" ` +
      `stroke-dasharray="${stroke.dashes.join(' ')}" stroke-dashoffset="${stroke.dashOffset}" `
  const order = strokeFirst ? 'paint-order="stroke"' : ''
  const rule = evenOdd ? 'evenodd' : 'nonzero'
  return `<path d="${pathText(path)}" ${paintText('fill', fill, defs)} fill-rule="${rule}" ${paintText('stroke', stroke, defs)} ${line ?? ''}${order}/>`
}

const paintText = (kind: 'fill' | 'stroke', paint: Paint<Colour | Gradient> | undefined, defs: string[]): string => {
  if (paint === undefined) return `${kind}="none"`
  const { colour, opacity } = paint
  return `${kind}="${isGradient(colour) ? gradientText(colour, defs) : rgb(colour)}" ${kind}-opacity="${opacity}"`
}

const rgb = (colour: Colour): string => `rgb(${colour.map(part => Math.round(255 * part)).join(',')})`

const gradientText = ({ is, coordinates, transform, stops }: Gradient, defs: string[]): string => {
  const keys = is === 'linear' ? ['x1', 'y1', 'x2', 'y2'] : ['fx', 'fy', 'fr', 'cx', 'cy', 'r']
  const place = keys.map((key, i) => `${key}="${coordinates[i]}"`).join(' ')
  const colours = stops.map(({ at, colour }) => `<stop offset="${at}" stop-color="${rgb(colour)}"/>`).join('')
  const id = `g${defs.length}`
  const about = `id="${id}" gradientUnits="userSpaceOnUse" gradientTransform="matrix(${transform.join(' ')})" ${place}`
  defs.push(`<${is}Gradient ${about}>${colours}</${is}Gradient>`)
  return `url(#${id})`
}

const pathText = (path: readonly Segment[]): string => path.flat().join(' ')
