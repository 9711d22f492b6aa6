/**
 * execute_request: runs a cell through the runtime and says what came of it. The reply is made after the last output is with
 * ZeroMQ; a silent run shows, counts and remembers nothing; every failure reaches the client as one `error` and the reply.
 */
import { setImmediate } from 'node:timers/promises'
import { type CellId, cellId } from '../../runtime/brand.ts'
import type { InputRequest, Payload, RunEvent } from '../../runtime/run/events.ts'
import type { EvaluateResult, ExecuteResult, NotebookRuntime } from '../../runtime/runtime.ts'
import type { OpenComms } from '../comm/open-comms.ts'
import type { DocumentSource } from '../document/document-source.ts'
import type { History } from '../history/history.ts'
import type { Fields } from '../message.ts'
import { CellOutput } from '../publisher/cell-output.ts'
import { isPublished } from '../publisher/iopub-message.ts'
import type { Publisher } from '../publisher/publisher.ts'
import type { ShownCells } from '../publisher/shown-cells.ts'
import type { Reply, Request, Route } from '../request.ts'
import type { Stdin } from '../stdin.ts'
import { type ExecuteContent, parseExecute } from './execute-content.ts'
import { TypeErrorNotes } from './type-errors.ts'

export interface ExecuteParts {
  readonly runtime: NotebookRuntime
  readonly publisher: Publisher
  readonly comms: OpenComms
  readonly shown: ShownCells
  readonly documents: DocumentSource
  readonly history: History
  readonly stdin: Stdin
}

type CellError = NonNullable<ExecuteResult['error']>

export const executeRoute = (parts: ExecuteParts): Route => {
  let count = 0
  const notes = new TypeErrorNotes((cell, code) => parts.runtime.diagnostics(cell, code))
  const aborted = (): Reply => ({ content: { status: 'aborted', execution_count: count } })
  return {
    turn: () => 'in order',
    aborted,
    handle: (request, letOn) => {
      const content = parseExecute(request)
      if (isOffTheList(content, parts.runtime)) return aborted()
      if (content.storeHistory) count++
      notes.started()
      const show = (note: Fields) => parts.publisher.publish({ type: 'display_data', content: note }, request.header)
      const { code, cell } = content
      const ran = content.silent || cell === undefined ? undefined : { cell: cellId(cell), code, show }
      return execute({ ...parts, request, content, count, letOn }).finally(() => notes.ended(ran))
    },
  }
}

/** It was sent ahead, and what ran before it or an edit took it off the list. */
const isOffTheList = ({ cell, code, ifDue: list }: ExecuteContent, runtime: NotebookRuntime): boolean =>
  cell !== undefined && list !== undefined && !runtime.isDue(cellId(cell), { code, list })

interface Execution extends ExecuteParts {
  readonly request: Request
  readonly content: ExecuteContent
  readonly count: number
  readonly letOn: () => void
}

const execute = async (execution: Execution): Promise<Reply> => {
  const { request, content, count, runtime, documents, stdin, letOn } = execution
  const { code, silent } = content
  const started = new Date().toISOString()
  documents.beforeExecute(content.deletedCells.map(cellId))
  // A console names no cells: each input is a new one, which the runtime appends.
  const cell = silent ? undefined : cellId(content.cell ?? `console-input-${request.arrival}`)
  const screen = openScreen(execution, cell)
  try {
    const result = await runtime.execute({
      ...(cell !== undefined && { cell }),
      code,
      silent,
      force: content.force,
      onEvent: screen.onEvent,
      onAncestorEvent: screen.onAncestorEvent,
      onYield: letOn,
      ...(content.allowStdin && { onInput: (input: InputRequest) => stdin.ask(request, input) }),
    })
    if (cell !== undefined) documents.afterExecute(cell, { code, arrival: request.arrival })
    await screen.remembered
    const error = errorOf(result)
    if (error) screen.showError(error)
    const outcome = error
      ? { status: 'error', ename: error.name, evalue: error.message, traceback: error.traceback, user_expressions: {} }
      : { status: 'ok', user_expressions: await evaluate(content.userExpressions, runtime) }
    return {
      content: { ...outcome, execution_count: count, payload: screen.payloads },
      metadata: { started, dependencies_met: true, status: outcome.status, cellar: result.metadata },
      abortsQueue: error !== undefined && content.stopOnError,
    }
  } finally {
    stdin.cancel(request)
    screen.flush()
  }
}

/** Where the events of one execution go: the pages, the payloads of the reply, the history. */
const openScreen = (
  { publisher, comms, shown, history, request, content, count }: Execution,
  cell: CellId | undefined,
) => {
  const { code, silent, storeHistory } = content
  const output = new CellOutput({ publisher, comms, parent: request.header, executionCount: count })
  const ancestors = shown.replacer()
  const payloads: Fields[] = []
  let errorShown = false
  if (!silent) publisher.publish({ type: 'execute_input', content: { code, execution_count: count } }, request.header)
  // Written while the session works.
  const remembered = storeHistory ? setImmediate().then(() => history.add(count, code)) : Promise.resolve()
  if (cell !== undefined) shown.set(cell, output)

  const onEvent = (event: RunEvent) => {
    if (event.type === 'payload') payloads.push(payloadField(event.payload))
    else if (isPublished(event) && (!silent || event.type === 'comm')) output.show(event)
    if (event.type === 'error') errorShown = true
    if (event.type === 'result' && storeHistory)
      void remembered.then(() => history.setOutput(count, String(event.data['text/plain'] ?? '')))
  }
  return {
    payloads,
    remembered,
    onEvent,
    onAncestorEvent: ancestors.show,
    showError: (error: CellError) => {
      if (!errorShown) onEvent({ type: 'error', ...error })
    },
    flush: () => {
      ancestors.flush()
      output.flush()
    },
  }
}

const errorOf = ({ status, error }: ExecuteResult): CellError | undefined => {
  if (status === 'ok') return undefined
  const otherwise =
    status === 'interrupted'
      ? { name: 'Interrupted', message: 'The cell was interrupted.' }
      : { name: 'Error', message: 'The cell failed.' }
  return error ?? { ...otherwise, traceback: [`${otherwise.name}: ${otherwise.message}`] }
}

const payloadField = (payload: Payload): Fields => ({ ...payload })

const evaluate = async (expressions: Readonly<Record<string, string>>, runtime: NotebookRuntime): Promise<Fields> => {
  if (Object.keys(expressions).length === 0) return {}
  const results = await runtime.evaluate(expressions)
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, expressionField(result)]))
}

const expressionField = (result: EvaluateResult): Fields =>
  result.status === 'ok'
    ? { status: 'ok', data: result.data, metadata: result.metadata }
    : { status: 'error', ename: result.name, evalue: result.message, traceback: result.traceback }
