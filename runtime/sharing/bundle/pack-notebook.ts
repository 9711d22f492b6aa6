/**
 * Decides what goes into a notebook's bundle: the notebook, the runs that its cells show, the stored values they left, and of files what they read
 * and wrote, local modules, tsconfig, package.json and its lock. Only what lies in the project goes along; the rest is told.
 */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readTsconfig } from '../../analysis/tsconfig.ts'
import type { SnapshotId } from '../../brand.ts'
import { moduleVersion } from '../../executor/session/module-graph.ts'
import { ignoredByDefault } from '../../effects/files/ignored.ts'
import { keyOf, kindOf } from '../../location.ts'
import { missing } from '../../plan/mismatch.ts'
import type { StoreOnDisk } from '../../store/maintenance.ts'
import type { RunRecord, RunTrace } from '../../store/store.ts'
import type { Source } from './archive.ts'
import { BundleError } from './bundle-error.ts'
import { isSafePath, PART_BYTES } from './manifest.ts'
import { packFigure } from './portable-figure.ts'
import { isInside, packRun } from './portable-run.ts'

export interface PackRequest {
  /** Absolute. */
  readonly path: string
  /** Of the cells as they stand, each the run it shows. */
  readonly traces: readonly RunTrace[]
  readonly store: StoreOnDisk
  /** Leave out the files that cells read and none of them wrote. */
  readonly withoutData: boolean
  /** bytes, before compression; the largest values stay behind first. */
  readonly maxSize?: number
}

export interface Packing {
  /** Path of the notebook in the bundle. */
  readonly notebook: string
  readonly sources: readonly Source[]
  /** What a person should know: what stayed behind, and what follows from it. */
  readonly notes: readonly string[]
}

export const packNotebook = (request: PackRequest): Packing => {
  const { path, traces, store } = request
  const runs = traces.flatMap(trace => recordOf(trace, store) ?? [])
  const wanted = filesOf(request)
  const project = projectOf(path)
  const notes: string[] = []
  const inside = wanted.filter(file => {
    const fits = isInside(file, project) && isSafePath(relative(project, file).split(sep).join('/'))
    if (!fits)
      notes.push(
        `${file} stays behind: it lies outside ${project}, or where other programs keep their own. Where it is another, the cells that read it run again.`,
      )
    return fits
  })
  const root = commonFolder([path, ...inside])
  const values = valuesOf(runs, store)
  const packed = runs.map(run => ({ run, text: Buffer.from(packRun(run, root)) }))
  const taken = withinLimit({ files: inside, packed, values }, request.maxSize, notes)
  for (const run of runs) notes.push(...notesOn(run))
  // Values stand before the run that wrote them: whoever opens the bundle holds no more than those of one run.
  const sources = inside.map(file => fileSource(file, root))
  const unit = heldUnits(store)
  for (const { run, text } of packed) {
    for (const { snapshot } of run.writes)
      if (snapshot !== null && taken.delete(snapshot))
        sources.push({ is: 'unit', id: snapshot, chunks: () => [unit(snapshot)] })
    const tags = store.runs({ run: run.id, limit: 1, offset: 0 })[0]?.tags ?? []
    sources.push({ is: 'run', id: run.id, tags, chunks: () => [text] })
  }
  sources.push(...figuresOf(path, store))
  return { notebook: relative(root, path).split(sep).join('/'), sources, notes: [...new Set(notes)] }
}

/** All versions, oldest first, as they were added. */
const figuresOf = (path: string, { figures }: StoreOnDisk): readonly Source[] =>
  figures
    .list({ notebook: path })
    .toReversed()
    .flatMap(row => {
      const text = packFigure(row, figures)
      return text === undefined
        ? []
        : [{ is: 'figure', id: `${row.name} ${row.version}`, chunks: () => [Buffer.from(text)] }]
    })

const recordOf = (trace: RunTrace, store: StoreOnDisk): RunRecord | undefined => {
  const [details, events] = [store.details(trace.id), store.events(trace.id)]
  return details === undefined || events === undefined ? undefined : { ...trace, ...details, events }
}

const PACKAGE_FILES = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml']

/** Absolute, existing, each once; the notebook first. */
const filesOf = ({ path, traces, withoutData }: PackRequest): readonly string[] => {
  const folder = dirname(path)
  const written = new Set(traces.flatMap(({ writes }) => writes.map(({ location }) => location)))
  const touched = traces
    .flatMap(({ reads, writes }) => [...reads, ...writes])
    .flatMap(({ location }) => {
      if (kindOf(location) === 'module') return moduleVersion(keyOf(location)).files
      if (kindOf(location) !== 'file' || (withoutData && !written.has(location) && !isCode(keyOf(location)))) return []
      return [keyOf(location)]
    })
  const packages = foldersUp(folder).find(each => existsSync(join(each, 'package.json')))
  const lists = packages === undefined ? [] : PACKAGE_FILES.map(name => join(packages, name))
  const all = [path, ...touched, ...readTsconfig(folder).files, ...lists]
  // A link is a place of its own: what it leads to is packed where that was read.
  const isFile = (file: string) => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true
  return [...new Set(all)].filter(file => file === path || (!ignoredUnlessWritten(file, written) && isFile(file)))
}

