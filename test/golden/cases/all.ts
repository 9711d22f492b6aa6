/** All our own golden cases, and those of them that outlast a restart or a worker of the pool. */
import { analysisCases } from './analyses.ts'
import { awaitCases } from './awaits.ts'
import { bufferCases } from './buffers.ts'
import type { Case } from './case.ts'
import { classCases } from './classes.ts'
import { closureCases } from './closures.ts'
import { codeCases } from './code.ts'
import { drawingCases } from './drawings.ts'
import { errorCases } from './errors.ts'
import { fileModeCases } from './file-modes.ts'
import { firstCases } from './first.ts'
import { globalCases } from './globals.ts'
import { lateCases } from './late.ts'
import { lateFileCases } from './late-files.ts'
import { latePartCases } from './late-parts.ts'
import { latePlaceCases } from './late-places.ts'
import { moduleCases } from './modules.ts'
import { objectCases } from './objects.ts'
import { openFileCases } from './open-files.ts'
import { packageCases } from './packages.ts'
import { privateFieldCases } from './private-fields.ts'
import { scopeCases } from './scopes.ts'
import { stepCases } from './steps.ts'
import { templateCases } from './templates.ts'
import { typescriptCases } from './typescript.ts'
import { valueCases } from './values.ts'
import { settingCases } from './settings.ts'
import { worldCases } from './world.ts'
import { wrappedBuiltInCases } from './wrapped-built-ins.ts'

export const cases: readonly Case[] = [
  ...firstCases,
  ...closureCases,
  ...codeCases,
  ...classCases,
  ...valueCases,
  ...bufferCases,
  ...lateCases,
  ...latePlaceCases,
  ...latePartCases,
  ...lateFileCases,
  ...moduleCases,
  ...packageCases,
  ...settingCases,
  ...worldCases,
  ...fileModeCases,
  ...templateCases,
  ...globalCases,
  ...drawingCases,
  ...stepCases,
  ...scopeCases,
  ...typescriptCases,
  ...objectCases,
  ...awaitCases,
  ...openFileCases,
  ...wrappedBuiltInCases,
  ...analysisCases,
  ...errorCases,
  ...privateFieldCases,
]
export const lasting = cases.filter(c => c.onlyInOneSession === undefined)
export const portable = lasting.filter(c => c.onlyInSession === undefined)
