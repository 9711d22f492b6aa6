/** Who may run a batch that several processes want to: what a claim is refused for, and that a process which is gone holds nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { BatchStart } from '../../runtime/store/batches.ts'
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { open, temporaryFolder } from './opened.ts'

const batch = (id: string, given: object, sweep = 's'): BatchStart => ({
  ...{ id, notebook: '/n.ipynb', sweep, startedAt: Date.now(), explored: ['n'], environment: {} },
  given: { ...given },
})
const counts = { ran: 1, restored: 0, failed: 0, blocked: 0, savedMs: 0 }
const end = { outcome: 'ok', ms: 5, parameters: {}, records: {}, counts, runs: [] } as const
const bounds = { since: Date.now(), alone: false }

test('a point is claimed by one at a time, however its parameters are written down', () => {
  const { batches } = open().store
  expect(batches.claim(batch('a', { n: 1, k: { x: 1, y: 2 } }), bounds)).toEqual({ is: 'begun' })
  const same = batch('b', { k: { y: 2, x: 1 }, n: 1 }, 'other')
  expect(batches.claim(same, bounds)).toEqual({ is: 'held', by: process.pid })
  expect(batches.claim(batch('c', { n: 2 }), bounds)).toEqual({ is: 'begun' })
  expect(batches.claim(batch('d', { n: 3 }), { ...bounds, alone: true })).toMatchObject({ is: 'held' })
})

test('what the sweep has done since is not begun again; what it did before, or another sweep did, is', () => {
  const { batches } = open().store
  batches.begin(batch('a', { n: 1 }))
  batches.end('a', end)
  expect(batches.claim(batch('b', { n: 1 }), bounds)).toMatchObject({ is: 'done', batch: { id: 'a', outcome: 'ok' } })
  expect(batches.claim(batch('c', { n: 1 }, 'other'), bounds)).toEqual({ is: 'begun' })
  batches.end('c', { ...end, outcome: 'stopped' })
  expect(batches.claim(batch('d', { n: 1 }), { ...bounds, since: Date.now() + 60_000 })).toEqual({ is: 'begun' })
})

/** A process that has ended and stays in the system's table: its parent never asks how it ended. */
const zombie = async (): Promise<{ readonly pid: number; readonly born: string }> => {
  const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(said.toString())
  const fields = (): readonly string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  await vi.waitFor(() => expect(fields()[0]).toBe('Z'))
  return { pid, born: fields()[19]! }
}

test('a process that has ended holds nothing, though its parent has not noticed', async () => {
  const folder = temporaryFolder()
  const { batches } = open({ folder }).store
  batches.begin(batch('a', { n: 1 }))
  expect(batches.holder(batch('b', { n: 1 }))).toBe(process.pid)
  const { pid, born } = await zombie()
  const database = openSqlite(join(folder, 'index.db'))
  database.prepare('UPDATE batches SET process = ?, born = ?').run(pid, born)
  database.close()
  expect(batches.holder(batch('b', { n: 1 }))).toBe(undefined)
  expect(batches.begin(batch('b', { n: 1 }))).toEqual({ is: 'begun' })
})

test('a process holds nothing whose number another has been given since', () => {
  const folder = temporaryFolder()
  const { batches } = open({ folder }).store
  batches.claim(batch('a', { n: 1 }), bounds)
  const database = openSqlite(join(folder, 'index.db'))
  database.exec("UPDATE batches SET born = 'long ago'")
  database.close()
  expect(batches.claim(batch('b', { n: 1 }), bounds)).toEqual({ is: 'begun' })
  expect(batches.list({ id: 'a' })[0]?.outcome).toBe('lost')
})
