/** Which cells run, one after the other, by the kernel's newest word. */
import { describe, expect, it } from 'vitest'
import { type Job, Rerun } from '../../labextension/src/model/rerun.ts'
import { deferred } from '../../runtime/deferred.ts'

/** `onRun`: what happens while a cell runs, and how it ends where that isn't well. */
const open = (options: { readonly onRun?: (id: string) => unknown; readonly ahead?: boolean } = {}) => {
  const kernel = { todo: ['a', 'b', 'c'] as readonly string[], userRuns: false }
  const ran: string[] = []
  const shown: string[] = []
  const sent: string[] = []
  let turn: Promise<void> = Promise.resolve()
  const rerun: Rerun = new Rerun({
    execute: async (id, { force, ifDue }) => {
      sent.push(ifDue ? `${id} if in ${ifDue}` : id)
      // The kernel runs one after the other.
      const before = turn
      const { promise, resolve } = deferred<void>()
      turn = promise
      await before
      setTimeout(resolve)
      if (ifDue && !kernel.todo.includes(id)) return 'passed over'
      ran.push(force ? `${id}!` : id)
      kernel.todo = kernel.todo.filter(other => other !== id)
      await Promise.resolve()
      const end = options.onRun?.(id)
      return end === 'failed' || end === 'stopped' ? end : 'ok'
    },
    mayFollow: () => options.ahead ?? false,
    userIsRunning: () => kernel.userRuns,
    changed: () => {
      const { progress } = rerun
      shown.push(progress ? `${progress.done} ${progress.running ?? '-'} [${progress.waiting.join(' ')}]` : 'idle')
    },
  })
  const job: Job = { reason: 'asked', wanted: () => kernel.todo }
  return { kernel, ran, sent, shown, rerun, job }
}

describe('a rerun', () => {
  it('runs what is left in order, one at a time, and says how far it is', async () => {
    const { ran, shown, rerun, job } = open()
    await rerun.start(job)
    expect(ran).toEqual(['a', 'b', 'c'])
    expect(shown).toContain('0 a [b c]')
    expect(shown).toContain('2 c []')
    expect(shown.at(-1)).toBe('idle')
  })

  it('leaves out what an equal value or an edit made fresh meanwhile', async () => {
    const nb = open({ onRun: id => id === 'a' && (nb.kernel.todo = ['c']) })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'c'])
  })

  it('goes on after a cell that failed, and never runs a cell twice that stays to be run', async () => {
    const nb = open({
      onRun: id => {
        nb.kernel.todo = ['a', 'b'].filter(other => other !== id || id === 'a')
        return id === 'a' ? 'failed' : 'ok'
      },
    })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'b'])
  })

  it('ends when the user stops the kernel', async () => {
    const nb = open({ onRun: id => (id === 'b' ? 'stopped' : 'ok') })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'b'])
    expect(nb.rerun.progress).toBeUndefined()
  })

  it('ends after the running cell when it is stopped itself', async () => {
    const nb = open({ onRun: id => id === 'a' && nb.rerun.stop() })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a'])
  })

  it('stands back for the user’s own runs, and afterwards goes on by the newest word', async () => {
    const nb = open({ onRun: () => nb.ran.length === 1 && (nb.kernel.userRuns = true) })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a'])
    nb.kernel.userRuns = false
    nb.kernel.todo = ['a', 'c']
    nb.rerun.userExecuted()
    await nb.rerun.resume()
    expect(nb.ran).toEqual(['a', 'a', 'c'])
  })

  it('that was asked for is not cut short by an automatic one', async () => {
    const nb = open({
      onRun: id => id === 'a' && nb.rerun.start({ reason: 'auto', wanted: () => ['c'] }),
    })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'b', 'c'])
  })

  it('that is automatic gives way to one that is asked for', async () => {
    const nb = open({ onRun: id => id === 'c' && nb.rerun.start(nb.job) })
    await nb.rerun.start({ reason: 'auto', wanted: () => nb.kernel.todo.filter(id => id === 'c') })
    expect(nb.ran).toEqual(['c', 'a', 'b'])
  })

  it('can force cells that are fresh, each once', async () => {
    const { ran, rerun } = open()
    await rerun.start({ reason: 'asked', wanted: () => ['x', 'y'], force: true })
    expect(ran).toEqual(['x!', 'y!'])
  })
})

describe('runs sent ahead', () => {
  it('go out with the first, and run in order', async () => {
    const { ran, sent, rerun, job } = open({ ahead: true })
    const ended = rerun.start(job)
    expect(sent).toEqual(['a', 'b if in todo', 'c if in todo'])
    expect(rerun.progress).toMatchObject({ running: 'a', waiting: ['b', 'c'] })
    await ended
    expect(ran).toEqual(['a', 'b', 'c'])
  })

  it('run nothing that what ran before them made fresh', async () => {
    const nb = open({ ahead: true, onRun: id => id === 'a' && (nb.kernel.todo = ['c']) })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'c'])
    expect(nb.rerun.progress).toBeUndefined()
  })

  it('are sent anew when they were passed over and are to be run after all', async () => {
    const nb = open({
      ahead: true,
      onRun: id => {
        if (id === 'a') nb.kernel.todo = ['c']
        if (id === 'c') nb.kernel.todo = ['b']
      },
    })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a', 'c', 'b'])
  })

  it('stop when the user stops the kernel, and no more are sent', async () => {
    const nb = open({ ahead: true, onRun: id => (id === 'a' ? ((nb.kernel.todo = []), 'stopped') : 'ok') })
    await nb.rerun.start(nb.job)
    expect(nb.ran).toEqual(['a'])
    expect(nb.rerun.progress).toBeUndefined()
  })

  it('are never forced', async () => {
    const { sent, rerun } = open({ ahead: true })
    void rerun.start({ reason: 'asked', wanted: () => ['x', 'y'], force: true })
    expect(sent).toEqual(['x'])
  })

  it('behind a cell that the user sent are in the plan’s job when it starts, and not sent twice', async () => {
    const nb = open({ ahead: true })
    nb.rerun.follow(['b', 'c'])
    expect(nb.rerun.progress).toBeUndefined()
    await nb.rerun.start({ reason: 'auto', wanted: () => nb.kernel.todo.filter(id => id !== 'a') })
    expect(nb.sent).toEqual(['b if in plan', 'c if in plan'])
    expect(nb.ran).toEqual(['b', 'c'])
  })
})

it('a job that is started right after an idle resumption is run', async () => {
  const nb = open()
  void nb.rerun.resume()
  void nb.rerun.start(nb.job)
  await nb.rerun.resume()
  expect(nb.ran).toEqual(['a', 'b', 'c'])
})

it('nothing runs without a job', async () => {
  const { ran, rerun } = open()
  await rerun.resume()
  expect(ran).toEqual([])
})
