/** Terminates a run anywhere, as an interrupt does, then undoes it and expects the next one to be watched as ever. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import vm from 'node:vm'
import { expect, it } from 'vitest'
import { inRestoreOrder } from '../../runtime/effects/files/restore-file.ts'
import { native } from '../../runtime/effects/native.ts'
import { nothingPending } from '../../runtime/effects/owner.ts'
import { hashOf, install, readsOf, writesOf } from './installed.ts'

const { effects, folder, at, inRun, nextRun } = install()

/** Does everything at once, for ever; V8 terminates it wherever it is, and no `finally` runs. */
const busy = () => {
  for (let i = 0; ; i++) {
    fs.writeFileSync(at(`f${i % 7}`), `${i}`)
    fs.rmSync(at(`d${i % 3}`), { recursive: true, force: true })
    fs.mkdirSync(at(`d${i % 3}/x`), { recursive: true })
    fs.renameSync(at(`f${i % 7}`), at('g'))
    setTimeout(() => void fs.existsSync(at('late')), 1e6)
    setInterval(() => {}, 1e6)
    process.env.BUSY = `${i}`
    void { ...process.env }
    crypto.randomUUID()
    Math.random()
    Date.now()
    process.chdir(folder)
  }
}

it('after an interrupt anywhere, the run can be undone and the next one is watched as ever', async () => {
  const script = new vm.Script('globalThis.cellarTestBusy()')
  Reflect.set(globalThis, 'cellarTestBusy', busy)
  fs.writeFileSync(at('keep'), 'kept')
  for (let round = 0; round < 40; round++) {
    const run = nextRun()
    effects.begin(run, {})
    // From 1 to 8 ms: V8's watchdog and the scheduler make the point random.
    expect(() => script.runInThisContext({ timeout: 1 + (round % 8) })).toThrow(/timed out/)
    const { writes } = effects.end()
    effects.discard(run)
    expect(effects.current()).toBeUndefined()
    expect(effects.pending(run)).toEqual(nothingPending)
    for (const { location, to } of inRestoreOrder(writes.map(w => ({ location: w.location, to: w.before })))) {
      expect([location, await effects.restore(location, to)]).toEqual([location, true])
    }
    expect(native.fs.readdirSync(folder)).toEqual(['keep'])
    expect(process.env.BUSY).toBeUndefined()

    const { report } = await inRun(() => {
      fs.readFileSync(at('keep'))
      fs.writeFileSync(at('new'), 'x')
      return process.env.BUSY
    })
    expect(readsOf(report, folder)).toEqual({ 'file:keep': hashOf('kept'), 'env:BUSY': 'missing' })
    expect(writesOf(report, folder)).toEqual({ 'file:new': [null, hashOf('x')] })
    fs.rmSync(at('new'))
  }
})
