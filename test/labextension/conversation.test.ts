/** What the kernel says, as the extension takes it: messages, states, answers in pages. */
import { describe, expect, it } from 'vitest'
import { parseKernelMessage } from '../../labextension/src/model/kernel-message.ts'
import { modeIn, withMode } from '../../labextension/src/model/notebook-metadata.ts'
import { progressText } from '../../labextension/src/model/progress-text.ts'
import { Questions } from '../../labextension/src/model/questions.ts'
import { NotebookStates } from '../../labextension/src/model/states.ts'
import { expectedMs, from, runnable, upTo } from '../../labextension/src/model/todo-range.ts'
import type { CellView, FrontMessage, StateWord } from '../../runtime/view.ts'

const view = (id: string, state: StateWord, ms?: number): CellView => ({
  id,
  state,
  defines: [],
  reads: [],
  ...(ms !== undefined && { ms }),
})

describe('a message', () => {
  it('is told apart by its type, and what is none is passed over', () => {
    const states = { type: 'states', cells: [], todo: [], plan: [], rev: 1 }
    expect(parseKernelMessage(states)).toEqual({ is: 'states', states })
    expect(parseKernelMessage({ type: 'error', error: 'no' })).toEqual({ is: 'complaint', text: 'no' })
    expect(parseKernelMessage({ type: 'why', req: '1', id: 'a', text: '' })).toMatchObject({ is: 'answer', req: '1' })
    for (const nonsense of [null, 1, 'states', {}, { type: 'states', cells: {} }, { type: 'later' }])
      expect(parseKernelMessage(nonsense)).toBeUndefined()
  })
})

describe('states', () => {
  it('lay changes over what was known, until the connection is a new one', () => {
    const states = new NotebookStates()
    const cells = [view('a', 'fresh'), view('b', 'fresh')]
    states.apply({ type: 'states', cells, todo: [], plan: [], rev: 1 })
    const changed = states.apply({ type: 'states', cells: [view('b', 'stale')], todo: ['b'], plan: ['b'], rev: 2 })
    expect(changed).toEqual(['b'])
    expect([states.view('a')?.state, states.view('b')?.state]).toEqual(['fresh', 'stale'])
    expect([states.todo, states.plan]).toEqual([['b'], ['b']])
    states.clear()
    expect([states.known, states.view('a'), states.todo]).toEqual([false, undefined, []])
  })
})

describe('a question', () => {
  const open = () => {
    const sent: FrontMessage[] = []
    const questions = new Questions(message => sent.push(message))
    const req = (index: number): string => (sent[index] as { readonly req: string }).req
    return { questions, req }
  }

  it('is answered when its last page is there, in the order of the pages', async () => {
    const { questions, req } = open()
    const graph = questions.graph()
    const node = (id: string) => ({ id, title: id, state: 'fresh' as const })
    const page = (index: number, id: string) =>
      questions.heard(req(0), { type: 'graph', req: req(0), nodes: [node(id)], edges: [], page: index, pages: 2 })
    page(1, 'b')
    page(0, 'a')
    expect((await graph).nodes.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('gets its own answer, whichever comes first', async () => {
    const { questions, req } = open()
    const [first, second] = [questions.why('a'), questions.why('b')]
    questions.heard(req(1), { type: 'why', req: req(1), id: 'b', text: 'for b' })
    questions.heard(req(0), { type: 'why', req: req(0), id: 'a', text: 'for a' })
    expect(await Promise.all([first, second])).toEqual(['for a', 'for b'])
  })

  it('is refused in the kernel’s words, and given up with the connection', async () => {
    const { questions, req } = open()
    const refused = questions.variables()
    questions.heard(req(0), { type: 'variables', req: req(0), error: 'not yet' })
    await expect(refused).rejects.toThrow('not yet')
    const left = questions.graph()
    questions.giveUp()
    await expect(left).rejects.toThrow('not connected')
  })
})

describe('what is to be run', () => {
  const cells = { order: ['a', 'b', 'c', 'd'].map(id => ({ id, source: id === 'c' ? ' \n' : id })) }

  it('leaves out empty cells, which JupyterLab never sends', () => {
    expect(runnable(['a', 'c', 'd', 'gone'], cells)).toEqual(['a', 'd'])
  })

  it('down to a cell and from a cell includes the cell', () => {
    expect(upTo(['a', 'b', 'd'], 'b', cells)).toEqual(['a', 'b'])
    expect(upTo(['a'], 'gone', cells)).toEqual([])
    expect(from('b', cells)).toEqual(['b', 'c', 'd'])
    expect(from('gone', cells)).toEqual([])
  })

  it('is estimated from what it took before', () => {
    const views = new Map([view('a', 'stale', 1_500), view('b', 'new')].map(cell => [cell.id, cell]))
    const estimate = expectedMs(['a', 'b'], id => views.get(id))
    expect(progressText({ done: 1, running: 'a', waiting: ['b'] }, estimate)).toBe('2 of 3 · about 1.5 s')
    expect(
      progressText(
        { done: 1, running: undefined, waiting: ['b'] },
        expectedMs(['b'], id => views.get(id)),
      ),
    ).toBe('1 of 2')
  })
})

describe('the mode in a notebook', () => {
  it('is what the notebook says, whatever else is there', () => {
    expect(modeIn({ mode: 'lazy', other: 1 }, 'auto')).toBe('lazy')
    for (const nonsense of [undefined, null, 'lazy', { mode: 'fast' }]) expect(modeIn(nonsense, 'auto')).toBe('auto')
    expect(withMode({ mode: 'lazy', other: 1 }, 'auto')).toEqual({ mode: 'auto', other: 1 })
  })
})
