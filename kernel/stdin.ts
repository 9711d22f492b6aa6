/**
 * Questions of user code to the person at the client: one at a time, to the client whose execute request asks, answered on
 * the stdin channel. When that request ends, its open questions end with it; a late answer to them is dropped.
 */
import { type Deferred, deferred } from '../runtime/deferred.ts'
import type { InputRequest } from '../runtime/run/events.ts'
import type { MakeHeader, Message } from './message.ts'

interface Question {
  readonly asker: Message
  readonly input: InputRequest
  readonly answer: Deferred<string>
  /** msg_id of the input_request, once asked. */
  id?: string
}

class InputCancelled extends Error {
  override name = 'InputCancelled'
}

export class Stdin {
  readonly #makeHeader: MakeHeader
  readonly #send: (message: Message) => void
  #questions: Question[] = []

  constructor(makeHeader: MakeHeader, send: (message: Message) => void) {
    this.#makeHeader = makeHeader
    this.#send = send
  }

  ask(asker: Message, input: InputRequest): Promise<string> {
    const question: Question = { asker, input, answer: deferred() }
    this.#questions.push(question)
    this.#askFirst()
    return question.answer.promise
  }

  receive(message: Message): void {
    const [question] = this.#questions
    if (message.header.msg_type !== 'input_reply' || question?.id === undefined) return
    // jupyter_client sends no parent with its replies; where there is one, it must be this question's.
    if (message.parent && message.parent.msg_id !== question.id) return
    this.#questions.shift()
    const { value } = message.content
    question.answer.resolve(typeof value === 'string' ? value : '')
    this.#askFirst()
  }

  cancel(asker: Message): void {
    const cancelled = this.#questions.filter(question => question.asker === asker)
    this.#questions = this.#questions.filter(question => question.asker !== asker)
    for (const { answer } of cancelled)
      answer.reject(new InputCancelled('The cell ended before its question was answered.'))
    this.#askFirst()
  }

  #askFirst(): void {
    const [question] = this.#questions
    if (!question || question.id !== undefined) return
    const header = this.#makeHeader('input_request')
    question.id = header.msg_id
    this.#send({
      identities: question.asker.identities,
      header,
      parent: question.asker.header,
      metadata: {},
      content: { prompt: question.input.prompt, password: question.input.password },
      buffers: [],
    })
  }
}
