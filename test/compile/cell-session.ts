/**
 * Plays the session for compiled cells: real boxes, real vm scripts, modules by import(). What cells print with `log` is
 * kept, and each run says which names it read and wrote.
 */
import { Script } from 'node:vm'
import { analyse } from '../../runtime/analysis/analyse.ts'
import type { Erasure } from '../../runtime/analysis/erasure.ts'
import { cellId, type Name } from '../../runtime/brand.ts'
import { compile } from '../../runtime/compile/compile.ts'
import type { CompiledCell } from '../../runtime/compile/compiled.ts'
import { helpers } from '../../runtime/compile/emitted-calls.ts'
import { importedBinding } from '../../runtime/compile/imported-binding.ts'
import type { Box, CellRuntime } from '../../runtime/compile/session-side.ts'
import { Boxes } from '../../runtime/executor/session/boxes.ts'
import { createReferenceTable } from '../../runtime/values/references.ts'

export interface Ran {
  readonly result: unknown
  readonly hasResult: boolean
  readonly error: unknown
  /** What it logged, as text. */
  readonly log: readonly string[]
  /** Names read before they were written. */
  readonly reads: readonly Name[]
  readonly writes: readonly Name[]
  readonly compiled: CompiledCell
}

export interface RunOptions {
  readonly shared?: readonly Name[]
  readonly erasure?: Erasure
  readonly modules?: Readonly<Record<string, object>>
}

const references = createReferenceTable(specifier => import(specifier))
const globals = new Set([...Object.getOwnPropertyNames(globalThis), 'require', 'log'])

export class CellSession {
  readonly boxes = new Boxes(name => globals.has(name))
  readonly #marks = new Map<Name, number>()
  readonly #defined = new Set<Name>()
  /** Names that functions of the cells so far mention. */
  readonly #shared = new Set<Name>()
  readonly #log: string[] = []

  readonly markOf = (name: Name): number => {
    let mark = this.#marks.get(name)
    if (mark === undefined) this.#marks.set(name, (mark = this.#marks.size))
    return mark
  }

  compile(source: string, options: RunOptions = {}): CompiledCell {
    const analysis = analyse(source, options.erasure)
    if (analysis.error) throw new SyntaxError(analysis.error.message)
    for (const name of analysis.defines.keys()) this.#defined.add(name)
    const shared = new Set([...this.#shared, ...(options.shared ?? [])])
    for (const name of [...analysis.deferredReads, ...analysis.deferredWrites]) this.#shared.add(name)
    const mentioned = [...analysis.reads, ...analysis.deferredReads, ...analysis.deferredWrites]
    return compile(source, analysis, {
      cell: cellId('cell'),
      title: 'Cell [1]',
      shared,
      notebookNames: new Set([...this.#defined, ...mentioned.filter(name => !globals.has(name))]),
      markOf: this.markOf,
      ...(options.erasure ? { erasure: options.erasure } : {}),
    })
  }

  value(name: Name): unknown {
    return this.boxes.of(name).v
  }

  has(name: Name): boolean {
    return this.boxes.of(name).has
  }

  async run(source: string, options: RunOptions = {}): Promise<Ran> {
    const compiled = this.compile(source, options)
    this.boxes.clearMarks()
    this.#log.length = 0
    let result: unknown
    let hasResult = false
    const runtime: CellRuntime = {
      result: value => {
        result = value
        hasResult = true
      },
      import: async (specifier, given) => {
        const module = options.modules?.[specifier]
        if (given) this.#log.push(`with ${JSON.stringify(given)}`)
        return module ?? (await import(specifier))
      },
      bind: (box, namespace, wanted) => {
        box.v = importedBinding(namespace as Readonly<Record<string, unknown>>, wanted)
      },
      suspend: () => undefined,
      resume: (_, value) => value,
      meta: import.meta,
      template: references.template,
      box: name => this.boxes.of(name),
      touch: (name, mark) => this.boxes.touch(name, mark),
      helpers,
    }
    let error: unknown
    const outer = Object.getOwnPropertyDescriptor(globalThis, 'log')
    Object.defineProperty(globalThis, 'log', {
      configurable: true,
      value: (...values: readonly unknown[]) => void this.#log.push(values.map(String).join(' ')),
    })
    try {
      const script = new Script(`(${compiled.code}\n)`, { filename: compiled.map.file })
      const cell = script.runInThisContext() as (...args: readonly unknown[]) => Promise<unknown>
      const boxes: Box[] = compiled.boxes.map(({ name, mark }) => this.boxes.register(name, mark))
      await cell(runtime, this.boxes.marks, ...boxes)
    } catch (thrown) {
      error = thrown
    } finally {
      if (outer) Object.defineProperty(globalThis, 'log', outer)
    }
    const touched = [...this.boxes.touched()]
    const names = (bit: number) => touched.flatMap(({ name, mark }) => (mark & bit ? [name] : [])).sort()
    return { result, hasResult, error, log: [...this.#log], reads: names(1), writes: names(2), compiled }
  }
}
