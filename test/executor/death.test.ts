/** What is said of a process that ended. */
import { describe, expect, it } from 'vitest'
import { type Death, whyItDied } from '../../runtime/executor/session/death.ts'

const death: Death = {
  code: null,
  signal: null,
  exiting: undefined,
  broken: undefined,
  stderr: '',
  isWorker: true,
  memory: undefined,
}

describe('why a worker died', () => {
  it('by SIGSEGV under `memory` names the limit and the crash of a package, since both end it so', () => {
    expect(whyItDied({ ...death, signal: 'SIGSEGV', memory: 60 * 2 ** 20 })).toMatch(
      /`memory` gives the job 60 MB.*ended by SIGSEGV: if more memory changes nothing, native code of a package crashed/,
    )
  })

  it('by SIGSEGV without `memory` says nothing of memory', () => {
    expect(whyItDied({ ...death, signal: 'SIGSEGV' })).toMatch(/^The worker was ended by SIGSEGV\. Only this job/)
  })

  it('by a refused array names the limit alone', () => {
    const broken = 'RangeError: Array buffer allocation failed'
    expect(whyItDied({ ...death, broken, memory: 60 * 2 ** 20 })).not.toMatch(/SIGSEGV/)
  })
})
