/** Command cells, through the runtime as any client meets them: what they show, and that they are no part of the notebook. */
import { describe, expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { commandOf } from '../../runtime/notebook/commands.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { openRuntime } from '../support/notebook-folder.ts'

const cells = (sources: Readonly<Record<string, string>>) =>
  Object.entries(sources).map(([id, source]) => ({ id: cellId(id), source }))

const execute = async (runtime: NotebookRuntime, id: string, code: string) => {
  const events: RunEvent[] = []
  const result = await runtime.execute({ cell: cellId(id), code, onEvent: event => events.push(event) })
  const [display] = events.filter(event => event.type === 'display')
  return { result, events, data: display?.data ?? {} }
}

const notebook = { a: 'const n = 2', ask: '%status', b: '//| label: twice\nconst m = n * 2' }
const opened = async (): Promise<NotebookRuntime> => {
  const runtime = await openRuntime()
  runtime.setDocument(cells(notebook))
  return runtime
}

describe('a command', () => {
  it.each([
    ['%status', { name: 'status', argument: '' }],
    ['\n  %why  my cell \n', { name: 'why', argument: 'my cell' }],
    ['const a = 5\n%status', undefined],
    ['%status\n1', undefined],
    ['5 %status', undefined],
    ['%%html', undefined],
  ])('is a cell of one line that begins with %%: %j', (source, command) => {
    expect(commandOf(source)).toEqual(command)
  })

  it('%status lists every cell with its number, state and reason, as text and as a table', async () => {
    const runtime = await opened()
    const { result, data } = await execute(runtime, 'ask', '%status')
    expect(result).toMatchObject({ status: 'ok', metadata: { ran: false, state: 'fresh', restored: false } })
    expect(data['text/plain']).toBe(
      '1  new    const n = 2  Never run.\n2  fresh  %status\n3  new    twice        Never run.',
    )
    expect(data['text/html']).toMatch(/^<table>.*<td>3<\/td>.*>new<.*<code>twice<\/code>.*<\/table>$/)
  })

  it('%why explains the cell named by number, label or id, and without a name all that are not fresh', async () => {
    const runtime = await opened()
    for (const word of ['3', 'twice', 'b'])
      expect((await execute(runtime, 'ask', `%why ${word}`)).data['text/plain']).toBe(
        '[twice] is new. Never run. Running it runs [1] first.',
      )
    expect((await execute(runtime, 'ask', '%why')).data['text/plain']).toMatch(/^\[1\] is new.*\n\[twice\] is new/)
  })

  it('%graph draws cells and what flows between them, itself left out', async () => {
    const runtime = await opened()
    const { data } = await execute(runtime, 'ask', '%graph')
    expect(data['text/plain']).toBe('[1]      new\n[twice]  new  n ← [1]')
    expect(data['text/vnd.mermaid']).toMatch(
      /^flowchart TD\n {2}c0\["\[1\]"\]:::new\n {2}c1\["\[twice\]"\]:::new\n {2}c0 -->\|"n"\| c1\n/,
    )
  })

  it.each([
    ['%frobnicate', 'UnknownCommand', /no command %frobnicate.*%status.*%why \[CELL\].*%graph/],
    ['%constructor', 'UnknownCommand', /no command %constructor/],
    ['%status now', 'WrongUse', /takes no words/],
    ['%why 9', 'NoSuchCell', /No code cell "9".*1 or a.*%status lists all/],
  ])('%s is an error that says what there is', async (code, name, message) => {
    const runtime = await opened()
    const { result, events } = await execute(runtime, 'ask', code)
    expect(result).toMatchObject({ status: 'error', error: { name, message: expect.stringMatching(message) } })
    expect(events).toMatchObject([{ type: 'error', name }])
  })
})

describe('the notebook around a command', () => {
  const stateOf = (runtime: NotebookRuntime, id: string) => runtime.states().find(view => view.id === id)

  it('counts it as fresh from the start and has nothing of it to do', async () => {
    const runtime = await opened()
    expect(stateOf(runtime, 'ask')).toMatchObject({ state: 'fresh', defines: [], reads: [] })
    const todo: (readonly string[])[] = []
    runtime.subscribe(message => todo.push(message.todo))
    expect(todo).toEqual([['a', 'b']])
  })

  it('keeps the numbers of the cells below it', async () => {
    const runtime = await openRuntime()
    runtime.setDocument(cells({ ask: '%status', a: 'const n = 1' }))
    expect(runtime.why(cellId('a'))).toMatch(/^\[2\] is new/)
  })

  it('stays fresh when a cell becomes a command, and loses what that cell defined', async () => {
    const runtime = await openRuntime()
    runtime.setDocument(cells({ a: 'var n = 2', b: 'typeof n' }))
    const before = await execute(runtime, 'b', 'typeof n')
    expect(before.events.at(-1)).toMatchObject({ data: { 'text/plain': expect.stringContaining('number') } })
    await execute(runtime, 'a', '%status')
    expect(stateOf(runtime, 'a')?.state).toBe('fresh')
    expect(stateOf(runtime, 'b')?.state).toBe('stale')
    const after = await execute(runtime, 'b', 'typeof n')
    expect(after.events.at(-1)).toMatchObject({ data: { 'text/plain': expect.stringContaining('undefined') } })
  })

  it('is not joined by a silent command, nor by one of a console without ids', async () => {
    const runtime = await opened()
    const events: RunEvent[] = []
    await runtime.execute({ code: '%graph', silent: true, onEvent: event => events.push(event) })
    expect(events).toHaveLength(1)
    expect(runtime.states().map(view => view.id)).toEqual(['a', 'ask', 'b'])
    expect(runtime.isComplete('%why 3')).toEqual({ is: 'complete' })
  })
})
