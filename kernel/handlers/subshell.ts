/** create_, delete_ and list_subshell_request (JEP 91): this kernel has one shell, and says so. */
import { atOnce, failure, ok, type Routes } from '../request.ts'

const REFUSAL = failure({
  name: 'NotSupported',
  message: 'Cellar has no subshells: it answers on its one shell while a cell runs.',
})

export const subshellRoutes = (): Routes => ({
  create_subshell_request: atOnce(() => REFUSAL),
  delete_subshell_request: atOnce(() => REFUSAL),
  list_subshell_request: atOnce(() => ok({ subshell_id: [] })),
})
