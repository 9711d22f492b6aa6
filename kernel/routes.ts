/** Which handler answers which request, in one table. What is not in it is unknown to this kernel. */
import type { CellarTarget } from './comm/cellar-target.ts'
import { commRoutes } from './handlers/comm.ts'
import { completeRoute } from './handlers/complete.ts'
import { debugRoute } from './handlers/debug.ts'
import { type ExecuteParts, executeRoute } from './handlers/execute.ts'
import { historyRoute } from './handlers/history.ts'
import { inspectRoute } from './handlers/inspect.ts'
import { interruptRoute } from './handlers/interrupt.ts'
import { isCompleteRoute } from './handlers/is-complete.ts'
import { kernelInfoRoute } from './handlers/kernel-info.ts'
import { shutdownRoute } from './handlers/shutdown.ts'
import { subshellRoutes } from './handlers/subshell.ts'
import { usageRoute } from './handlers/usage.ts'
import type { Routes } from './request.ts'

export interface RouteParts extends ExecuteParts {
  readonly cellar: CellarTarget
  readonly shutDown: () => void
}

export const routesFor = (parts: RouteParts): Routes => ({
  execute_request: executeRoute(parts),
  complete_request: completeRoute(parts.runtime),
  inspect_request: inspectRoute(parts.runtime),
  is_complete_request: isCompleteRoute(parts.runtime),
  history_request: historyRoute(parts.history),
  kernel_info_request: kernelInfoRoute(),
  interrupt_request: interruptRoute(parts.runtime),
  shutdown_request: shutdownRoute(parts.shutDown),
  usage_request: usageRoute(parts.runtime),
  debug_request: debugRoute(),
  ...commRoutes(parts),
  ...subshellRoutes(),
})
