/**
 * Paths and matrices of a resolved SVG as numbers, and what is reckoned with them. Pure. It reads what resvg writes (absolute M, L, C, Q, Z), not
 * every path that SVG allows.
 */

/** a b c d e f, as in SVG's matrix() */
export type Matrix = readonly [number, number, number, number, number, number]
/** Absolute segments: M x y, L x y, C x1 y1 x2 y2 x y, Z. */
export type Segment = readonly [op: 'M' | 'L' | 'C' | 'Z', ...numbers: number[]]
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

export const matrixOf = (value: string | undefined): Matrix | undefined => {
  const numbers = /^matrix\(([^)]*)\)$/
    .exec(value ?? '')?.[1]
    ?.split(/[\s,]+/)
    .map(Number)
  return numbers?.length === 6 ? (numbers as unknown as Matrix) : undefined
}

export const segmentsOf = (d: string): readonly Segment[] => {
  const segments: Segment[] = []
  let [x, y] = [0, 0]
  for (const [, op = '', text = ''] of d.matchAll(/([MLCQZ])([^MLCQZ]*)/g)) {
    const n = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number)
    if (op === 'Q') {
      const [qx = 0, qy = 0, ex = 0, ey = 0] = n
      // The cubic that is the same curve.
      segments.push([
        'C',
        x + (2 / 3) * (qx - x),
        y + (2 / 3) * (qy - y),
        ex + (2 / 3) * (qx - ex),
        ey + (2 / 3) * (qy - ey),
        ex,
        ey,
      ])
    } else segments.push([op as Segment[0], ...n])
    if (n.length >= 2) [x, y] = n.slice(-2) as [number, number]
  }
  return segments
}

export const transformed = (path: readonly Segment[], matrix: Matrix | undefined): readonly Segment[] => {
  if (matrix === undefined) return path
  const [a, b, c, d, e, f] = matrix
  return path.map(([op, ...numbers]): Segment => {
    const moved = numbers.map((value, i) =>
      i % 2 === 0 ? a * value + c * (numbers[i + 1] as number) + e : b * (numbers[i - 1] as number) + d * value + f,
    )
    return [op, ...moved]
  })
}

/** What `inner` does, and then `outer`. */
export const combined = (outer: Matrix, inner: Matrix): Matrix => {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** Of what a path encloses; undefined for one without a segment. */
export const boxOf = (path: readonly Segment[]): Box | undefined => {
  const points = pointsOf(path)
  if (points.length === 0) return undefined
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x)
    box.top = Math.min(box.top, y)
    box.right = Math.max(box.right, x)
    box.bottom = Math.max(box.bottom, y)
  }
  return box
}

export const around = (boxes: readonly Box[]): Box | undefined =>
  boxOf(
    boxes.flatMap(({ left, top, right, bottom }): Segment[] => [
      ['M', left, top],
      ['L', right, bottom],
    ]),
  )

/** of a curve: its outermost point is met to a thousandth of its size */
const steps = 32

const pointsOf = (path: readonly Segment[]): readonly (readonly [number, number])[] => {
  let [x, y] = [0, 0]
  return path.flatMap(([op, ...numbers]) => {
    const [from, last] = [[x, y] as const, numbers.slice(-2) as [number, number]]
    if (op !== 'Z') [x, y] = last
    if (op !== 'C') return op === 'Z' ? [] : [last]
    return Array.from({ length: steps }, (_, i) => onCurve(from, numbers, (i + 1) / steps))
  })
}

const onCurve = ([x, y]: readonly [number, number], n: readonly number[], t: number): readonly [number, number] => {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = n
  const u = 1 - t
  const at = (a: number, b: number, c: number, d: number): number =>
    u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
  return [at(x, x1, x2, x3), at(y, y1, y2, y3)]
}
