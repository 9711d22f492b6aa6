/**
 * What a running cell shows, as plain data: the one union that the session emits, the store keeps, a
 * replay repeats and the kernel publishes. It knows MIME types and nothing else of Jupyter.
 */
import type { FigureType } from '../view.ts'

export type MimeBundle = Readonly<Record<string, unknown>>

export type RunEvent =
  | { readonly type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'display'; readonly data: MimeBundle; readonly metadata: MimeBundle; readonly displayId?: string }
  | {
      readonly type: 'update-display'
      readonly data: MimeBundle
      readonly metadata: MimeBundle
      readonly displayId: string
    }
  | { readonly type: 'clear'; readonly wait: boolean }
  | { readonly type: 'result'; readonly data: MimeBundle; readonly metadata: MimeBundle }
  | { readonly type: 'error'; readonly name: string; readonly message: string; readonly traceback: readonly string[] }
  /** A figure that user code saves by hand (`saveFigure`), or all of a table whose beginning is shown: kept, not shown. */
  | { readonly type: 'figure'; readonly data: MimeBundle; readonly request: FigureRequest }
  /** Asks the front end for something beside the output: the pager, or the text of the next cell. */
  | { readonly type: 'payload'; readonly payload: Payload }
  /** What user code says on a comm (widgets). */
  | { readonly type: 'comm'; readonly comm: CommEvent }

export interface FigureRequest {
  readonly name?: string
  readonly types?: readonly FigureType[]
  /** pixels */
  readonly width?: number
  /** CSS */
  readonly style?: string
}

export type Payload =
  | { readonly source: 'page'; readonly data: MimeBundle; readonly start: number }
  | { readonly source: 'set_next_input'; readonly text: string; readonly replace: boolean }

export type CommEvent =
  | {
      readonly is: 'open'
      readonly commId: string
      readonly target: string
      readonly data: unknown
      readonly metadata: unknown
      readonly buffers: readonly Uint8Array[]
    }
  | {
      readonly is: 'message'
      readonly commId: string
      readonly data: unknown
      readonly metadata: unknown
      readonly buffers: readonly Uint8Array[]
    }
  | { readonly is: 'close'; readonly commId: string; readonly data: unknown; readonly metadata: unknown }

/** A question of user code to the person at the keyboard. */
export interface InputRequest {
  readonly prompt: string
  readonly password: boolean
}
