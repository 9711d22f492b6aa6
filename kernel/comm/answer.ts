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
    case 'variables':
      return inPages([runtime.variables()], ([variables], page) => ({ type: 'variables', req, variables, ...page }))
    case 'graph': {
      const graph = runtime.graph()
      return inPages([graph.nodes, graph.edges], ([nodes, edges], page) => ({
        type: 'graph',
        req,
        nodes,
        edges,
        ...page,
      }))
    }
    case 'runs':
      return [{ type: 'runs', req, error: 'This kernel lists no runs yet. The command line does: `cellar runs`.' }]
    default:
      return question satisfies never
  }
}

/** Slices the lists in step: page n holds the n-th slice of each. There is always a first page. */
const inPages = <Lists extends readonly (readonly unknown[])[]>(
  lists: readonly [...Lists],
  toMessage: (slices: Lists, page: Page) => AnswerMessage,
): readonly AnswerMessage[] => {
  const pages = Math.max(1, ...lists.map(list => Math.ceil(list.length / PAGE)))
  return Array.from({ length: pages }, (_, page) =>
    toMessage(lists.map(list => list.slice(page * PAGE, (page + 1) * PAGE)) as unknown as Lists, { page, pages }),
  )
}
