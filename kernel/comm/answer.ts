/**
 * Answers the questions of comm target `cellar` from the runtime's present state. Long answers come in pages of one `req`,
 * so that no message outgrows what a server's websocket passes on.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { RunRow } from '../../runtime/store/store.ts'
import type { AnswerMessage, FrontMessage, Page, RunView } from '../../runtime/view.ts'

/** Items (variables, or nodes and edges) a page: about 100 KB. */
const PAGE = 500

/** A screen lists recent runs; `cellar runs` lists all. */
const NEWEST_RUNS = 2_000

export type Question = Extract<FrontMessage, { readonly req: string }>

export const answer = (question: Question, runtime: NotebookRuntime): readonly AnswerMessage[] => {
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
    default:
      return question satisfies never
  }
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

/** There is always a first page. */
const pagesOf = (length: number): readonly Page[] => {
  const pages = Math.max(1, Math.ceil(length / PAGE))
  return Array.from({ length: pages }, (_, page) => ({ page, pages }))
}

const slice = <T>(items: readonly T[], { page }: Page): readonly T[] => items.slice(page * PAGE, (page + 1) * PAGE)
