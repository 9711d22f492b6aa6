/** Cell options: the `//| key: value` lines a cell opens with (Quarto's form, YAML values). Spec §10. */
import type { FileOptions } from './file-options.ts'
import type { ResourceOptions } from './resource-options.ts'

export interface CellOptions extends FileOptions, ResourceOptions {
  readonly label?: string
  readonly run?: 'auto' | 'lazy' | 'manual'
  readonly cache?: 'off' | 'always'
  readonly after?: readonly string[]
  readonly strict?: boolean
  readonly ignoreCode?: boolean
  /** seconds */
  readonly timeout?: number
  readonly tags?: readonly string[]
  /** Known keys of spec §10 that a later part of the system reads: kept as parsed, validated there. */
  readonly other: Readonly<Record<string, unknown>>
}

export interface OptionWarning {
  readonly message: string
  /** 1-based line in the cell */
  readonly line: number
}
