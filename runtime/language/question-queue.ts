/**
 * Questions that wait for the language thread. A newer completion overtakes an older one, whose asker has typed on;
 * people's questions go before diagnostics. Bounded: what falls out is given up, which answers it with nothing.
 */
import type { Answers, Question } from './thread-messages.ts'

export interface Waiting {
  readonly question: Question
  /** Its asker has stopped waiting. */
  isOver(): boolean
  answer(found: Answers[Question['type']]): void
  giveUp(): void
}

/** People ask one thing at a time; more than this is a client gone wild. */
const mostInspections = 16
/** One a cell, for a notebook of a size that people scroll through. */
const mostDiagnostics = 2_000

export class QuestionQueue {
  readonly #waiting: { readonly [K in Question['type']]: Waiting[] } = {
    complete: [],
    places: [],
    inspect: [],
    diagnostics: [],
  }

  add(waiting: Waiting): void {
    const { type } = waiting.question
    const list = this.#waiting[type]
    list.push(waiting)
    if (list.length > most[type]) list.shift()?.giveUp()
  }

  /** The most urgent that somebody still waits for. */
  next(): Waiting | undefined {
    const { complete, places, inspect, diagnostics } = this.#waiting
    for (;;) {
      const first = complete.shift() ?? places.shift() ?? inspect.shift() ?? diagnostics.shift()
      if (first === undefined || !first.isOver()) return first
    }
  }

  giveUpAll(): void {
    for (let waiting = this.next(); waiting !== undefined; waiting = this.next()) waiting.giveUp()
  }
}

const most: Readonly<Record<Question['type'], number>> = {
  complete: 1,
  places: mostInspections,
  inspect: mostInspections,
  diagnostics: mostDiagnostics,
}
