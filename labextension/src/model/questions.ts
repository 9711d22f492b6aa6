/**
 * Questions to the kernel and their answers, which may come in pages and in any order. A question is answered, refused with
 * the kernel's own words, or given up when the connection goes; it never waits on a connection that is gone.
 */
import type { AnswerMessage, FrontMessage, GraphView, VariableView } from '../../../runtime/view.ts'

type Pages<T extends string> = readonly Extract<AnswerMessage, { readonly type: T }>[]

interface Open {
  readonly pages: AnswerMessage[]
  readonly done: (pages: readonly AnswerMessage[]) => void
  readonly failed: (error: Error) => void
}

export class QuestionError extends Error {
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

  #ask(question: (req: string) => FrontMessage): Promise<readonly AnswerMessage[]> {
    const req = String(++this.#count)
    return new Promise((done, failed) => {
      this.#open.set(req, { pages: [], done, failed })
      this.#send(question(req))
    })
  }
}

const pageOf = (answer: AnswerMessage): number => ('page' in answer ? answer.page : 0)
