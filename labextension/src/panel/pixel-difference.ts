/** Two pictures pixel by pixel: how many differ, and a picture of where. Drawn on a common size, so that a moved edge shows. */

export interface Difference {
  readonly picture: HTMLCanvasElement
  readonly pixels: number
  readonly of: number
}

/** Wider pictures are compared scaled down: the page would stand still, pixels. */
const MAX_SIDE = 2_000

export const pixelDifference = async (a: HTMLImageElement, b: HTMLImageElement): Promise<Difference> => {
  const { default: pixelmatch } = await import('pixelmatch')
  await Promise.all([a.decode(), b.decode()])
  const [fullWidth, fullHeight] = [Math.max(a.naturalWidth, b.naturalWidth), Math.max(a.naturalHeight, b.naturalHeight)]
  const scale = Math.min(1, MAX_SIDE / Math.max(fullWidth, fullHeight, 1))
  const [width, height] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))]
  const picture = document.createElement('canvas')
  picture.width = width
  picture.height = height
  const context = contextOf(picture)
  const found = context.createImageData(width, height)
  const pixels = pixelmatch(
    pixelsOf(a, { width, height, scale }),
    pixelsOf(b, { width, height, scale }),
    found.data,
    width,
    height,
  )
  context.putImageData(found, 0, 0)
  return { picture, pixels, of: width * height }
}

const pixelsOf = (
  image: HTMLImageElement,
  { width, height, scale }: { readonly width: number; readonly height: number; readonly scale: number },
): Uint8ClampedArray => {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = contextOf(canvas)
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.drawImage(image, 0, 0, image.naturalWidth * scale, image.naturalHeight * scale)
  return context.getImageData(0, 0, width, height).data
}

const contextOf = (canvas: HTMLCanvasElement): CanvasRenderingContext2D => {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser has no canvas to compare pictures on.')
  return context
}
