/**
 * A NotebookRuntime without user code: a test says what executing a piece of code does, and reads back what the kernel
 * asked for. It plans nothing and keeps no values.
 */
import { type CellId, cellId, runId } from '../../runtime/brand.ts'
import { deferred } from '../../runtime/deferred.ts'
import type { CommEvent, RunEvent } from '../../runtime/run/events.ts'
import { PastRuns } from '../../runtime/run/past-runs.ts'
import type { StateReader } from '../../runtime/run/state-readers.ts'
import type { ExecuteRequest, ExecuteResult, NotebookRuntime } from '../../runtime/runtime.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import type { ReplyMetadata, StatesMessage } from '../../runtime/view.ts'

export type Behaviour = (request: ExecuteRequest) => unknown

type Late = Parameters<Parameters<NotebookRuntime['onLate']>[0]>[0]

const METADATA: ReplyMetadata = { ran: true, key: 'k', state: 'fresh', restored: false, ms: 1, where: 'session' }
export const STATES: StatesMessage = {
  type: 'states',
  cells: [{ id: 'a', state: 'new', defines: ['x'], reads: [] }],
  todo: ['a'],
  plan: [],
  rev: 1,
}

export class FakeRuntime implements NotebookRuntime {
  readonly calls: (readonly unknown[])[] = []
  readonly executed: ExecuteRequest[] = []
  readonly past = new PastRuns({ store: memoryStore(), notebook: '/nb.ipynb' })
  readonly #behaviours = new Map<string, Behaviour>()
  readonly listeners = new Set<() => void>()
  #states = STATES
  #late: (late: Late) => void = () => undefined
  #notice: (text: string) => void = () => undefined
  #stop = deferred<void>()
  /** Comm targets that user code registered. */
  readonly targets = new Set<string>()

  /** What executing exactly this code does, and what of the result is not a plain ok. Other code prints itself to stdout. */
  on(code: string, behaviour: Behaviour): this {
    this.#behaviours.set(code, behaviour)
    return this
  }

