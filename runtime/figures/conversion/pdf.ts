/**
 * A drawing as PDF 1.4 (ISO 32000-1): paths, clips and transparency as such, or one picture where paths can't say it. The same
 * drawing gives the same bytes: no dates, no random ids.
 */
import { deflateSync } from 'node:zlib'
import type { Drawing, Group, Matrix, Segment, Shape, Stroke } from './drawing.ts'
import type { Pixels } from './pixels.ts'

/** points in a CSS pixel */
const POINTS = 0.75

export const pdfOf = (drawing: Drawing): Uint8Array => new PdfWriter(drawing).file(writer => writer.group(drawing.root))

export const pdfOfPixels = (drawing: Drawing, pixels: Pixels): Uint8Array =>
  new PdfWriter(drawing).file(writer => writer.picture(pixels))

class PdfWriter {
  readonly #size: { readonly width: number; readonly height: number }
  /** Object bodies; the n-th has the number n + 1. */
  readonly #objects: Buffer[] = []
  readonly #states = new Map<string, number>()
  readonly #forms: number[] = []
  #out: string[] = []

  constructor({ width, height }: Drawing) {
    this.#size = { width: width * POINTS, height: height * POINTS }
  }

  file(draw: (writer: PdfWriter) => void): Uint8Array {
    const { width, height } = this.#size
    // The catalog, the page tree and the page come first; what they point at is known at the end.
    for (let i = 0; i < 3; i++) this.#objects.push(Buffer.alloc(0))
    this.#out.push(`${POINTS} 0 0 -${POINTS} 0 ${number(height)} cm`)
    draw(this)
    const content = this.#stream('', Buffer.from(this.#out.join('\n')))
    this.#objects[0] = Buffer.from('<< /Type /Catalog /Pages 2 0 R >>')
    this.#objects[1] = Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>')
    const box = `[0 0 ${number(width)} ${number(height)}]`
    this.#objects[2] = Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Contents ${content} 0 R ${this.#resources()} ` +
        '/Group << /S /Transparency /CS /DeviceRGB >> >>',
    )
    return assembled(this.#objects)
  }

  group(group: Group): void {
    if (group.opacity < 1) return this.#faded(group)
    this.#out.push('q', ...this.#placing(group))
    this.#parts(group)
    this.#out.push('Q')
  }

  picture({ width, height, rgb }: Pixels): void {
    const about = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height}`
    const image = this.#stream(`${about} /BitsPerComponent 8 /ColorSpace /DeviceRGB`, rgb)
    this.#forms.push(image)
    const [w, h] = [this.#size.width / POINTS, this.#size.height / POINTS]
    this.#out.push('q', `${number(w)} 0 0 -${number(h)} 0 ${number(h)} cm`, `/X${image} Do`, 'Q')
  }

  /** As a group of its own, so that what overlaps in it doesn't shine through. */
  #faded(group: Group): void {
    const outer = this.#out
    this.#out = []
    this.#parts(group)
    const content = Buffer.from(this.#out.join('\n'))
    this.#out = outer
    const everywhere = '[-1000000 -1000000 1000000 1000000]'
    const form = this.#stream(
      `/Type /XObject /Subtype /Form /BBox ${everywhere} ${this.#resources()} /Group << /S /Transparency >>`,
      content,
    )
    this.#forms.push(form)
    this.#out.push('q', ...this.#placing(group), this.#alpha(group.opacity), `/X${form} Do`, 'Q')
  }

  #parts(group: Group): void {
    for (const part of group.parts) {
      if (part.is === 'group') this.group(part)
      else this.#shape(part)
    }
  }

  #placing({ transform, clips }: Group): readonly string[] {
    const clipping = clips.map(
      ({ path, evenOdd }) => `${path.length === 0 ? '0 0 0 0 re' : pathText(path)} ${evenOdd ? 'W*' : 'W'} n`,
    )
    return [...(transform === undefined ? [] : [`${matrixText(transform)} cm`]), ...clipping]
  }

  #shape({ path, fill, stroke, evenOdd, strokeFirst }: Shape): void {
    if (path.length === 0) return
    const text = pathText(path)
    const filling = fill && [
      this.#alpha(fill.opacity),
      `${fill.colour.map(number).join(' ')} rg`,
      text,
      evenOdd ? 'f*' : 'f',
    ]
    const stroking = stroke && [this.#alpha(stroke.opacity), strokeText(stroke), text, 'S']
    for (const painted of strokeFirst ? [stroking, filling] : [filling, stroking])
      if (painted) this.#out.push(...painted)
  }

  #alpha(opacity: number): string {
    const key = number(opacity)
    let state = this.#states.get(key)
    if (state === undefined) this.#states.set(key, (state = this.#states.size + 1))
    return `/G${state} gs`
  }

  #resources(): string {
    const states = [...this.#states].map(([opacity, n]) => `/G${n} << /ca ${opacity} /CA ${opacity} >>`)
    const forms = this.#forms.map(n => `/X${n} ${n} 0 R`)
    return `/Resources << /ExtGState << ${states.join(' ')} >> /XObject << ${forms.join(' ')} >> >>`
  }

  /** Returns the object's number. */
  #stream(about: string, bytes: Uint8Array): number {
    const packed = deflateSync(bytes)
    const head = `<< ${about} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
    this.#objects.push(Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream')]))
    return this.#objects.length
  }
}

const assembled = (objects: readonly Buffer[]): Uint8Array => {
  const parts = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
  let at = (parts[0] as Buffer).length
  const offsets = objects.map((body, i) => {
    const object = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')])
    const offset = at
    at += object.length
    parts.push(object)
    return offset
  })
  const rows = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

const strokeText = ({ colour, width, cap, join, miterLimit, dashes, dashOffset }: Stroke): string =>
  [
    `${colour.map(number).join(' ')} RG`,
    `${number(width)} w ${['butt', 'round', 'square'].indexOf(cap)} J ${['miter', 'round', 'bevel'].indexOf(join)} j`,
    `${number(Math.max(1, miterLimit))} M [${dashes.map(number).join(' ')}] ${number(dashOffset)} d`,
  ].join(' ')

const operators = { M: 'm', L: 'l', C: 'c', Z: 'h' } as const

const pathText = (path: readonly Segment[]): string =>
  path.map(([op, ...numbers]) => [...numbers.map(number), operators[op]].join(' ')).join('\n')

const matrixText = (matrix: Matrix): string => matrix.map(number).join(' ')

/** PDF knows no exponents; a ten-thousandth of a pixel is seen by nobody. */
export const number = (value: number): string => String(Math.round(value * 10_000) / 10_000 + 0)
