/** The one door of the runtime. */
export { type OpenOptions, openNotebook } from './open-notebook.ts'
export type { EvaluateResult, ExecuteRequest, ExecuteResult, NotebookRuntime } from './runtime.ts'
