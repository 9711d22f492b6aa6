/** Our own golden cases, with a restart after every step. */
import type { Step } from '../support/golden.ts'
import { lasting } from './cases/all.ts'
import { playCases } from './cases/play.ts'

playCases(lasting, {
  stepsOf: steps => steps.flatMap((step): readonly Step[] => [step, { op: 'restart' }]),
  marked: source => source,
})
