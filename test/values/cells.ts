/**
 * Plays the session for the heap: boxes, marks, and cells in compiled form (`$$x.v`), run by vm.Script as the session runs them.
 * `over` opens a second session, as after a restart, with nothing of the first but what was stored.
 */
import { Script } from 'node:vm'
import type { Name, SnapshotId } from '../../runtime/brand.ts'
import { type Location, locationOf } from '../../runtime/location.ts'
import type { Heap, UnitCapture } from '../../runtime/values/heap.ts'
import { createHeap } from '../../runtime/values/live-heap.ts'
import { createReferenceTable } from '../../runtime/values/references.ts'

export class Cells {
  readonly boxes = new Map<Name, { v?: unknown }>()
  readonly marks = new Uint8Array(4096)
  readonly names: Name[] = []
  readonly references = createReferenceTable(specifier => import(specifier))
  readonly heap: Heap
  #runs = 0

  constructor(options: { readonly memory?: number; readonly firstMark?: number } = {}) {
    for (let i = 0; i < (options.firstMark ?? 0); i++) this.names.push(`unused${i}`)
    this.heap = createHeap({
      references: this.references,
      instantiate: (source, names) =>
        this.#script(
          `(function ($$0m, ${names.map(n => `$$${n}`)}) { "use strict"; const $$0rt = { import: () => 'imported' }; return (${source}\n) })`,
          names,
          'made',
        ),
      marks: { nameOf: mark => this.names[mark], of: name => this.mark(name) },
      ...options,
    })
  }

  box(name: Name): { v?: unknown } {
    let box = this.boxes.get(name)
    if (box === undefined) this.boxes.set(name, (box = {}))
    return box
  }

  mark(name: Name): number {
    if (!this.names.includes(name)) this.names.push(name)
    return this.names.indexOf(name)
  }

  #script(text: string, names: readonly Name[], file: string): unknown {
    const make = new Script(text, { filename: file }).runInThisContext() as (...args: readonly unknown[]) => unknown
    this.heap.learnScript(make, text)
    return make(this.marks, ...names.map(name => this.box(name)))
  }

  /** Runs statements in compiled form; `M(x)` in the text is the mark's number of `x`. */
  run(text: string): unknown {
    const names = [...new Set([...text.matchAll(/\$\$([a-zA-Z_]\w*)/g)].map(m => m[1] as string))]
    const code = text.replace(/M\((\w+)\)/g, (_, name: string) => String(this.mark(name)))
    return this.#script(
      `(function ($$0m, ${names.map(n => `$$${n}`)}) { "use strict"; ${code} })`,
      names,
      `cell:${++this.#runs}:test`,
    )
  }

  /** Captures these names as they are now. */
  capture(...names: readonly Name[]): readonly UnitCapture[] {
    return this.heap.capture(new Map(names.map(name => [locationOf('name', name), this.box(name).v])))
  }

  /** Puts a snapshot back and assigns what it gives; all members unless some are named. */
  restore(id: SnapshotId, ...names: readonly Name[]): void {
    const wanted = new Set<Location>(names.map(name => locationOf('name', name)))
    for (const [location, value] of this.heap.restore(id, wanted)) this.box(location.slice('name:'.length)).v = value
  }

  /** Stores the units and opens them in another session. */
  async over(units: readonly UnitCapture[]): Promise<Cells> {
    const other = new Cells({ firstMark: 7 })
    for (const unit of units) {
      await other.heap.load(unit.snapshot, [bytesOf(this.heap, unit.snapshot)])
      other.restore(unit.snapshot, ...unit.members.map(({ location }) => location.slice('name:'.length)))
    }
    return other
  }
}

export const bytesOf = (heap: Heap, id: SnapshotId): Uint8Array => {
  const encoded = heap.encode(id)
  if (encoded === undefined) throw new Error(`${id} is not storable`)
  return Buffer.concat(encoded.chunks)
}

export const only = <T>(items: readonly T[]): T => {
  if (items.length !== 1) throw new Error(`expected one, got ${items.length}`)
  return items[0] as T
}
