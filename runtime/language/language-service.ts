/**
 * The front's side of the language thread: starts it, asks it one question at a time, starts it again when it dies.
 * Never throws and never waits for ever: a question that is overtaken, takes too long or meets a crash is answered with
 * nothing, so an editor's request can't hold up the front.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { CellId } from '../brand.ts'
import type { CodeRequest, InspectRequest } from './code-request.ts'
import type { Completion, Diagnostic, Inspection, LanguageService, NameAt, NamePlaces } from './language.ts'
import { QuestionQueue, type Waiting } from './question-queue.ts'
import {
  type Answers,
  type FromThread,
  type Question,
  type ThreadData,
  type ToThread,
  threadVersion,
} from './thread-messages.ts'
import { UnsentDocument } from './unsent-document.ts'

export interface LanguageServiceOptions {
  /** The notebook's: cells resolve modules and find `tsconfig.json` from here. */
  readonly folder: string
  /** The bundled `language-thread.js`. */
  readonly program?: string
  /** Milliseconds; never: not before the first question. */
  readonly warmUpAfter?: number | 'never'
  /** Milliseconds that a person waits for an answer. */
  readonly patience?: number
  /** Milliseconds after which a thread that works on one question is taken for lost. */
  readonly lostAfter?: number
  /** Megabytes of the thread's heap. */
  readonly memory?: number
}

export const startLanguageService = (options: LanguageServiceOptions): LanguageService =>
  new ThreadedLanguageService(options)

/** The kernel's own start has the processors first. */
const defaultWarmUpAfter = 500
/** An editor has moved on by then; a first answer on a busy machine still comes. */
const defaultPatience = 5_000
/** Large type packages check in under 600 MB; beyond this the thread is the problem and is started anew. */
const defaultMemory = 2_048
/** The first check of a large package on a busy machine takes long and is worth finishing. */
const defaultLostAfter = 30_000
/** The document follows this long after an edit when nobody asks before. */
const settling = 250
/** A thread that dies this often without one answer is left alone until the document changes. */
const mostFruitlessStarts = 3

class ThreadedLanguageService implements LanguageService {
  readonly #options: LanguageServiceOptions
  readonly #queue = new QuestionQueue()
  readonly #document = new UnsentDocument()
  #thread: Worker | undefined
  #asked: { readonly waiting: Waiting; readonly number: number; readonly timer: NodeJS.Timeout } | undefined
  #number = 0
  #fruitlessStarts = 0
  #closed = false
  #later: NodeJS.Timeout | undefined

  constructor(options: LanguageServiceOptions) {
    this.#options = options
    if (options.warmUpAfter !== 'never') this.#soon(options.warmUpAfter ?? defaultWarmUpAfter)
  }

  setDocument(cells: readonly { readonly id: CellId; readonly source: string }[]): void {
    this.#document.set(cells)
    this.#fruitlessStarts = 0
    if (this.#thread !== undefined) this.#soon(settling)
  }

  complete(request: CodeRequest): Promise<Completion> {
    const nothing = { start: request.offset, end: request.offset, items: [] }
    return this.#ask({ type: 'complete', request }, nothing)
  }

  inspect(request: InspectRequest): Promise<Inspection | undefined> {
    return this.#ask({ type: 'inspect', request }, undefined)
  }

  diagnostics(cell: CellId): Promise<readonly Diagnostic[]> {
    return this.#ask({ type: 'diagnostics', cell }, [])
  }

  places(at: NameAt): Promise<NamePlaces | undefined> {
    return this.#ask({ type: 'places', at }, undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#later)
    this.#giveUpAsked()
    this.#queue.giveUpAll()
    await this.#thread?.terminate()
  }

  #ask<Q extends Question>(question: Q, nothing: Answers[Q['type']]): Promise<Answers[Q['type']]> {
    if (this.#closed) return Promise.resolve(nothing)
    return new Promise(resolve => {
      let isOver = false
      const settle = (answer: Answers[Q['type']]): void => {
        isOver = true
        clearTimeout(timer)
        resolve(answer)
      }
      // Nobody waits for diagnostics with a finger on a key.
      const patience = question.type === 'diagnostics' ? undefined : (this.#options.patience ?? defaultPatience)
      const timer = patience === undefined ? undefined : setTimeout(() => settle(nothing), patience)
      this.#queue.add({
        question,
        isOver: () => isOver,
        // The thread answers a question in its own kind (`thread-messages.ts`).
        answer: found => settle(found as Answers[Q['type']]),
        giveUp: () => settle(nothing),
      })
      this.#askNext()
    })
  }

  #askNext(): void {
    if (this.#asked !== undefined) return
    const waiting = this.#queue.next()
    if (waiting === undefined) return
    const thread = this.#running()
    if (thread === undefined) {
      waiting.giveUp()
      this.#askNext()
      return
    }
    const number = ++this.#number
    const timer = setTimeout(() => this.#lose(thread), this.#options.lostAfter ?? defaultLostAfter)
    this.#asked = { waiting, number, timer }
    this.#bringUpToDate(thread)
    thread.postMessage({ type: 'ask', number, question: waiting.question } satisfies ToThread)
  }

  #running(): Worker | undefined {
    if (this.#thread === undefined && !this.#closed && this.#fruitlessStarts < mostFruitlessStarts) this.#start()
    return this.#thread
  }

  #start(): void {
    const { folder, program, memory } = this.#options
    const thread = new Worker(program ?? fileURLToPath(new URL('./language-thread.js', import.meta.url)), {
      workerData: { version: threadVersion, folder } satisfies ThreadData,
      resourceLimits: { maxOldGenerationSizeMb: memory ?? defaultMemory },
    })
    this.#thread = thread
    this.#fruitlessStarts++
    this.#document.forgetSent()
    thread.on('message', (message: FromThread) => this.#hear(message))
    // Without a listener the front would die of it.
    thread.on('error', () => this.#lose(thread))
    thread.on('exit', () => this.#lose(thread))
    thread.unref()
  }

  #hear(message: FromThread): void {
    const asked = this.#asked
    if (asked === undefined || asked.number !== message.number) return
    clearTimeout(asked.timer)
    this.#asked = undefined
    if (message.type === 'answer') {
      this.#fruitlessStarts = 0
      asked.waiting.answer(message.answer)
    } else {
      asked.waiting.giveUp()
    }
    this.#askNext()
  }

  /** Crashed, or silent for too long: the question under way is given up, the next one gets a new thread. */
  #lose(thread: Worker): void {
    if (this.#thread !== thread) return
    this.#thread = undefined
    void thread.terminate()
    this.#giveUpAsked()
    this.#askNext()
  }

  #giveUpAsked(): void {
    const asked = this.#asked
    this.#asked = undefined
    clearTimeout(asked?.timer)
    asked?.waiting.giveUp()
  }

  #soon(ms: number): void {
    clearTimeout(this.#later)
    this.#later = setTimeout(() => {
      const thread = this.#running()
      if (thread !== undefined) this.#bringUpToDate(thread)
    }, ms)
    this.#later.unref()
  }

  #bringUpToDate(thread: Worker): void {
    const document = this.#document.take()
    if (document !== undefined) thread.postMessage(document)
  }
}
