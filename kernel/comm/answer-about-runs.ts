/**
 * Answers questions of comm target `cellar` about runs: the list, one whole, what it showed, its tags, and the proofs that a notebook file
 * carries of them. What is shown of a run is bounded as it was on the page that ran it.
 */
import { cellId, runId } from '../../runtime/brand.ts'
import { NotebookOutputs } from '../../runtime/notebook/outputs.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { WholeRun } from '../../runtime/run/past-runs.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { shownProof } from '../../runtime/sharing/proof/prove.ts'
import type { RunRow } from '../../runtime/store/store.ts'
import type { AnswerMessage, FrontMessage, OutputView, RunView, WholeRunView } from '../../runtime/view.ts'
import { Budget } from '../publisher/budget.ts'
import { isPublished } from '../publisher/iopub-message.ts'
import { groupsBySize, pagesOf, slice } from './pages.ts'

/** A screen lists recent runs; `cellar runs` lists all. */
const NEWEST_RUNS = 2_000

export interface Asked {
  readonly runtime: NotebookRuntime
  /** Of the file; absent for a console, which proves nothing. */
  readonly notebookPath: string | undefined
}

type AboutRuns = Extract<FrontMessage, { readonly type: 'runs' | 'run' | 'outputs' | 'proofs' | 'tag' }>

export const answerAboutRuns = (question: AboutRuns, { runtime, notebookPath }: Asked): readonly AnswerMessage[] => {
  const { req } = question
  switch (question.type) {
    case 'runs': {
      const cell = question.id === undefined ? {} : { cell: cellId(question.id) }
      const all = runtime.runs({ ...cell, limit: NEWEST_RUNS, offset: 0 }).map(viewOf)
      return pagesOf(all.length).map(page => ({ type: 'runs', req, runs: slice(all, page), ...page }))
    }
    case 'run': {
      const run = runtime.past.run(runId(question.run))
      if (run === undefined) throw new Error(`The store has run ${question.run} no more.`)
      return [{ type: 'run', req, run: wholeViewOf(run) }]
    }
    case 'outputs': {
      const shown = question.runs.map(runId).map(run => {
        return { run, own: runtime.isOwn(run), outputs: outputsOnPage(runtime.events(run)) }
      })
      const groups = groupsBySize(shown, ({ outputs }) => JSON.stringify(outputs).length)
      return pagesOf(groups.length, 1).map(page => ({ type: 'outputs', req, shown: groups[page.page] ?? [], ...page }))
    }
    case 'proofs': {
      if (notebookPath === undefined) return [{ type: 'proofs', req, proofs: [] }]
      const proven = { runtime, path: notebookPath }
      const proofs = question.ids.flatMap(id => {
        const found = shownProof(cellId(id), run => outputsOnPage(runtime.events(run)), proven)
        return found === undefined ? [] : [{ id, run: found.run, proof: { ...found.proof } }]
      })
      return [{ type: 'proofs', req, proofs }]
    }
    case 'tag': {
      const { run, tag, remove = false } = question
      return [{ type: 'tag', req, tags: runtime.past.tag(runId(run), { tag, remove }) }]
    }
    default:
      return question satisfies never
  }
}

const wholeViewOf = ({ row, details, events, own, why }: WholeRun): WholeRunView => ({
  ...viewOf(row),
  why,
  code: details.code,
  parameters: details.parameters,
  environment: details.environment,
  own,
  outputs: outputsOf(events),
})

/** As much of it as a page is given. */
const outputsOnPage = (events: readonly RunEvent[] = []): readonly OutputView[] => {
  const budget = new Budget()
  return outputsOf(events.filter(isPublished).flatMap(event => budget.admit(event)))
}

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
