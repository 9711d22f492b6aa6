/**
 * Recognises pictures: bytes that begin like a PNG, JPEG or GIF file, and canvases (node-canvas, @napi-rs/canvas,
 * skia-canvas). It reads a picture's size from its header and looks no further into it.
 */
import { base64, settled } from './display-hook.ts'
import { isObject, methodOf } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'
import { count } from './text-form.ts'

/** Base64 of more than this stalls the browser and bloats the notebook file. */
const maxBytes = 32 * 2 ** 20

export const imageBytes: Recogniser = value => (value instanceof Uint8Array ? shownPicture(value) : undefined)

export const canvas: Recogniser = value => {
  if (!isObject(value)) return undefined
  const toDataUrl = methodOf(value, 'toDataURL')
  const toBuffer = methodOf(value, 'toBuffer')
  // sharp, too, has a toBuffer: only what can be drawn on is a canvas.
  if (toDataUrl === undefined && (toBuffer === undefined || methodOf(value, 'getContext') === undefined))
    return undefined
  return settled(toBuffer === undefined ? toDataUrl?.('image/png') : toBuffer('image/png'), made => {
    const bytes = typeof made === 'string' ? dataUrlBytes(made) : made
    const shown = bytes instanceof Uint8Array ? shownPicture(bytes) : undefined
    if (shown === undefined) throw new TypeError('the canvas gave no picture')
    return shown
  })
}

/** Bytes as the picture they say they are; undefined when they begin like none. */
export const shownPicture = (bytes: Uint8Array): Shown | undefined => {
  const type = typeOf(bytes)
  if (type === undefined || bytes.byteLength > maxBytes) return undefined
  const size = sizes[type](viewOf(bytes))
  const summary = `[${type} ${size === undefined ? '' : `${size.width}×${size.height}, `}${count(bytes.byteLength)} bytes]`
  return shownAs({ [type]: base64(bytes), 'text/plain': summary }, size === undefined ? {} : { [type]: size })
}

type PictureType = 'image/png' | 'image/jpeg' | 'image/gif'

interface Size {
  readonly width: number
  readonly height: number
}

const typeOf = (bytes: Uint8Array): PictureType | undefined => {
  const begins = (...magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte)
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0x47, 0x49, 0x46, 0x38) && (bytes[4] === 0x37 || bytes[4] === 0x39) && bytes[5] === 0x61)
    return 'image/gif'
  return undefined
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const pngSize = (view: DataView): Size | undefined =>
  view.byteLength < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) }

const gifSize = (view: DataView): Size | undefined =>
  view.byteLength < 10 ? undefined : { width: view.getUint16(6, true), height: view.getUint16(8, true) }

/** Walks the segments up to the frame header (ITU T.81, B.1.1.3): SOF0–SOF15 without DHT, JPG and DAC. */
const jpegSize = (view: DataView): Size | undefined => {
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

const sizes: Readonly<Record<PictureType, (view: DataView) => Size | undefined>> = {
  'image/png': pngSize,
  'image/jpeg': jpegSize,
  'image/gif': gifSize,
}

const dataUrlBytes = (url: string): Uint8Array | undefined => {
  const found = /^data:image\/\w+;base64,/.exec(url.slice(0, 64))
  return found === null ? undefined : Buffer.from(url.slice(found[0].length), 'base64')
}
