/**
 * The Jupyter wire format: signed multipart frames ↔ messages. It refuses what is badly signed, incomplete or not JSON by
 * saying why, and never throws on foreign bytes. Nothing that fails the signature is parsed.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Fields, Header, Message } from './message.ts'

const DELIMITER = Buffer.from('<IDS|MSG>')
/** signature, header, parent header, metadata, content */
const FIXED_FRAMES = 5

export type Decoded =
  | { readonly is: 'message'; readonly message: Message }
  | { readonly is: 'malformed'; readonly why: string }

export interface Wire {
  encode(message: Message): Uint8Array[]
  decode(frames: readonly Uint8Array[]): Decoded
}

/** `key` empty: messages are neither signed nor checked. Throws when Node lacks the digest that `scheme` names. */
export const wireFor = ({ key, scheme }: { readonly key: string; readonly scheme: string }): Wire => {
  const sign = signer(key, scheme)
  return {
    encode: message => {
      const parts = [message.header, message.parent ?? {}, message.metadata, message.content].map(toBytes)
      return [...message.identities, DELIMITER, sign(parts), ...parts, ...message.buffers]
    },
    decode: frames => {
      const at = frames.findIndex(frame => DELIMITER.equals(frame))
      if (at < 0) return malformed('no delimiter frame')
      const [signature, header, parent, metadata, content] = frames.slice(at + 1, at + 1 + FIXED_FRAMES)
      if (!signature || !header || !parent || !metadata || !content) return malformed('frames are missing')
      if (!sameSignature(signature, sign([header, parent, metadata, content]))) return malformed('bad signature')
      try {
        return {
          is: 'message',
          message: {
            identities: frames.slice(0, at),
            header: asHeader(toFields(header, 'header')),
            ...parentOf(toFields(parent, 'parent header')),
            metadata: toFields(metadata, 'metadata'),
            content: toFields(content, 'content'),
            buffers: frames.slice(at + 1 + FIXED_FRAMES),
          },
        }
      } catch (error) {
        return malformed(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

const malformed = (why: string): Decoded => ({ is: 'malformed', why })

const signer = (key: string, scheme: string): ((parts: readonly Uint8Array[]) => Buffer) => {
  if (key === '') return () => Buffer.alloc(0)
  const digest = scheme.replace(/^hmac-/, '')
  // A KeyObject: with a plain Buffer, Node 24 spends 12–17 µs a message on importing the key.
  const secret = createSecretKey(Buffer.from(key))
  const sign = (parts: readonly Uint8Array[]) => {
    const hmac = createHmac(digest, secret)
    for (const part of parts) hmac.update(part)
    return Buffer.from(hmac.digest('hex'))
  }
  sign([])
  return sign
}

const sameSignature = (a: Uint8Array, b: Uint8Array) => a.length === b.length && timingSafeEqual(a, b)

const toBytes = (value: unknown): Buffer => {
  const json = JSON.stringify(value)
  // Half a surrogate pair has no UTF-8 form: a client that saved it could not write the notebook. Plain Node prints U+FFFD too.
  return Buffer.from(json.includes('\\ud') ? json.replace(LONE_SURROGATE, '\\ufffd') : json)
}

/** `\ud83d` as JSON.stringify writes a lone surrogate, where its backslash is not itself escaped. */
const LONE_SURROGATE = /(?<=(?:^|[^\\])(?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

const toFields = (frame: Uint8Array, what: string): Fields => {
  const value: unknown = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8'))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what} is not an object`)
  return value as Fields
}

/** The parsed object itself is kept, so that fields we don't know come back to the client in parent headers. */
const asHeader = (fields: Fields): Header => {
  for (const name of ['msg_id', 'msg_type'] as const)
    if (typeof fields[name] !== 'string') throw new TypeError(`header has no ${name}`)
  return fields as unknown as Header
}

const parentOf = (fields: Fields): { parent?: Header } =>
  typeof fields.msg_id === 'string' ? { parent: asHeader({ msg_type: '', ...fields }) } : {}
