/** usage_request: CPU and memory of user code's process and of the machine, for JupyterLab's resource view. */
import { cpus, freemem, hostname, totalmem } from 'node:os'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { atOnce, ok } from '../request.ts'

export const usageRoute = (runtime: NotebookRuntime) =>
  atOnce(async () => {
    const { pid, cpu, memory } = await runtime.usage()
    const total = totalmem()
    const available = freemem()
    const used = total - available
    return ok({
      hostname: hostname(),
      pid,
      kernel_cpu: cpu,
      kernel_memory: memory,
      cpu_count: cpus().length,
      host_virtual_memory: { total, available, used, free: available, percent: Math.round((1000 * used) / total) / 10 },
    })
  })
