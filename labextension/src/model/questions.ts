/**
 * Questions to the kernel and their answers, which may come in pages and in any order. A question is answered, refused with
 * the kernel's own words, or given up when the connection goes; it never waits on a connection that is gone.
 */
import type {
  AnswerMessage,
  ClearedView,
  DiagnosticView,
  FigureContentView,
  FigureType,
  FigureView,
  FrontMessage,
  GraphView,
  PlaceView,
  ProofView,
  QueueView,
  RunView,
  ShownView,
  TableRowsView,
  VariableView,
  WholeRunView,
} from '../../../runtime/view.ts'

type Pages<T extends string> = readonly Extract<AnswerMessage, { readonly type: T }>[]

interface Answers {
  readonly run: { readonly run: WholeRunView }
  readonly proofs: { readonly proofs: readonly ProofView[] }
  readonly diagnostics: { readonly diagnostics: readonly DiagnosticView[] }
  readonly table: TableRowsView
  readonly 'restore-figure': { readonly version: number }
  readonly queue: QueueView
  readonly clear: ClearedView
  readonly cancel: { readonly found: boolean }
  readonly prioritise: { readonly found: boolean }
  readonly hover: { readonly markdown?: string }
  readonly places: { readonly name?: string; readonly places: readonly PlaceView[] }
}
type Answered = keyof Answers

interface Open {
  readonly pages: AnswerMessage[]
  readonly done: (pages: readonly AnswerMessage[]) => void
  readonly failed: (error: Error) => void
}

export interface FigureQuestion {
  readonly name: string
  readonly version: number
  readonly as?: FigureType
}

export interface NamePlaces {
  readonly name: string
  readonly places: readonly PlaceView[]
}

class QuestionError extends Error {
  override readonly name = 'QuestionError'
}

export class Questions {
  readonly #send: (message: FrontMessage) => void
  readonly #open = new Map<string, Open>()
  #count = 0

  constructor(send: (message: FrontMessage) => void) {
    this.#send = send
  }

