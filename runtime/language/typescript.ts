/**
 * The stock TypeScript compiler, loaded with `require`: Node's ESM loader would scan its nine megabytes for export
 * names first, which doubles the start. Only the language thread may import this file at run time.
 */
import { createRequire } from 'node:module'
import type ts from 'typescript'

export type TypeScript = typeof ts

export const loadTypeScript = (): TypeScript => createRequire(import.meta.url)('typescript') as TypeScript
