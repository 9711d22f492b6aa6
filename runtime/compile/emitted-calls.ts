/**
 * The functions that compiled code calls: for `eval`, oxc's for `using` and legacy decorators, TypeScript's for standard
 * ones. They live in the session and not in each cell, so that a cell's functions and classes capture nothing that can't be stored.
 */
import { esDecorate, propKey, runInitializers, setFunctionName } from './standard-decorators.ts'
import { evalText } from './eval-text.ts'
import { caught } from './native-message.ts'
import { resuming } from './resuming.ts'
import { decorate, decorateMetadata, decorateParam } from './legacy-decorators.ts'
import { addDisposable, disposeAll, usingContext } from './disposal.ts'

export const helpers = {
  evalText,
  resuming,
  caught,
  usingCtx: usingContext,
  decorate,
  decorateParam,
  decorateMetadata,
  __esDecorate: esDecorate,
  __runInitializers: runInitializers,
  __propKey: propKey,
  __setFunctionName: setFunctionName,
  __decorate: decorate,
  __param: decorateParam,
  __metadata: decorateMetadata,
  __addDisposableResource: addDisposable,
  __disposeResources: disposeAll,
} as const

export type Helpers = typeof helpers
