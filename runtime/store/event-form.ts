/**
 * The disk form of what a run showed: JSON, as front ends get it. Only the buffers of comm messages are bytes; they
 * travel as base64.
 */
import type { CommEvent, RunEvent } from '../run/events.ts'

export const packEvents = (events: readonly RunEvent[]): string => JSON.stringify(events.map(packEvent))

export const unpackEvents = (json: string): RunEvent[] => (JSON.parse(json) as readonly StoredEvent[]).map(unpackEvent)

type StoredEvent = Exclude<RunEvent, { type: 'comm' }> | { readonly type: 'comm'; readonly comm: StoredComm }
type StoredComm = WithText<CommEvent>
type WithText<T> = T extends { readonly buffers: readonly Uint8Array[] }
  ? Omit<T, 'buffers'> & { readonly buffers: readonly string[] }
  : T

const packEvent = (event: RunEvent): StoredEvent => {
  if (event.type !== 'comm') return event
  const { comm } = event
  if (comm.is === 'close') return { type: 'comm', comm }
  return { type: 'comm', comm: { ...comm, buffers: comm.buffers.map(bytes => Buffer.from(bytes).toString('base64')) } }
}

const unpackEvent = (event: StoredEvent): RunEvent => {
  if (event.type !== 'comm') return event
  const { comm } = event
  if (comm.is === 'close') return { type: 'comm', comm }
  return {
    type: 'comm',
    comm: { ...comm, buffers: comm.buffers.map(text => new Uint8Array(Buffer.from(text, 'base64'))) },
  }
}
