/**
 * Answers the questions of comm target `cellar` from the runtime's present state. Long answers come in pages of one `req`,
 * so that no message outgrows what a server's websocket passes on.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { AnswerMessage, FrontMessage, Page } from '../../runtime/view.ts'

/** Items (variables, or nodes and edges) a page: about 100 KB. */
const PAGE = 500

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
    case 'runs':
      return [{ type: 'runs', req, error: 'This kernel lists no runs yet. The command line does: `cellar runs`.' }]
    default:
      return question satisfies never
  }
}

/** There is always a first page. */
const pagesOf = (length: number): readonly Page[] => {
  const pages = Math.max(1, Math.ceil(length / PAGE))
  return Array.from({ length: pages }, (_, page) => ({ page, pages }))
}

const slice = <T>(items: readonly T[], { page }: Page): readonly T[] => items.slice(page * PAGE, (page + 1) * PAGE)
