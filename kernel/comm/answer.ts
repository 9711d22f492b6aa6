/**
 * Answers the questions of comm target `cellar` from the runtime's present state. It changes nothing that was not asked for, and what can't be
 * answered throws the reason.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { AnswerMessage, FrontMessage } from '../../runtime/view.ts'
import { answerAboutRuns, type Asked } from './answer-about-runs.ts'
import { CHARACTERS, pagesOf, slice } from './pages.ts'

/** Figures a page, each with up to a hundred versions: at most 500 KB. */
const FIGURES = 25

export type Question = Extract<FrontMessage, { readonly req: string }>

type Answer = readonly AnswerMessage[]

/** Of the runtime's present state at once; what takes time to find out, later. */
export const answer = (question: Question, asked: Asked): Answer | Promise<Answer> => {
  const { runtime } = asked
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
    case 'table': {
      const { type, name, version } = question
      return [{ type, req, ...runtime.figures.table(name, version) }]
    }
    case 'restore-figure': {
      const { type, name } = question
      return runtime.figures.restore(name, question.version).then(version => [{ type, req, name, version }])
    }
    case 'clear': {
      const cell = question.id === undefined ? {} : { cell: cellId(question.id) }
      return [{ type: 'clear', req, ...runtime.clear({ ...cell, dryRun: question.dryRun }) }]
    }
    case 'diagnostics':
    case 'hover':
    case 'places':
      return answerAboutCode(question, runtime)
    default:
      return answerAboutRuns(question, asked)
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
