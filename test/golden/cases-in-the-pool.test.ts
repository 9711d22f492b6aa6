/** Our own golden cases, with every cell marked for the pool. */
import { pooled, pooledStep } from '../support/golden.ts'
import { portable } from './cases/all.ts'
import { playCases } from './cases/play.ts'

playCases(portable, { stepsOf: steps => steps.map(pooledStep), marked: pooled })
