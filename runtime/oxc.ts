/**
 * oxc's parser and transformer, loaded where they are first asked for: their libraries take 15 ms of a process, and most sessions and workers
 * have nothing for them to read. The one place that loads them.
 */
import { createRequire } from 'node:module'
import type * as Parser from 'oxc-parser'
import type * as Transformer from 'oxc-transform'

const load = createRequire(import.meta.url)

let parser: typeof Parser | undefined
let transformer: typeof Transformer | undefined

export const parseSync: typeof Parser.parseSync = (...args) => {
  parser ??= load('oxc-parser') as typeof Parser
  return parser.parseSync(...args)
}

export const transformSync: typeof Transformer.transformSync = (...args) => {
  transformer ??= load('oxc-transform') as typeof Transformer
  return transformer.transformSync(...args)
}

/** Ahead of hooks for modules: these need both, and on Node 20 nothing is to be loaded by `require` once they are there. */
export const loadOxc = (): void => {
  parseSync('a.js', '')
  transformSync('a.js', '')
}
