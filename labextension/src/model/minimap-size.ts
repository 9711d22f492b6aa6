/** How large a graph's minimap is: within a corner of the panel, in proportion, but never too narrow to point at. Pure. */
interface Size {
  readonly width: number
  readonly height: number
}

const MOST: Size = { width: 110, height: 150 }
const LEAST = 24

export const minimapSize = ({ width, height }: Size): Size => {
  const scale = Math.min(MOST.width / Math.max(width, 1), MOST.height / Math.max(height, 1))
  const side = (length: number): number => Math.max(LEAST, Math.round(length * scale))
  return { width: side(width), height: side(height) }
}
