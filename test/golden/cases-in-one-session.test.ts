/** Our own golden cases, in one session. */
import { cases } from './cases/all.ts'
import { playCases } from './cases/play.ts'

playCases(cases, { stepsOf: steps => steps, marked: source => source })
