/**
 * Whether a drawing looks the same without transparency, each shape blended onto white, as PostScript needs it: grid lines
 * do, overlapping translucent dots don't. Told by rendering both.
 */
import type { Drawing, Group, Paint, Segment, Shape } from './drawing.ts'
import { pixelsOf } from './pixels.ts'

/** of 255: less is antialiasing */
const visible = 24
/** Share of the pixels that may differ visibly: crossings of lines, less than the shortest word. */
const tolerated = 0.0003

export const looksSameFlat = (drawing: Drawing): boolean => {
  if (!isTranslucent(drawing.root)) return true
  const [seen, flat] = (['translucent', 'flat'] as const).map(how => pixelsOf(svgOf(drawing, how), 1).rgb)
  if (seen === undefined || flat === undefined) return false
  let differing = 0
  for (let i = 0; i < seen.length; i++) if (Math.abs((seen[i] as number) - (flat[i] as number)) > visible) differing++
  return differing / seen.length <= tolerated
}

const isTranslucent = (group: Group): boolean =>
  group.opacity < 1 ||
  group.parts.some(part =>
    part.is === 'group' ? isTranslucent(part) : (part.fill?.opacity ?? 1) < 1 || (part.stroke?.opacity ?? 1) < 1,
  )

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
export const onWhite = <P extends Paint>(paint: P, above: number): P => {
  const [red, green, blue] = paint.colour.map(part => 1 - paint.opacity * above * (1 - part)) as [
    number,
    number,
    number,
  ]
  return { ...paint, opacity: 1, colour: [red, green, blue] }
}

const groupText = (group: Group, defs: string[]): string => {
  const inner = group.parts.map(part => (part.is === 'group' ? groupText(part, defs) : shapeText(part))).join('')
  const clipped = group.clips.reduce((clippedBefore, { path, evenOdd }) => {
    const rule = evenOdd ? 'evenodd' : 'nonzero'
    defs.push(`<clipPath id="c${defs.length}"><path d="${pathText(path)}" clip-rule="${rule}"/></clipPath>`)
    return `<g clip-path="url(#c${defs.length - 1})">${clippedBefore}</g>`
  }, inner)
  const transform = group.transform === undefined ? '' : ` transform="matrix(${group.transform.join(' ')})"`
  return `<g opacity="${group.opacity}"${transform}>${clipped}</g>`
}

const shapeText = ({ path, fill, stroke, evenOdd, strokeFirst }: Shape): string => {
  const line =
    stroke &&
    `stroke-width="${stroke.width}" stroke-linecap="${stroke.cap}" stroke-linejoin="${stroke.join}" stroke-miterlimit="${stroke.miterLimit}" ` +
      `stroke-dasharray="${stroke.dashes.join(' ')}" stroke-dashoffset="${stroke.dashOffset}" `
  const order = strokeFirst ? 'paint-order="stroke"' : ''
  const rule = evenOdd ? 'evenodd' : 'nonzero'
  return `<path d="${pathText(path)}" ${paintText('fill', fill)} fill-rule="${rule}" ${paintText('stroke', stroke)} ${line ?? ''}${order}/>`
}

const paintText = (kind: 'fill' | 'stroke', paint: Paint | undefined): string =>
  paint === undefined
    ? `${kind}="none"`
    : `${kind}="rgb(${paint.colour.map(part => Math.round(255 * part)).join(',')})" ${kind}-opacity="${paint.opacity}"`

const pathText = (path: readonly Segment[]): string => path.flat().join(' ')
