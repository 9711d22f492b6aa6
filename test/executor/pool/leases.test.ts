/** The machine's cores and memory among processes: real SQLite, real processes that die. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Admission } from '../../../runtime/executor/pool/admission.ts'
import { openLeases } from '../../../runtime/executor/pool/leases.ts'

const machine = { cores: 2, memory: 1_000 }

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'cellar-leases-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

it('neither cores nor memory are given twice, whoever asks', () => {
  const shared = folder()
  const [mine, theirs] = [openLeases(shared, machine), openLeases(shared, machine)]
  const first = mine.take({ cores: 1, memory: 600 })!
  expect(theirs.take({ cores: 2, memory: 0 })).toBeUndefined()
  expect(theirs.take({ cores: 1, memory: 600 })).toBeUndefined()
  expect(theirs.take({ cores: 1, memory: 400 })).toBeDefined()
  expect(mine.take({ cores: 1, memory: 0 })).toBeUndefined()
  mine.release(first)
  expect(mine.take({ cores: 1, memory: 0 })).toBeDefined()
})

it('a need beyond the machine counts as all of it', () => {
  const leases = openLeases(folder(), machine)
  const all = leases.take({ cores: Number.POSITIVE_INFINITY, memory: 5_000 })!
  expect(leases.take({ cores: 1, memory: 0 })).toBeUndefined()
  leases.release(all)
  expect(leases.take({ cores: 1, memory: 0 })).toBeDefined()
})

it('the leases of a process that was killed are free again', async () => {
  const shared = folder()
  const leases = openLeases(shared, machine)
  const other = spawn(
    process.execPath,
    [
      '-e',
      `const db = new (require('better-sqlite3'))(${JSON.stringify(join(shared, 'leases-1.db'))})
const stat = process.platform === 'linux' ? require('fs').readFileSync('/proc/self/stat', 'utf8') : ''
const born = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
db.prepare('INSERT INTO leases (pid, born, cores, memory) VALUES (?, ?, 2, 0)').run(process.pid, born)
console.log('taken'); setInterval(() => {}, 1000)`,
    ],
    { cwd: resolve(import.meta.dirname, '../../..'), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(other.stdout, 'data')
  expect(leases.take({ cores: 1, memory: 0 })).toBeUndefined()
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(leases.take({ cores: 2, memory: 0 })).toBeDefined()
})

it('waiting jobs begin by priority, then in the order they came; one that is aborted leaves the line', async () => {
  const admission = new Admission(openLeases(folder(), machine))
  onTestFinished(() => admission.close())
  const need = { cores: 2, memory: 0 }
  const all = await admission.admit({ ...need, priority: 0 })
  const began: string[] = []
  const wait = (name: string, priority: number, signal?: AbortSignal) =>
    admission.admit({ ...need, priority, ...(signal && { signal }) }).then(admitted => {
      began.push(name)
      admitted.release()
    })
  const stop = new AbortController()
  const gone = wait('gone', 9, stop.signal)
  const others = [wait('low', 0), wait('high', 5), wait('second', 0)]
  stop.abort()
  await expect(gone).rejects.toThrow()
  all.release()
  await Promise.all(others)
  expect(began).toEqual(['high', 'low', 'second'])
})

it('jobs that another waits for begin before more is begun', async () => {
  const admission = new Admission(openLeases(folder(), machine))
  onTestFinished(() => admission.close())
  const asked = { cores: 2, memory: 0, priority: 0 }
  const all = await admission.admit(asked)
  const began: number[] = []
  const waiting = [0, 2, 1, 2].map((awaitedBy, i) =>
    admission.admit(asked, awaitedBy).then(admitted => {
      began.push(i)
      admitted.release()
    }),
  )
  all.release()
  await Promise.all(waiting)
  expect(began).toEqual([1, 3, 2, 0])
})
