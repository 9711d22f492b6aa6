/**
 * A figure as the vector writers take it: paths, gradients and pictures in groups, and where its words stand. Plain data; what these can't
 * say is told as a reason, and the figure is drawn as pixels instead.
 */

import type { Box, Matrix, Segment } from './path-data.ts'
import type { Pixels } from './pixels.ts'

/** red, green, blue: 0 to 1 */
export type Colour = readonly [number, number, number]

export interface Gradient {
  readonly is: 'linear' | 'radial'
  /** linear: x1 y1 x2 y2; radial: from the focus x y r to the circle x y r. */
  readonly coordinates: readonly number[]
  /** To where the shape's path is. */
  readonly transform: Matrix
  /** From 0 to 1, rising, at least two; opaque. */
  readonly stops: readonly { readonly at: number; readonly colour: Colour }[]
}

export interface Paint<C = Colour> {
  readonly colour: C
  readonly opacity: number
}

export const isGradient = (colour: Colour | Gradient): colour is Gradient => 'stops' in colour

export interface Stroke extends Paint {
  readonly width: number
  readonly cap: 'butt' | 'round' | 'square'
  readonly join: 'miter' | 'round' | 'bevel'
  readonly miterLimit: number
  readonly dashes: readonly number[]
  readonly dashOffset: number
}

export interface Shape {
  readonly is: 'shape'
  readonly path: readonly Segment[]
  readonly evenOdd: boolean
  readonly fill?: Paint<Colour | Gradient>
  readonly stroke?: Stroke
  /** The stroke lies below the fill: halos of text. */
  readonly strokeFirst: boolean
}

export interface Picture {
  readonly is: 'picture'
  /** Where it stands, in CSS pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly pixels: Pixels
  /** A byte a pixel; absent where all is opaque. */
  readonly alpha?: Uint8Array
  /** Between its pixels colours pass into each other. */
  readonly smooth: boolean
}

/** Words that the shapes around them draw: they paint nothing, and let a reader select and search. */
export interface Words {
  readonly is: 'words'
  readonly lines: readonly string[]
  readonly box: Box
}

export type Part = Group | Shape | Picture | Words

export interface Group {
  readonly is: 'group'
  readonly transform?: Matrix
  readonly opacity: number
  readonly clips: readonly Clip[]
  readonly parts: readonly Part[]
}

export interface Clip {
  readonly path: readonly Segment[]
  readonly evenOdd: boolean
}

export interface Drawing {
  /** CSS pixels, 96 an inch */
  readonly width: number
  readonly height: number
  readonly root: Group
  /** What paths alone can't say, as words: `masks`, `filters`. The root is then incomplete. */
  readonly beyondPaths: readonly string[]
}
