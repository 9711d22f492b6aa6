/**
 * A drawing as a page of PDF: paths, clips, gradients, pictures and transparency as such, or one picture where these can't say it; its text
 * can be selected. The same drawing gives the same bytes.
 */
import {
  type Colour,
  type Drawing,
  type Gradient,
  type Group,
  isGradient,
  type Paint,
  type Picture,
  type Shape,
} from './drawing.ts'
import { PdfObjects } from './pdf-file.ts'
import { PdfWords } from './pdf-words.ts'
import type { Pixels } from './pixels.ts'
import { number, numbers, pathText, POINTS, shadingText, strokeText, transformText } from './vector-text.ts'

export const pdfOf = (drawing: Drawing): Uint8Array => new PdfWriter(drawing).file(writer => writer.group(drawing.root))

export const pdfOfPixels = (drawing: Drawing, pixels: Pixels): Uint8Array =>
  new PdfWriter(drawing).file(writer => {
    writer.picture({ is: 'picture', x: 0, y: 0, width: drawing.width, height: drawing.height, pixels, smooth: false })
  })

class PdfWriter {
  readonly #drawing: Drawing
  readonly #objects = new PdfObjects()
  readonly #words = new PdfWords()
  readonly #states = new Map<string, number>()
  readonly #drawables: number[] = []
  readonly #shadings: number[] = []
  #out: string[] = []

  constructor(drawing: Drawing) {
    this.#drawing = drawing
  }

  file(draw: (writer: PdfWriter) => void): Uint8Array {
    const [width, height] = [this.#drawing.width * POINTS, this.#drawing.height * POINTS]
    const [catalog, pages, page] = [this.#objects.promise(), this.#objects.promise(), this.#objects.promise()]
    this.#out.push(`${POINTS} 0 0 -${POINTS} 0 ${number(height)} cm`)
    draw(this)
    this.#select(this.#drawing.root)
    const content = this.#objects.stream('', Buffer.from(this.#out.join('\n')))
    this.#objects.put(catalog, `<< /Type /Catalog /Pages ${pages} 0 R >>`)
    this.#objects.put(pages, `<< /Type /Pages /Kids [${page} 0 R] /Count 1 >>`)
    this.#objects.put(
      page,
      `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${numbers([width, height])}] /Contents ${content} 0 R ` +
        `${this.#resources(this.#words.resources(this.#objects))} /Group << /S /Transparency /CS /DeviceRGB >> >>`,
    )
    return this.#objects.file(catalog)
  }

  group(group: Group): void {
    if (group.opacity < 1) return this.#faded(group)
    this.#out.push('q', ...this.#placing(group))
    this.#parts(group)
    this.#out.push('Q')
  }

  picture({ x, y, width, height, pixels, alpha, smooth }: Picture): void {
    const about = `/Type /XObject /Subtype /Image /Width ${pixels.width} /Height ${pixels.height} /BitsPerComponent 8 /Interpolate ${smooth}`
    const mask =
      alpha === undefined ? '' : ` /SMask ${this.#objects.stream(`${about} /ColorSpace /DeviceGray`, alpha)} 0 R`
    const image = this.#objects.stream(`${about} /ColorSpace /DeviceRGB${mask}`, pixels.rgb)
    this.#drawables.push(image)
    // The unit square stands on its head here.
    this.#out.push(`q ${this.#alpha(1)} ${numbers([width, 0, 0, -height, x, y + height])} cm /X${image} Do Q`)
  }

  /** As a group of its own, so that what overlaps in it doesn't shine through. */
  #faded(group: Group): void {
    const outer = this.#out
    this.#out = []
    this.#parts(group)
    const content = Buffer.from(this.#out.join('\n'))
    this.#out = outer
    const everywhere = '[-1000000 -1000000 1000000 1000000]'
    const form = this.#objects.stream(
      `/Type /XObject /Subtype /Form /BBox ${everywhere} ${this.#resources()} /Group << /S /Transparency >>`,
      content,
    )
    this.#drawables.push(form)
    this.#out.push('q', ...this.#placing(group), this.#alpha(group.opacity), `/X${form} Do`, 'Q')
  }

  #parts(group: Group): void {
    for (const part of group.parts) {
      if (part.is === 'group') this.group(part)
      else if (part.is === 'shape') this.#shape(part)
      else if (part.is === 'picture') this.picture(part)
    }
  }

  /** The words of a group, above all that is painted. */
  #select(group: Group): void {
    this.#out.push('q', ...this.#placing({ ...group, clips: [] }))
    for (const part of group.parts) {
      if (part.is === 'group') this.#select(part)
      else if (part.is === 'words') this.#out.push(...this.#words.operators(part))
    }
    this.#out.push('Q')
  }

  #placing({ transform, clips }: Group): readonly string[] {
    const clipping = clips.map(
      ({ path, evenOdd }) => `${path.length === 0 ? '0 0 0 0 re' : pathText(path)} ${evenOdd ? 'W*' : 'W'} n`,
    )
    return [...(transform === undefined ? [] : [`${numbers(transform)} cm`]), ...clipping]
  }

  #shape({ path, fill, stroke, evenOdd, strokeFirst }: Shape): void {
    if (path.length === 0) return
    const text = pathText(path)
    const filling = fill && this.#filling(fill, text, evenOdd)
    const stroking = stroke && [
      this.#alpha(stroke.opacity),
      `${numbers(stroke.colour)} RG ${strokeText(stroke)}`,
      text,
      'S',
    ]
    for (const painted of strokeFirst ? [stroking, filling] : [filling, stroking])
      if (painted) this.#out.push(...painted)
  }

  #filling({ colour, opacity }: Paint<Colour | Gradient>, path: string, evenOdd: boolean): readonly string[] {
    const alpha = this.#alpha(opacity)
    if (!isGradient(colour)) return [alpha, `${numbers(colour)} rg`, path, evenOdd ? 'f*' : 'f']
    const shading = this.#objects.add(shadingText(colour))
    this.#shadings.push(shading)
    return ['q', alpha, path, `${evenOdd ? 'W*' : 'W'} n ${transformText(colour.transform)} cm /S${shading} sh Q`]
  }

  #alpha(opacity: number): string {
    const key = number(opacity)
    let state = this.#states.get(key)
    if (state === undefined) this.#states.set(key, (state = this.#states.size + 1))
    return `/G${state} gs`
  }

  #resources(fonts = ''): string {
    const states = [...this.#states].map(([opacity, n]) => `/G${n} << /ca ${opacity} /CA ${opacity} >>`)
    const named = (letter: string, objects: readonly number[]) => objects.map(n => `/${letter}${n} ${n} 0 R`).join(' ')
    const drawn = `/XObject << ${named('X', this.#drawables)} >> /Shading << ${named('S', this.#shadings)} >>`
    return `/Resources << /ExtGState << ${states.join(' ')} >> ${drawn} /Font << ${fonts} >> >>`
  }
}
