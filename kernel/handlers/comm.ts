/**
 * comm_open, comm_msg, comm_close, comm_info_request. Target `cellar` is answered here; every other comm is user code's, and
 * one that nobody registered is closed at once, as the messaging spec asks.
 */
import type { CommEvent } from '../../runtime/run/events.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { CELLAR_TARGET, type CellarTarget } from '../comm/cellar-target.ts'
import type { OpenComms } from '../comm/open-comms.ts'
import { readFields, readText } from '../content.ts'
import { CellOutput } from '../publisher/cell-output.ts'
import { commMessage, isPublished } from '../publisher/iopub-message.ts'
import type { Publisher } from '../publisher/publisher.ts'
import { atOnce, ok, type Request, type Route, type Routes } from '../request.ts'

export interface CommParts {
  readonly runtime: NotebookRuntime
  readonly cellar: CellarTarget
  readonly comms: OpenComms
  readonly publisher: Publisher
}

export const commRoutes = (parts: CommParts): Routes => {
  const { cellar, comms } = parts
  const route = (handle: (request: Request, commId: string) => Promise<void> | void): Route => ({
    turn: request => turnOf(request, parts),
    handle: async request => {
      await handle(request, readText(request.content, 'comm_id'))
      return undefined
    },
  })
  return {
    comm_open: route((request, commId) => {
      const target = readText(request.content, 'target_name')
      if (target === CELLAR_TARGET) return cellar.open(commId, readFields(request.content, 'data'), request)
      return forward(request, { is: 'open', commId, target, ...body(request), buffers: request.buffers }, parts)
    }),
    comm_msg: route((request, commId) => {
      if (cellar.has(commId)) return cellar.receive(commId, readFields(request.content, 'data'), request)
      return forward(request, { is: 'message', commId, ...body(request), buffers: request.buffers }, parts)
    }),
    comm_close: route((request, commId) => {
      if (cellar.has(commId)) return cellar.close(commId)
      return comms.has(commId) ? forward(request, { is: 'close', commId, ...body(request) }, parts) : undefined
    }),
    comm_info_request: atOnce(({ content }) => {
      const target = content.target_name ?? undefined
      const all = [...comms.entries(), ...[...cellar.ids()].map(id => [id, CELLAR_TARGET] as const)]
      const asked = all.filter(([, name]) => target === undefined || target === name)
      return ok({ comms: Object.fromEntries(asked.map(([id, name]) => [id, { target_name: name }])) })
    }),
  }
}

/**
 * A cell may well wait for a comm's message (a slider, a button), so an open comm is served while it runs. Opening waits
 * its turn: the cell that registers the target may be on its way.
 */
const turnOf = ({ header, content }: Request, { cellar, comms }: CommParts) => {
  const commId = String(content.comm_id)
  const forCellar = content.target_name === CELLAR_TARGET || cellar.has(commId)
  return forCellar || (header.msg_type !== 'comm_open' && comms.has(commId)) ? 'at once' : 'in order'
}

const body = ({ content, metadata }: Request) => ({ data: content.data ?? {}, metadata })

const forward = async (request: Request, event: CommEvent, { runtime, comms, publisher }: CommParts): Promise<void> => {
  const output = new CellOutput({ publisher, comms, parent: request.header, executionCount: 0 })
  const taken = await runtime.comm(event, {
    onEvent: shown => {
      if (isPublished(shown)) output.show(shown)
    },
  })
  if (taken) comms.note(event)
  else if (event.is !== 'close')
    publisher.publish(commMessage({ is: 'close', commId: event.commId, data: {}, metadata: {} }), request.header)
  output.flush()
}
