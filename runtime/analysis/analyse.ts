/**
 * Says of one cell what its source alone tells: names, reads, hash, options. Pure and remembered by source; a cell that
 * doesn't parse is an Analysis too, with the place of the problem and what the cell seems to define.
 */
import { createHash } from 'node:crypto'
import { type SourceHash, sourceHash } from '../brand.ts'
import { type Analysis, moduleInstances } from './analysis.ts'
import { brokenDefinitions } from './broken-definitions.ts'
import { definitionsOf, mergedEnums } from './definitions.ts'
import { dissect, type Dissection } from './dissect.ts'
import { defaultErasure, type Erasure } from './erasure.ts'
import { emitHelpers } from './erase-slowly.ts'
import { loadedModules } from './loaded-modules.ts'
import { normalHash } from './normal-hash.ts'
import type { CellOptions } from './options.ts'
import { parseOptions } from './parse-options.ts'
import { mentionedProperties } from './properties.ts'
import { RecentlyUsed } from './recently-used.ts'
import { eachChild, isFunction, type Node, type Program } from './syntax-tree.ts'
import { disposalContext, helperObject } from './using-block.ts'

/** Twice the cells of a very large notebook; an Analysis is a few kilobytes. */
const keptAnalyses = 20_000
const known = new RecentlyUsed<Analysis>(keptAnalyses)

export const analyse = (source: string, erasure: Erasure = defaultErasure): Analysis =>
  known.get(`${JSON.stringify(erasure)}\n${source}`, () => {
    const { options, warnings } = parseOptions(source)
    const cell = dissect(source, erasure)
    const code = cell.is === 'ok' ? describe(cell) : unparsed(source, erasure)
    const error = cell.is === 'ok' ? {} : { error: cell.problem }
    return { ...code, ...error, hash: withProduced(code.hash, options), options, optionWarnings: warnings }
  })

/** The same code that promises other files may end otherwise. */
const withProduced = (hash: SourceHash, { produces }: CellOptions): SourceHash =>
  produces === undefined
    ? hash
    : sourceHash(
        createHash('sha256')
          .update(`${hash}\0${JSON.stringify([...produces].sort())}`)
          .digest('hex'),
      )

type OfCode = Omit<Analysis, 'options' | 'optionWarnings' | 'error'>

const unparsed = (source: string, erasure: Erasure): OfCode => ({
  status: 'syntax-error',
  hash: sourceHash(createHash('sha256').update(`not code\n${source}`).digest('hex')),
  defines: brokenDefinitions(source, erasure),
  reads: new Set(),
  deferredReads: new Set(),
  deferredWrites: new Set(),
  properties: { names: new Set(), computed: false, enumerates: false },
  imports: [],
  packages: new Set(),
  awaits: false,
  barrier: false,
})

const describe = ({ program, scopes }: Dissection): OfCode => {
  const reads = new Set<string>()
  const deferredReads = new Set<string>()
  const deferredWrites = new Set<string>()
  const own = new Set<string>()
  for (const { name, kind } of scopes.top.values()) if (kind === 'import' || kind === 'function') own.add(name)
  const merged = mergedEnums(program)
  const hidden = disposalContext(program)
  let barrier = false
  for (const { identifier, access, binding, deferred } of scopes.references) {
    const { name } = identifier
    if ((binding ? !binding.top : isOurs(name)) || name === hidden || merged.has(identifier)) continue
    if (!binding && (name === 'eval' || name === 'Function')) barrier = true
    if (access === 'read' || access === 'update') {
      if (deferred) deferredReads.add(name)
      else if (!own.has(name)) reads.add(name)
    }
    // A `var` may stand where it isn't reached.
    if (access === 'declare' && binding && binding.kind !== 'var') own.add(name)
    if (deferred && access !== 'read') deferredWrites.add(name)
  }
  const { localNow, localDeferred, packages } = loadedModules(program)
  if (localNow) reads.add(moduleInstances)
  if (localDeferred) deferredReads.add(moduleInstances)
  return {
    status: 'ok',
    hash: sourceHash(normalHash(program, scopes)),
    defines: definitionsOf(program, scopes),
    reads,
    deferredReads,
    deferredWrites,
    properties: mentionedProperties(program),
    imports: importsOf(program),
    packages,
    awaits: program.body.some(awaitsHere),
    barrier,
  }
}

/** Names that only erased syntax brings in, and the one that nobody can define. */
const isOurs = (name: string): boolean => name === helperObject || name === 'undefined' || emitHelpers.has(name)

const importsOf = (program: Program): Analysis['imports'] =>
  program.body.flatMap(statement =>
    statement.type === 'ImportDeclaration'
      ? [{ specifier: String(statement.source.value), names: statement.specifiers.map(({ local }) => local.name) }]
      : [],
  )

/** Outside of the functions in it. */
export const awaitsHere = (node: Node): boolean => {
  if (isFunction(node)) return false
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return true
  let found = false
  eachChild(node, child => {
    found ||= awaitsHere(child)
  })
  return found
}
