/**
 * A Jupyter message as the kernel handles it, and the one place where headers are made (messaging spec 5.5). Contents stay
 * unparsed here: each handler reads its own. Signatures and frames are the business of `wire.ts`.
 */
export const PROTOCOL_VERSION = '5.5'

/** Content, metadata: a JSON object whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>

export interface Header {
  readonly msg_id: string
  readonly msg_type: string
  readonly session: string
  readonly username: string
  /** ISO 8601 */
  readonly date: string
  readonly version: string
}

export interface Message {
  /** Routing prefix: who asked (shell, control, stdin) or the topic (iopub). */
  readonly identities: readonly Uint8Array[]
  readonly header: Header
  /** Absent: caused by nobody's request. */
  readonly parent?: Header
  readonly metadata: Fields
  readonly content: Fields
  readonly buffers: readonly Uint8Array[]
}

/** What a part of the kernel wants said; header and routing are added when it is sent. */
export interface Outgoing {
  readonly type: string
  readonly content: Fields
  readonly metadata?: Fields
  readonly buffers?: readonly Uint8Array[]
}

export type MakeHeader = (type: string) => Header

/** Header factory of one kernel process: the session id is new for each process, as the spec asks. */
export const headersOf = (session: string, now: () => Date = () => new Date()): MakeHeader => {
  let made = 0
  return type => ({
    msg_id: `${session}_${++made}`,
    msg_type: type,
    session,
    username: 'kernel',
    date: now().toISOString(),
    version: PROTOCOL_VERSION,
  })
}

/** `execute_request` → `execute_reply` */
export const replyType = (requestType: string): string => requestType.replace(/_request$/, '_reply')
