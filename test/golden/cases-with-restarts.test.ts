/** Our own golden cases, with a restart after every step. */
import type { Step } from '../support/golden.ts'
import { lasting } from './cases/all.ts'
import type { Case } from './cases/case.ts'
import { playCases } from './cases/play.ts'

const asRestarted = ({ ideal, ...c }: Case): Case =>
  ideal === undefined || c.moreAfterRestart !== undefined ? c : { ...c, ideal }

playCases(lasting.map(asRestarted), {
  stepsOf: steps => steps.flatMap((step): readonly Step[] => [step, { op: 'restart' }]),
  marked: source => source,
})
