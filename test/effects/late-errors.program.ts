/** Runs the code given as one run, then another run that lasts until the first is drained, and says what went wrong late. */
import childProcess from 'node:child_process'
import fs from 'node:fs'
import timersPromises from 'node:timers/promises'
import { runId } from '../../runtime/brand.ts'
import { installEffects } from '../../runtime/effects/install-effects.ts'
import { native } from '../../runtime/effects/native.ts'

const effects = installEffects({
  keeper: { keep: () => null, putBack: () => false },
  cwd: process.cwd(),
  ignore: () => false,
  onLateError: (run, error) => console.log(`${run}: ${(error as Error).message}`),
})
const first = runId('first')
effects.begin(first, {})
new Function('fs', 'childProcess', 'timersPromises', process.argv[2]!)(fs, childProcess, timersPromises)
// What the run itself leaves to the loop's current turn is still its own.
native.timers.setImmediate(() => {
  effects.end()
  effects.begin(runId('second'), {})
  const over = () => {
    const { timeouts, handles } = effects.pending(first)
    if (timeouts + handles > 0) return void native.timers.setImmediate(over)
    console.log('alive')
    process.exit()
  }
  native.timers.setTimeout(over, 20)
})
