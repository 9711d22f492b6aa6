/** Many processes share a store: they open it at once, record at once, and are killed at any instant. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { bundled } from './bundled.ts'
import { isUnit, open, temporaryFolder } from './opened.ts'
import { writtenFrom } from './written-run.ts'

let program = ''
beforeAll(() => {
  program = bundled('writer.ts')
})
afterAll(() => rmSync(program))

const writer = (folder: string, name: string, count: number): ChildProcess =>
  spawn(process.execPath, [program, folder, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })

/** The runs that it says are recorded, as it ends or is killed. */
async function recordedBy(child: ChildProcess): Promise<readonly string[]> {
  const said: string[] = []
  createInterface({ input: child.stdout! }).on('line', line => said.push(line))
  await once(child, 'close')
  return said
}

function expectWhole(store: StoreOnDisk, id: string, { lateToo }: { readonly lateToo: boolean }): void {
  const { run, units, late } = writtenFrom(id)
  const events = store.events(runId(id))
  expect(events?.[0], id).toEqual(run.events[0])
  expect(events?.slice(1), id).toEqual(lateToo || (events?.length ?? 0) > 1 ? late : [])
  expect(store.details(runId(id)), id).toMatchObject({ key: run.key, code: run.code })
  for (const unit of units) expect(isUnit(store.unit(unit.id), unit), `${id}: ${unit.id}`).toBe(true)
}

const idsIn = (store: StoreOnDisk): readonly string[] => store.runs({ limit: 1e6, offset: 0 }).map(run => run.id)

describe('several writers', () => {
  test('make one store together and lose none of their runs, while another process collects', async () => {
    const folder = temporaryFolder()
    const writers = ['p', 'q', 'r'].map(name => recordedBy(writer(folder, name, 60)))
    const done = Promise.all(writers)
    let isDone = false
    done.then(
      () => (isDone = true),
      () => (isDone = true),
    )
    const { store, problems } = open({ folder })
    // Nothing is old enough to go but what nobody points at, and no grace: writers must hold their own.
    while (!isDone) {
      store.gc({ grace: 0 })
      await wait(5)
    }
    const recorded = (await done).flat()
    expect(recorded).toHaveLength(180)
    expect([...idsIn(store)].sort()).toEqual([...recorded].sort())
    for (const id of recorded) expectWhole(store, id, { lateToo: true })
    expect(store.verify().problems).toEqual([])
    expect(problems).toEqual([])
  })
})

/** Milliseconds after its first run at which a writer is killed. */
const instants = { min: 0, max: 40 }
const KILLS = process.env.CELLAR_NIGHTLY ? 200 : 50
/** Kills that hit the same store, one after the other. */
const KILLS_PER_STORE = 10

describe('kill -9', () => {
  test(`at ${KILLS} random instants leaves every recorded run whole and the store sound`, {
    timeout: 600_000,
  }, async () => {
    const seed = Date.now() % 2 ** 31
    const delays = fc.sample(fc.double({ ...instants, noNaN: true }), { numRuns: KILLS, seed })
    let folder = ''
    for (const [i, delay] of delays.entries()) {
      if (i % KILLS_PER_STORE === 0) folder = temporaryFolder()
      const child = writer(folder, `kill${i}`, 1e6)
      const recorded = recordedBy(child)
      await once(child.stdout!, 'data')
      await wait(delay)
      child.kill('SIGKILL')
      checkAfterKill(folder, await recorded, `seed ${seed}, kill ${i} after ${delay} ms`)
    }
  })
})

function checkAfterKill(folder: string, said: readonly string[], where: string): void {
  const store = openStore({ folder })
  try {
    expect(store.verify().problems, where).toEqual([])
    const mine = new Set(idsIn(store))
    for (const id of said) expect(mine.has(id), `${where}: ${id}`).toBe(true)
    // All but the last of them went on to append their late output.
    for (const id of said) expectWhole(store, id, { lateToo: true })
    const unsaid = [...mine].filter(id => id.startsWith(`${said[0]?.split('-')[0]}-`) && !said.includes(id))
    expect(unsaid.length, where).toBeLessThanOrEqual(1)
    for (const id of unsaid) expectWhole(store, id, { lateToo: false })
  } finally {
    store.close()
  }
}
