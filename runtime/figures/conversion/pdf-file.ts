/**
 * The file around a page of PDF 1.4 (ISO 32000-1): numbered objects and where they begin. The same objects give the same bytes: no
 * dates, no random ids.
 */
import { deflateSync } from 'node:zlib'

export class PdfObjects {
  /** Bodies; the n-th has the number n + 1. */
  readonly #bodies: Buffer[] = []

  /** Returns the object's number. */
  add(text: string): number {
    this.#bodies.push(Buffer.from(text))
    return this.#bodies.length
  }

  /** A number to point at before there is something: `put` gives it. */
  promise(): number {
    return this.add('')
  }

  put(number: number, text: string): void {
    this.#bodies[number - 1] = Buffer.from(text)
  }

  stream(about: string, bytes: Uint8Array): number {
    const packed = deflateSync(bytes)
    const head = `<< ${about} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
    this.#bodies.push(Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream')]))
    return this.#bodies.length
  }

  file(root: number): Uint8Array {
    const parts = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')]
    let at = (parts[0] as Buffer).length
    const offsets = this.#bodies.map((body, i) => {
      const object = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')])
      const offset = at
      at += object.length
      parts.push(object)
      return offset
    })
    const rows = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
    const size = offsets.length + 1
    const trailer = `trailer\n<< /Size ${size} /Root ${root} 0 R >>\nstartxref\n${at}\n%%EOF\n`
    parts.push(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`))
    return Buffer.concat(parts)
  }
}
