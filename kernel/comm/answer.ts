/**
 * Answers the questions of comm target `cellar` from the runtime's present state. Long answers come in pages of one `req`,
 * so that no message outgrows what a server's websocket passes on.
 */
import { cellId, runId } from '../../runtime/brand.ts'
import { NotebookOutputs } from '../../runtime/notebook/outputs.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { WholeRun } from '../../runtime/run/past-runs.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { RunRow } from '../../runtime/store/store.ts'
import type { AnswerMessage, FrontMessage, OutputView, Page, RunView, WholeRunView } from '../../runtime/view.ts'

/** Items (variables, or nodes and edges) a page: about 100 KB. */
const PAGE = 500

/** Figures a page, each with up to a hundred versions: at most 500 KB. */
const FIGURES = 25
/** Of a figure's content in one message; a websocket passes on 10 MB. */
const CHARACTERS = 1_000_000

/** A screen lists recent runs; `cellar runs` lists all. */
const NEWEST_RUNS = 2_000

export type Question = Extract<FrontMessage, { readonly req: string }>

type Answer = readonly AnswerMessage[]

/** Of the runtime's present state at once; what takes time to find out, later. */
export const answer = (question: Question, runtime: NotebookRuntime): Answer | Promise<Answer> => {
  const { req } = question
  switch (question.type) {
    case 'why':
      return [{ type: 'why', req, id: question.id, text: runtime.why(cellId(question.id)) }]
    case 'variables': {
      const all = runtime.variables()
      return pagesOf(all.length).map(page => ({ type: 'variables', req, variables: slice(all, page), ...page }))
    }
    case 'graph': {
      const { nodes, edges } = runtime.graph()
      return pagesOf(Math.max(nodes.length, edges.length)).map(page => ({
        type: 'graph',
        req,
        nodes: slice(nodes, page),
        edges: slice(edges, page),
        ...page,
      }))
    }
    case 'runs': {
      const cell = question.id === undefined ? {} : { cell: cellId(question.id) }
      const all = runtime.runs({ ...cell, limit: NEWEST_RUNS, offset: 0 }).map(viewOf)
      return pagesOf(all.length).map(page => ({ type: 'runs', req, runs: slice(all, page), ...page }))
    }
    case 'queue':
      return [{ type: 'queue', req, ...runtime.queue() }]
    case 'cancel':
      return [{ type: 'cancel', req, job: question.job, found: runtime.cancel(question.job) }]
    case 'prioritise': {
      const { type, job, priority } = question
      return [{ type, req, job, found: runtime.prioritise(job, priority) }]
    }
    case 'figures': {
      const all = runtime.figures.list()
      return pagesOf(all.length, FIGURES).map(page => ({
        type: 'figures',
        req,
        figures: slice(all, page, FIGURES),
        ...page,
      }))
    }
    case 'figure':
      return figureContent(question, runtime)
    case 'restore-figure': {
      const { type, name } = question
      return runtime.figures.restore(name, question.version).then(version => [{ type, req, name, version }])
    }
    case 'run': {
      const run = runtime.past.run(runId(question.run))
      if (run === undefined) throw new Error(`The store has run ${question.run} no more.`)
      return [{ type: 'run', req, run: wholeViewOf(run) }]
    }
    case 'outputs': {
      const events = runtime.events(runId(question.run)) ?? []
      return [{ type: 'outputs', req, outputs: outputsOf(events) }]
    }
    case 'tag': {
      const { run, tag, remove = false } = question
      return [{ type: 'tag', req, tags: runtime.past.tag(runId(run), { tag, remove }) }]
    }
    case 'clear': {
      const cell = question.id === undefined ? {} : { cell: cellId(question.id) }
      return [{ type: 'clear', req, ...runtime.clear({ ...cell, dryRun: question.dryRun }) }]
    }
    default:
      return answerAboutCode(question, runtime)
  }
}

type AboutCode = Extract<Question, { readonly type: 'diagnostics' | 'hover' | 'places' }>

/** The language service answers when it has time. */
const answerAboutCode = async (question: AboutCode, runtime: NotebookRuntime): Promise<Answer> => {
  const { req } = question
  const cell = cellId(question.id)
  switch (question.type) {
    case 'diagnostics':
      return [{ type: 'diagnostics', req, diagnostics: await runtime.diagnostics(cell) }]
    case 'hover': {
      const { code, offset } = question
      const found = await runtime.inspect({ cell, code, offset, detail: 0 })
      const markdown = found?.['text/markdown']
      return [{ type: 'hover', req, ...(typeof markdown === 'string' && { markdown }) }]
    }
    case 'places': {
      const found = await runtime.places({ cell, offset: question.offset })
      if (found === undefined) return [{ type: 'places', req, places: [] }]
      const places = found.places.map(({ cell: id, ...place }) => ({ id, ...place }))
      return [{ type: 'places', req, name: found.name, places }]
    }
    default:
      return question satisfies never
  }
}

const wholeViewOf = ({ row, details, events, why }: WholeRun): WholeRunView => ({
  ...viewOf(row),
  why,
  code: details.code,
  parameters: details.parameters,
  environment: details.environment,
  outputs: outputsOf(events),
})

const outputsOf = (events: readonly RunEvent[]): readonly OutputView[] => {
  const shown = new NotebookOutputs()
  const only = cellId('shown')
  for (const event of events) shown.record(only, event)
  return shown.outputs(only, 1)
}

const viewOf = ({ id, cell, outcome, startedAt, ms, where, tags }: RunRow): RunView => ({
  id,
  cell,
  outcome,
  startedAt,
  ms,
  where,
  tags,
})

/** The content in pages; what led to it in each, so that no page is another kind of message. */
const figureContent = async (
  { type, req, name, version, as }: Extract<Question, { readonly type: 'figure' }>,
  { figures }: NotebookRuntime,
): Promise<readonly AnswerMessage[]> => {
  const whole = await figures.content(name, version, as)
  return pagesOf(whole.content.length, CHARACTERS).map(page => {
    const content = whole.content.slice(page.page * CHARACTERS, (page.page + 1) * CHARACTERS)
    return { type, req, ...whole, content, ...page }
  })
}

/** There is always a first page. */
const pagesOf = (length: number, size = PAGE): readonly Page[] => {
  const pages = Math.max(1, Math.ceil(length / size))
  return Array.from({ length: pages }, (_, page) => ({ page, pages }))
}

const slice = <T>(items: readonly T[], { page }: Page, size = PAGE): readonly T[] =>
  items.slice(page * size, (page + 1) * size)
