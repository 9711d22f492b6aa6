/**
 * Restores a bundle into a new folder: files, then values and runs into a store of that folder's own. It runs nothing, writes nothing that is
 * not verified, and leaves nothing behind when it refuses. A store that other notebooks use is not touched.
 */
import { closeSync, mkdirSync, openSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SnapshotId, snapshotId } from '../../brand.ts'
import type { StoreOnDisk } from '../../store/maintenance.ts'
import { openStore } from '../../store/open-store.ts'
import type { RunRecord, StoredUnit } from '../../store/store.ts'
import { readArchive } from './archive.ts'
import { BundleError } from './bundle-error.ts'
import { type BundleManifest, type Content, sizeOfContent } from './manifest.ts'
import { unpackFigure } from './portable-figure.ts'
import { unpackRun } from './portable-run.ts'
import { makeFolders } from '../../make-folders.ts'

export interface OpenRequest {
  readonly bundle: string
  /** Absolute; must be empty or not there. */
  readonly folder: string
  /** bytes, uncompressed */
  readonly maxSize?: number
}

export interface OpenedBundle {
  readonly manifest: BundleManifest
  readonly notebook: string
}

export const openBundle = async ({ bundle, folder, maxSize }: OpenRequest): Promise<OpenedBundle> => {
  const packed = statSync(bundle, { throwIfNoEntry: false })
  if (packed === undefined || !packed.isFile())
    throw new BundleError(`There is no bundle ${bundle}. Give the path of one.`)
  const wasThere = refuseUsed(folder)
  makeFolders(folder)
  const root = realpathSync(folder)
  const restoring = new Restoring(root)
  try {
    const manifest = await readArchive(bundle, {
      manifest: described => {
        refuseBomb(described, packed.size, maxSize)
        restoring.begin(described)
      },
      part: (content, bytes) => restoring.part(content, bytes),
      end: content => restoring.end(content),
    })
    restoring.finish()
    return { manifest, notebook: join(root, manifest.notebook) }
  } catch (error) {
    restoring.abandon()
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true })
    if (!wasThere) rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** Whether the folder, empty, was there before. */
const refuseUsed = (folder: string): boolean => {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return false
  if (stat.isDirectory() && readdirSync(folder).length === 0) return true
  throw new BundleError(`${folder} is there already and not empty. Name a new folder: nothing there is overwritten.`)
}

/** Larger bundles that claim to hold so many times their size are asked about. */
const PLAUSIBLE_RATIO = 100
const ALWAYS_FINE = 2 ** 30

const refuseBomb = (manifest: BundleManifest, packed: number, maxSize: number | undefined): void => {
  const size = manifest.contents.reduce((sum, content) => sum + sizeOfContent(content), 0)
  const most = maxSize ?? Math.max(ALWAYS_FINE, packed * PLAUSIBLE_RATIO)
  if (size > most)
    throw new BundleError(
      `The bundle would fill ${size} bytes, more than ${maxSize === undefined ? 'its own size makes likely' : 'allowed'}. ` +
        'Nothing was opened. If that is right, allow it with --max-size.',
    )
}

class Restoring {
  readonly #root: string
  #notebook = ''
  #file: number | undefined
  #parts: Uint8Array[] = []
  /** Values wait for the run that wrote them: the store takes both at once. */
  readonly #units = new Map<SnapshotId, StoredUnit>()
  #store: StoreOnDisk | undefined

  constructor(root: string) {
    this.#root = root
  }

  begin({ notebook }: BundleManifest): void {
    this.#notebook = join(this.#root, notebook)
    this.#store = openStore({ folder: join(this.#root, '.cellar') })
  }

  part(content: Content, bytes: Uint8Array): void {
    if (content.is !== 'file') this.#parts.push(bytes)
    else writeFileSync((this.#file ??= this.#create(content.path)), bytes)
  }

  end(content: Content): void {
    switch (content.is) {
      case 'file':
        closeSync(this.#file ?? this.#create(content.path))
        this.#file = undefined
        return
      case 'unit':
        this.#units.set(snapshotId(content.id), { id: snapshotId(content.id), chunks: this.#parts })
        break
      case 'figure':
        this.#store?.figures.add(unpackFigure(this.#text(), this.#notebook))
        break
      case 'run':
        this.#record(content.tags, this.#text())
        break
      default:
        content satisfies never
    }
    this.#parts = []
  }

  finish(): void {
    this.#store?.close()
  }

  abandon(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#store?.close()
  }

  /** Fails where something is: a bundle can't have us write through a link that it brought, or twice. */
  #create(path: string): number {
    const target = join(this.#root, path)
    mkdirSync(dirname(target), { recursive: true })
    return openSync(target, 'wx')
  }

  #text(): string {
    return Buffer.concat(this.#parts).toString()
  }

  #record(tags: readonly string[], text: string): void {
    const run: RunRecord = unpackRun(text, { root: this.#root, notebook: this.#notebook })
    const units = run.writes.flatMap(({ snapshot }) => (snapshot === null ? [] : (this.#units.get(snapshot) ?? [])))
    this.#store?.record(run, units)
    for (const { id } of units) this.#units.delete(id)
    for (const tag of tags) this.#store?.tag(run.id, tag)
  }
}
