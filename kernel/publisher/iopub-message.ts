/**
 * How each run event is said on iopub: the border between the runtime's words and the messaging spec's. A payload has no
 * iopub message (it travels in the execute reply), nor has a figure that is only saved: they are refused here.
 */
import type { CommEvent, RunEvent } from '../../runtime/run/events.ts'
import type { Fields, Outgoing } from '../message.ts'

export type PublishedEvent = Exclude<RunEvent, { readonly type: 'payload' | 'figure' }>

export const isPublished = (event: RunEvent): event is PublishedEvent =>
  event.type !== 'payload' && event.type !== 'figure'

export const iopubMessage = (event: PublishedEvent, executionCount: number): Outgoing => {
  switch (event.type) {
    case 'stream':
      return { type: 'stream', content: { name: event.name, text: event.text } }
    case 'display':
      return {
        type: 'display_data',
        content: { data: event.data, metadata: event.metadata, transient: transient(event.displayId) },
      }
    case 'update-display':
      return {
        type: 'update_display_data',
        content: { data: event.data, metadata: event.metadata, transient: transient(event.displayId) },
      }
    case 'clear':
      return { type: 'clear_output', content: { wait: event.wait } }
    case 'result':
      return {
        type: 'execute_result',
        content: { data: event.data, metadata: event.metadata, execution_count: executionCount },
      }
    case 'error':
      return { type: 'error', content: { ename: event.name, evalue: event.message, traceback: event.traceback } }
    case 'comm':
      return commMessage(event.comm)
    default:
      return event satisfies never
  }
}

export const commMessage = (comm: CommEvent): Outgoing => {
  const content = { comm_id: comm.commId, data: comm.data ?? {} }
  const metadata = (comm.metadata ?? {}) as Fields
  switch (comm.is) {
    case 'open':
      return { type: 'comm_open', content: { ...content, target_name: comm.target }, metadata, buffers: comm.buffers }
    case 'message':
      return { type: 'comm_msg', content, metadata, buffers: comm.buffers }
    case 'close':
      return { type: 'comm_close', content, metadata }
    default:
      return comm satisfies never
  }
}

const transient = (displayId: string | undefined) => (displayId === undefined ? {} : { display_id: displayId })
