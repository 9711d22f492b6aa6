/** A process that records runs until it is done or killed, naming each on stdout once it is recorded. Run by other tests. */
import { writeSync } from 'node:fs'
import { openStore } from '../../runtime/store/open-store.ts'
import { writtenRun } from './written-run.ts'

const [folder = '', name = '', count = '0'] = process.argv.slice(2)
const store = openStore({ folder })
for (let i = 0; i < Number(count); i++) {
  const { run, units, late } = writtenRun(name, i)
  store.record(run, units)
  if (late.length > 0) store.append(run.id, late)
  writeSync(1, `${run.id}\n`)
}
store.close()