const isCode = (path: string): boolean => /\.[mc]?[jt]sx?$/.test(path)

const ignoredUnlessWritten = (file: string, written: ReadonlySet<string>): boolean =>
  ignoredByDefault(file) && !written.has(`file:${file}`)

const foldersUp = (folder: string): readonly string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...foldersUp(dirname(folder))]

/** As a person sees it: the nearest folder with a package.json, a repository or a store. */
const projectOf = (path: string): string =>
  foldersUp(dirname(path)).find(folder =>
    ['package.json', '.git', '.cellar'].some(name => existsSync(join(folder, name))),
  ) ?? dirname(path)

const commonFolder = (paths: readonly string[]): string =>
  foldersUp(dirname(paths[0]!)).find(folder => paths.every(path => isInside(path, folder)))!

const fileSource = (path: string, root: string): Source => ({
  is: 'file',
  path: relative(root, path).split(sep).join('/'),
  chunks: () => chunksOf(path),
})

function* chunksOf(path: string): Generator<Uint8Array> {
  const descriptor = openSync(path, 'r')
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(PART_BYTES)
      const read = readSync(descriptor, chunk)
      if (read === 0) return
      yield chunk.subarray(0, read)
    }
  } finally {
    closeSync(descriptor)
  }
}

interface StoredValue {
  readonly id: SnapshotId
  readonly size: number
  readonly name: string
}

const valuesOf = (runs: readonly RunRecord[], store: StoreOnDisk): readonly StoredValue[] => {
  const values = new Map<SnapshotId, StoredValue>()
  for (const { location, snapshot, size } of runs.flatMap(run => run.writes))
    if (snapshot !== null && store.has(snapshot)) {
      const before = values.get(snapshot)
      values.set(snapshot, {
        id: snapshot,
        size: Math.max(size, before?.size ?? 0),
        name: before?.name ?? keyOf(location),
      })
    }
  return [...values.values()]
}

/** bytes of values that are kept between naming and writing them, which spares reading and verifying them twice */
const HELD_BYTES = 256 * 2 ** 20

const heldUnits = (store: StoreOnDisk): ((id: SnapshotId) => Uint8Array) => {
  const held = new Map<SnapshotId, Uint8Array>()
  let room = HELD_BYTES
  return id => {
    const bytes = held.get(id) ?? store.unit(id)
    if (bytes === undefined)
      throw new BundleError(`The value ${id} is damaged in the store. \`cellar verify\` says more.`)
    if (!held.has(id) && bytes.length <= room) {
      held.set(id, bytes)
      room -= bytes.length
    }
    return bytes
  }
}

/** Values can be computed again, so that they are what stays behind. */
const withinLimit = (
  of: {
    /** Paths. */
    readonly files: readonly string[]
    readonly packed: readonly { readonly text: Uint8Array }[]
    readonly values: readonly StoredValue[]
  },
  maxSize: number | undefined,
  notes: string[],
): Set<SnapshotId> => {
  if (maxSize === undefined) return new Set(of.values.map(({ id }) => id))
  const runBytes = of.packed.reduce((sum, { text }) => sum + text.length, 0)
  let left = maxSize - runBytes - of.files.reduce((sum, file) => sum + statSync(file).size, 0)
  if (left < 0)
    throw new BundleError(
      `Files and outputs alone are ${-left} bytes more than --max-size. Allow more, or leave out what was read with --without-data.`,
    )
  const taken = [...of.values]
    .sort((a, b) => a.size - b.size)
    .filter(({ size, name }) => {
      if (size > left) {
        notes.push(
          `The value of ${name} stays behind, as it is too large: it is computed again when something needs it.`,
        )
        return false
      }
      left -= size
      return true
    })
  return new Set(taken.map(({ id }) => id))
}

/** What may differ where the bundle is opened, so that a cell runs there. */
const notesOn = (run: RunRecord): readonly string[] =>
  run.reads.flatMap(({ location, version }) => {
    switch (kindOf(location)) {
      case 'env':
        return version === missing
          ? []
          : [`A cell reads the variable ${keyOf(location)}: where it is set otherwise, the cell runs again.`]
      case 'list':
        return isWholeListing(keyOf(location), run)
          ? []
          : [`A cell lists ${keyOf(location)}, of which only files that were read are packed: it runs again.`]
      default:
        return []
    }
  })

const isWholeListing = (folder: string, run: RunRecord): boolean => {
  if (!existsSync(folder)) return true
  const read = new Set(run.reads.map(({ location }) => location as string))
  return readdirSync(folder)
    .map(name => resolve(folder, name))
    .every(path => ignoredByDefault(path) || read.has(`file:${path}`))
}
