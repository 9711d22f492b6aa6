/**
 * A drawing as Encapsulated PostScript, level 3: paths, clips, gradients and pictures as such, or one picture of all. PostScript has no transparency; what
 * is translucent comes here blended onto white, and `flat.ts` says whether that looks the same.
 */
import { deflateSync } from 'node:zlib'
import {
  type Colour,
  type Drawing,
  type Gradient,
  type Group,
  isGradient,
  type Picture,
  type Shape,
} from './drawing.ts'
import { onWhite } from './flat.ts'
import type { Pixels } from './pixels.ts'
import { number, numbers, pathText, POINTS, shadingText, strokeText, transformText } from './vector-text.ts'

const prologue = `/m{moveto}bind def /l{lineto}bind def /c{curveto}bind def /h{closepath}bind def /n{newpath}bind def
/q{gsave}bind def /Q{grestore}bind def /rg{setrgbcolor}bind def /f{fill}bind def /e{eofill}bind def /s{stroke}bind def
/w{setlinewidth}bind def /J{setlinecap}bind def /j{setlinejoin}bind def /M{setmiterlimit}bind def /d{setdash}bind def`

export const epsOf = (drawing: Drawing): Uint8Array => {
  const out: string[] = []
  writeGroup(drawing.root, 1, out)
  return fileOf(drawing, out.join('\n'))
}

export const epsOfPixels = (drawing: Drawing, pixels: Pixels): Uint8Array =>
  fileOf(drawing, [`${number(drawing.width)} ${number(drawing.height)} scale`, ...imageText(pixels, false)].join('\n'))

const fileOf = ({ width, height }: Drawing, body: string): Uint8Array => {
  const [w, h] = [width * POINTS, height * POINTS]
  return Buffer.from(
    `%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 ${Math.ceil(w)} ${Math.ceil(h)}
%%HiResBoundingBox: 0 0 ${number(w)} ${number(h)}
%%LanguageLevel: 3
%%EndComments
%%BeginProlog
${prologue}
%%EndProlog
gsave
[${POINTS} 0 0 -${POINTS} 0 ${number(h)}] concat
${body}
grestore
showpage
%%EOF
`,
    'latin1',
  )
}

const writeGroup = (group: Group, opacity: number, out: string[]): void => {
  out.push('q')
  if (group.transform !== undefined) out.push(`[${numbers(group.transform)}] concat`)
  for (const { path, evenOdd } of group.clips) out.push('n', pathText(path), evenOdd ? 'eoclip n' : 'clip n')
  for (const part of group.parts) {
    if (part.is === 'group') writeGroup(part, opacity * group.opacity, out)
    else if (part.is === 'shape') writeShape(part, opacity * group.opacity, out)
    else if (part.is === 'picture') out.push(...pictureText(part))
  }
  out.push('Q')
}

const writeShape = ({ path, fill, stroke, evenOdd, strokeFirst }: Shape, opacity: number, out: string[]): void => {
  if (path.length === 0) return
  const text = pathText(path)
  const filling = fill && fillText(onWhite(fill, opacity).colour, ['n', text], evenOdd)
  const stroking = stroke && [colourText(onWhite(stroke, opacity).colour), strokeText(stroke), 'n', text, 's']
  for (const painted of strokeFirst ? [stroking, filling] : [filling, stroking]) if (painted) out.push(...painted)
}

const fillText = (colour: Colour | Gradient, path: readonly string[], evenOdd: boolean): readonly string[] =>
  isGradient(colour)
    ? [
        'q',
        ...path,
        evenOdd ? 'eoclip' : 'clip',
        `n [${transformText(colour.transform)}] concat`,
        `${shadingText(colour)} shfill Q`,
      ]
    : [colourText(colour), ...path, evenOdd ? 'e' : 'f']

const colourText = (colour: Colour): string => `${numbers(colour)} rg`

const pictureText = ({ x, y, width, height, pixels, smooth }: Picture): readonly string[] => [
  `q [${numbers([width, 0, 0, height, x, y])}] concat`,
  ...imageText(pixels, smooth),
  'Q',
]

/** Over the unit square, whose upper left corner is at 0, 0. */
const imageText = ({ width, height, rgb }: Pixels, smooth: boolean): readonly string[] => [
  '/DeviceRGB setcolorspace',
  `<< /ImageType 1 /Width ${width} /Height ${height} /BitsPerComponent 8 /Decode [0 1 0 1 0 1] /Interpolate ${smooth}`,
  `/ImageMatrix [${width} 0 0 ${height} 0 0]`,
  '/DataSource currentfile /ASCIIHexDecode filter /FlateDecode filter >> image',
  `${deflateSync(rgb)
    .toString('hex')
    .replace(/.{1,120}/g, '$&\n')}>`,
]