  async why(id: string): Promise<string> {
    const pages = (await this.#ask(req => ({ type: 'why', req, id }))) as Pages<'why'>
    return pages.map(page => ('text' in page ? page.text : '')).join('')
  }

  async graph(): Promise<GraphView> {
    const pages = (await this.#ask(req => ({ type: 'graph', req }))) as readonly GraphView[]
    return { nodes: pages.flatMap(page => page.nodes), edges: pages.flatMap(page => page.edges) }
  }

  async variables(): Promise<readonly VariableView[]> {
    const pages = await this.#ask(req => ({ type: 'variables', req }))
    return (pages as readonly { readonly variables: readonly VariableView[] }[]).flatMap(page => page.variables)
  }

  /** The newest runs of the notebook, or of one cell. */
  async runs(id?: string): Promise<readonly RunView[]> {
    const pages = await this.#ask(req => ({ type: 'runs', req, ...(id !== undefined && { id }) }))
    return (pages as readonly { readonly runs: readonly RunView[] }[]).flatMap(page => page.runs)
  }

  async run(run: string): Promise<WholeRunView> {
    return (await this.#one<'run'>(req => ({ type: 'run', req, run }))).run
  }

  /** What these runs showed, in any order. */
  async outputs(runs: readonly string[]): Promise<readonly ShownView[]> {
    const pages = await this.#ask(req => ({ type: 'outputs', req, runs }))
    return (pages as readonly { readonly shown: readonly ShownView[] }[]).flatMap(page => page.shown)
  }

  /** Of those of the cells that show a run which the kernel's store has. */
  async proofs(ids: readonly string[]): Promise<readonly ProofView[]> {
    return (await this.#one<'proofs'>(req => ({ type: 'proofs', req, ids }))).proofs
  }

  async tag(run: string, { tag, remove }: { readonly tag: string; readonly remove: boolean }): Promise<void> {
    await this.#ask(req => ({ type: 'tag', req, run, tag, remove }))
  }

  /** What is stored of the notebook, or of one cell, goes; with `dryRun`: would go. */
  async clear({ id, dryRun }: { readonly id?: string; readonly dryRun: boolean }): Promise<ClearedView> {
    return this.#one<'clear'>(req => ({ type: 'clear', req, ...(id !== undefined && { id }), dryRun }))
  }

  async diagnostics(id: string): Promise<readonly DiagnosticView[]> {
    return (await this.#one<'diagnostics'>(req => ({ type: 'diagnostics', req, id }))).diagnostics
  }

  /** Markdown about what stands at an offset of a cell's code; undefined where there is nothing to say. */
  async hover(at: {
    readonly id: string
    readonly code: string
    readonly offset: number
  }): Promise<string | undefined> {
    return (await this.#one<'hover'>(req => ({ type: 'hover', req, ...at }))).markdown
  }

  /** Everywhere that the notebook's name at an offset is written; undefined where there is no such name. */
  async places(at: { readonly id: string; readonly offset: number }): Promise<NamePlaces | undefined> {
    const { name, places } = await this.#one<'places'>(req => ({ type: 'places', req, ...at }))
    return name === undefined ? undefined : { name, places }
  }

  async queue(): Promise<QueueView> {
    return this.#one<'queue'>(req => ({ type: 'queue', req }))
  }

  /** False where the job had ended. */
  async cancel(job: string): Promise<boolean> {
    return (await this.#one<'cancel'>(req => ({ type: 'cancel', req, job }))).found
  }

  /** False where the job had ended. */
  async prioritise(job: string, priority: number): Promise<boolean> {
    return (await this.#one<'prioritise'>(req => ({ type: 'prioritise', req, job, priority }))).found
  }

  async figures(): Promise<readonly FigureView[]> {
    const pages = await this.#ask(req => ({ type: 'figures', req }))
    return (pages as readonly { readonly figures: readonly FigureView[] }[]).flatMap(page => page.figures)
  }

  /** One version's content, as it was shown or in a file type. */
  async figure({ name, version, as }: FigureQuestion): Promise<FigureContentView> {
    const pages = (await this.#ask(req => ({
      type: 'figure',
      req,
      name,
      version,
      ...(as && { as }),
    }))) as unknown as readonly FigureContentView[]
    const [first] = pages
    if (!first) throw new QuestionError('The kernel answered with nothing.')
    return { ...first, content: pages.map(page => page.content).join('') }
  }

  /** The beginning of a version that is a table. */
  async table({ name, version }: FigureQuestion): Promise<TableRowsView> {
    return this.#one<'table'>(req => ({ type: 'table', req, name, version }))
  }

  /** Gives the version that was made of it. */
  async restoreFigure({ name, version }: FigureQuestion): Promise<number> {
    return (await this.#one<'restore-figure'>(req => ({ type: 'restore-figure', req, name, version }))).version
  }

  heard(req: string, answer: AnswerMessage): void {
    const question = this.#open.get(req)
    if (!question) return
    if ('error' in answer) {
      this.#open.delete(req)
      question.failed(new QuestionError(answer.error))
      return
    }
    question.pages.push(answer)
    if (question.pages.length < ('pages' in answer ? answer.pages : 1)) return
    this.#open.delete(req)
    question.done(question.pages.toSorted((a, b) => pageOf(a) - pageOf(b)))
  }

  /** The connection is gone, and with it whoever would have answered. */
  giveUp(): void {
    for (const { failed } of this.#open.values()) failed(new QuestionError('The kernel is not connected.'))
    this.#open.clear()
  }

  /** An answer that has no pages. The kernel answers a question in its own kind. */
  async #one<T extends Answered>(question: (req: string) => FrontMessage): Promise<Answers[T]> {
    const [answer] = await this.#ask(question)
    return answer as unknown as Answers[T]
  }

  #ask(question: (req: string) => FrontMessage): Promise<readonly AnswerMessage[]> {
    const req = String(++this.#count)
    return new Promise((done, failed) => {
      this.#open.set(req, { pages: [], done, failed })
      this.#send(question(req))
    })
  }
}

const pageOf = (answer: AnswerMessage): number => ('page' in answer ? answer.page : 0)
