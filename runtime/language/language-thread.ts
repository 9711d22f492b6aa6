/**
 * Entry of the language thread: keeps the document, answers one question after another, and between questions prepares
 * later answers step by step. It runs no user code and writes nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { CellId } from '../brand.ts'
import { NotebookTypes } from './notebook-types.ts'
import {
  type Answers,
  type FromThread,
  type Question,
  type ThreadData,
  type ToThread,
  threadVersion,
} from './thread-messages.ts'
import { loadTypeScript } from './typescript.ts'

const { version, folder } = workerData as ThreadData
const port = parentPort
if (port === null || version !== threadVersion) {
  throw new Error(`The language thread speaks version ${threadVersion}, its front ${version}: build both again.`)
}

const types = new NotebookTypes(loadTypeScript(), folder)
const sources = new Map<CellId, string>()
let idle: NodeJS.Timeout | undefined
let step: NodeJS.Immediate | undefined

const setDocument = (order: readonly CellId[], changed: ReadonlyMap<CellId, string>): void => {
  for (const [id, source] of changed) sources.set(id, source)
  const kept = new Set(order)
  for (const id of sources.keys()) if (!kept.has(id)) sources.delete(id)
  types.setDocument(order.map(id => ({ id, source: sources.get(id) ?? '' })))
}

const answer = (question: Question): Answers[Question['type']] => {
  switch (question.type) {
    case 'complete':
      return types.complete(question.request)
    case 'inspect':
      return types.inspect(question.request)
    case 'diagnostics':
      return types.diagnostics(question.cell)
    case 'places':
      return types.places(question.at)
    default:
      return question satisfies never
  }
}

/** One bad cell must not cost the others their answers: TypeScript may throw on code that nobody tried before. */
const fenced = <T>(work: () => T): { readonly value: T } | undefined => {
  try {
    return { value: work() }
  } catch {
    types.forget()
    return undefined
  }
}

/** Between two keystrokes of someone who types there is no time for anything else. */
const idleAfter = 50

/** Once nobody has asked for a while: step after step, with room for a message between two. */
const prepareWhenIdle = (): void => {
  clearTimeout(idle)
  clearImmediate(step)
  idle = setTimeout(prepare, idleAfter)
}

const prepare = (): void => {
  if (fenced(() => types.prepare())?.value === true) step = setImmediate(prepare)
}

port.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'document':
      fenced(() => setDocument(message.order, message.sources))
      break
    case 'ask': {
      const { number, question } = message
      const found = fenced(() => answer(question))
      port.postMessage(
        (found === undefined
          ? { type: 'failed', number }
          : { type: 'answer', number, answer: found.value }) satisfies FromThread,
      )
      break
    }
    default:
      message satisfies never
  }
  prepareWhenIdle()
})

prepareWhenIdle()
