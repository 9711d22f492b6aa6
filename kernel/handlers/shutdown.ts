/** shutdown_request: ends the kernel once the reply is out. It never asks whether something runs; the client decided. */
import { readFlag } from '../content.ts'
import { atOnce, ok } from '../request.ts'

export const shutdownRoute = (shutDown: () => void) =>
  atOnce(({ content }) => ({ ...ok({ restart: readFlag(content, 'restart', false) }), afterwards: shutDown }))