  async execute(request: ExecuteRequest): Promise<ExecuteResult> {
    this.executed.push(request)
    const echo: Behaviour = r => r.onEvent({ type: 'stream', name: 'stdout', text: `${r.code}\n` })
    const done = await (this.#behaviours.get(request.code) ?? echo)(request)
    return { status: 'ok', metadata: METADATA, ...(done as Partial<ExecuteResult> | undefined) }
  }

  /** Sources that are due. */
  readonly due = new Set<string>()

  isDue(_cell: CellId, { code }: Parameters<NotebookRuntime['isDue']>[1]): boolean {
    return this.due.has(code)
  }

  /** Resolves at the next interrupt. */
  get interrupted(): Promise<void> {
    return this.#stop.promise
  }

  async interrupt(): Promise<void> {
    this.calls.push(['interrupt'])
    this.#stop.resolve()
    this.#stop = deferred()
  }

  queue() {
    return { jobs: [], workers: [], waitingForRoom: 0 }
  }

  cancel(job: string): boolean {
    this.calls.push(['cancel', job])
    return false
  }

  prioritise(job: string, priority: number): boolean {
    this.calls.push(['prioritise', job, priority])
    return true
  }

  clear(query: Parameters<NotebookRuntime['clear']>[0]) {
    this.calls.push(['clear', query])
    return { runs: 0, tagged: 0, bytes: 0 }
  }

  setDocument(cells: Parameters<NotebookRuntime['setDocument']>[0], mode?: 'auto' | 'lazy'): void {
    this.calls.push(['setDocument', cells, mode])
  }

  readStoreAgain(): void {}

  setParameters(values: Parameters<NotebookRuntime['setParameters']>[0]): void {
    this.calls.push(['setParameters', values])
  }

  edit(cell: CellId, source: string): void {
    this.calls.push(['edit', cell, source])
  }

  remove(cells: readonly CellId[]): void {
    this.calls.push(['remove', cells])
  }

  readStates(changed: () => void): StateReader {
    this.listeners.add(changed)
    return { take: () => this.#states, close: () => this.listeners.delete(changed) }
  }

  subscribe(listener: (message: StatesMessage) => void): () => void {
    const reader = this.readStates(() => listener(reader.take()))
    listener(reader.take())
    return () => reader.close()
  }

  changeStates(rev: number): void {
    this.#states = { ...STATES, rev }
    for (const changed of this.listeners) changed()
  }

  onLate(listener: (late: Late) => void): void {
    this.#late = listener
  }

  sayLate(late: Late): void {
    this.#late(late)
  }

  onNotice(listener: (text: string) => void): void {
    this.#notice = listener
  }

  sayNotice(text: string): void {
    this.#notice(text)
  }

  async complete({
    code,
    offset,
  }: Parameters<NotebookRuntime['complete']>[0]): ReturnType<NotebookRuntime['complete']> {
    this.calls.push(['complete', offset])
    return {
      start: offset - 1,
      end: offset,
      items: [{ text: code.slice(offset - 1, offset) + 'ed', kind: 'method', signature: '(): void' }],
    }
  }

  async inspect({ offset, detail }: Parameters<NotebookRuntime['inspect']>[0]): ReturnType<NotebookRuntime['inspect']> {
    return offset === 0 ? undefined : { 'text/plain': `detail ${detail}` }
  }

  isComplete(code: string): ReturnType<NotebookRuntime['isComplete']> {
    return code.endsWith('{')
      ? { is: 'incomplete', indent: '  ' }
      : code.endsWith('}}')
        ? { is: 'invalid' }
        : { is: 'complete' }
  }

  async diagnostics(): ReturnType<NotebookRuntime['diagnostics']> {
    return []
  }

  async places({ cell }: Parameters<NotebookRuntime['places']>[0]): ReturnType<NotebookRuntime['places']> {
    return { name: 'x', places: [{ cell, start: 6, end: 7, declares: true, before: '', after: '' }] }
  }

  async evaluate(expressions: Readonly<Record<string, string>>): ReturnType<NotebookRuntime['evaluate']> {
    const evaluated = ([name, text]: [string, string]) =>
      text === 'bad'
        ? ([name, { status: 'error', name: 'ReferenceError', message: 'bad is not defined', traceback: [] }] as const)
        : ([name, { status: 'ok', data: { 'text/plain': text }, metadata: {} }] as const)
    return Object.fromEntries(Object.entries(expressions).map(evaluated))
  }

  async comm(event: CommEvent, { onEvent }: { readonly onEvent: (event: RunEvent) => void }): Promise<boolean> {
    this.calls.push(['comm', event])
    if (event.is === 'open' && !this.targets.has(event.target)) return false
    if (event.is === 'message')
      onEvent({
        type: 'comm',
        comm: { is: 'message', commId: event.commId, data: { echo: event.data }, metadata: {}, buffers: event.buffers },
      })
    return true
  }

  states(): ReturnType<NotebookRuntime['states']> {
    return STATES.cells
  }

  state(id: CellId): ReturnType<NotebookRuntime['state']> {
    return STATES.cells.find(view => view.id === id)!
  }

  graph(): ReturnType<NotebookRuntime['graph']> {
    return { nodes: [{ id: 'a', title: 'a', state: 'new' }], edges: [] }
  }

  variables(): ReturnType<NotebookRuntime['variables']> {
    return Array.from({ length: 1_200 }, (_, n) => ({
      name: `v${n}`,
      definedIn: 'a',
      usedBy: [],
      type: 'number',
      preview: `${n}`,
    }))
  }

  runs({ limit }: Parameters<NotebookRuntime['runs']>[0]): ReturnType<NotebookRuntime['runs']> {
    const run = (n: number) => ({ id: runId(`r${n}`), notebook: '/nb.ipynb', key: 'k', startedAt: n, ms: 1, tags: [] })
    return Array.from({ length: 600 }, (_, n) => ({
      ...run(n),
      cell: cellId('a'),
      outcome: 'ok' as const,
      where: 'session' as const,
    })).slice(0, limit)
  }

  isOwn(): boolean {
    return false
  }

  events(): ReturnType<NotebookRuntime['events']> {
    return []
  }

  trace(): ReturnType<NotebookRuntime['trace']> {
    return undefined
  }

  why(cell: CellId): string {
    if (cell !== 'a') throw new Error(`There is no cell ${cell}.`)
    return 'because it is new'
  }

  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    return work(async () => {})
  }

  /** One figure, whose content is two and a half million characters. */
  readonly figures: NotebookRuntime['figures'] = {
    list: () => [
      {
        name: 'fig-1',
        cell: 'a',
        versions: [{ version: 1, hash: 'h', run: 'r1', at: 1, mime: 'image/svg+xml', size: 2_500_000, tags: [] }],
      },
    ],
    content: async (name, version, as) => {
      if (name !== 'fig-1') throw new Error(`There is no figure ${name}.`)
      const origin = { code: 'plot()', inputs: [], parameters: {} }
      const content = 'x'.repeat(2_500_000)
      return { name, version, mime: `as ${as ?? 'shown'}`, encoding: 'utf8', content, notes: [], origin }
    },
    table: () => ({ columns: ['a'], rows: [['1']], more: false }),
    restore: async (_, version) => version + 1,
    along: () => {},
    onSaved: () => {},
    standing: undefined,
    settled: async () => {},
  }

  async usage(): ReturnType<NotebookRuntime['usage']> {
    return { pid: 42, cpu: 12.5, memory: 1024 }
  }

  async drained(): Promise<void> {}

  async pending(): Promise<readonly CellId[]> {
    return []
  }

  restsOn(): undefined {
    return undefined
  }

  async mendFiles(): Promise<readonly CellId[]> {
    return []
  }

  async close(): Promise<void> {
    this.calls.push(['close'])
  }
}
