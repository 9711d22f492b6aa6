/** A picture inside of a drawing (the ramp of a legend, a raster, a canvas) with its own pixels. undefined for what isn't a whole PNG. */
import { PNG } from 'pngjs'
import type { Picture } from './drawing.ts'
import type { Element } from './read-drawing.ts'

export const pictureOf = ({ attribs }: Element): Picture | undefined => {
  const base64 = /^data:image\/png;base64,(.*)$/s.exec(attribs['xlink:href'] ?? attribs.href ?? '')?.[1]
  const fit = attribs.preserveAspectRatio ?? 'xMidYMid'
  if (base64 === undefined || !/^(?:none|xMidYMid(?: meet)?)$/.test(fit)) return undefined
  const png = decoded(Buffer.from(base64, 'base64'))
  if (png === undefined) return undefined
  const [width, height] = [Number(attribs.width ?? png.width), Number(attribs.height ?? png.height)]
  const scale = Math.min(width / png.width, height / png.height)
  const [w, h] = fit === 'none' ? [width, height] : [png.width * scale, png.height * scale]
  return {
    is: 'picture',
    x: Number(attribs.x ?? 0) + (width - w) / 2,
    y: Number(attribs.y ?? 0) + (height - h) / 2,
    width: w,
    height: h,
    smooth: !/optimizeSpeed|pixelated|crisp/.test(attribs['image-rendering'] ?? ''),
    ...bytesOf(png),
  }
}

const decoded = (bytes: Buffer): PNG | undefined => {
  try {
    return PNG.sync.read(bytes)
  } catch {
    return undefined // Broken, or no PNG at all: what resvg makes of it is what the other types show.
  }
}

const bytesOf = ({ width, height, data }: PNG): Pick<Picture, 'pixels' | 'alpha'> => {
  const rgb = new Uint8Array(width * height * 3)
  const alpha = new Uint8Array(width * height)
  for (let i = 0; i < alpha.length; i++) {
    rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i)
    alpha[i] = data[4 * i + 3] as number
  }
  return { pixels: { width, height, rgb }, ...(alpha.every(one => one === 255) ? {} : { alpha }) }
}
