/** The wire: round trips, one flipped byte, foreign bytes; and a signature that another implementation made. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headersOf, type Message } from '../../kernel/message.ts'
import { wireFor } from '../../kernel/wire.ts'

const wire = wireFor({ key: 'a-key', scheme: 'hmac-sha256' })
const makeHeader = headersOf('session', () => new Date(0))
const message = (content: Message['content'], buffers: readonly Uint8Array[] = []): Message => ({
  identities: [Buffer.from('client')],
  header: makeHeader('execute_request'),
  parent: makeHeader('parent'),
  metadata: { cellId: 'a' },
  content,
  buffers,
})

describe('the wire', () => {
  it('gives back any message as it was sent, buffers included', () => {
    const content = fc.dictionary(fc.string(), fc.jsonValue())
    const buffers = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 })
    fc.assert(
      fc.property(content, buffers, (fields, parts) => {
        const sent = message(JSON.parse(JSON.stringify(fields)), parts)
        const got = wire.decode(wire.encode(sent))
        if (got.is === 'malformed') throw new Error(got.why)
        expect(got.message.content).toEqual(sent.content)
        expect(got.message.parent).toEqual(sent.parent)
        expect(got.message.metadata).toEqual(sent.metadata)
        expect(got.message.buffers.map(b => [...b])).toEqual(parts.map(b => [...b]))
        expect(got.message.identities.map(String)).toEqual(['client'])
      }),
    )
  })

  it('refuses a message with any one bit flipped in what is signed', () => {
    const frames = wire.encode(message({ code: '1 + 1' }))
    const flip = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.nat(), fc.nat(7))
    fc.assert(
      fc.property(flip, ([frame, at, bit]) => {
        const damaged = frames.map(f => Buffer.from(f))
        const victim = damaged[frame]!
        victim[at % victim.length]! ^= 1 << bit
        expect(wire.decode(damaged)).toEqual({ is: 'malformed', why: 'bad signature' })
      }),
    )
  })

  it('never throws on foreign frames, signed or not', () => {
    const open = wireFor({ key: '', scheme: 'hmac-sha256' })
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .constantFrom('<IDS|MSG>', '', '{}', '[]', 'null', '{"msg_id":1}', '{"msg_id":"a","msg_type":"b"}')
        .map(s => Buffer.from(s)),
    )
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 9 }), frames => {
        for (const reader of [wire, open]) expect(['message', 'malformed']).toContain(reader.decode(frames).is)
      }),
      { numRuns: 2_000 },
    )
  })

  it('signs as jupyter_client does', () => {
    // python3 -c "import hmac; print(hmac.new(b'a-key', b'{\"a\":1}{}{}{}', 'sha256').hexdigest())"
    const golden = '8033e26d7a037b0ca8d6f5088625b4a05347940edb6a24c078e678371c2f6978'
    const frames = ['<IDS|MSG>', golden, '{"a":1}', '{}', '{}', '{}'].map(s => Buffer.from(s))
    expect(wire.decode(frames)).toEqual({ is: 'malformed', why: 'header has no msg_id' })
  })

  it('writes half a surrogate pair as U+FFFD, and a whole one or an escaped look-alike as it is', () => {
    const decoded = wire.decode(
      wire.encode(message({ half: '\ud83d.', whole: '😀', escaped: '\\ud83d', mixed: '\\\ud83d' })),
    )
    if (decoded.is === 'malformed') throw new Error(decoded.why)
    expect(decoded.message.content).toEqual({ half: '\ufffd.', whole: '😀', escaped: '\\ud83d', mixed: '\\\ufffd' })
  })

  it('keeps header fields it does not know, so that clients get their own header back', () => {
    const header = { ...makeHeader('t'), subshell_id: 'x' }
    const decoded = wire.decode(wire.encode({ ...message({}), header }))
    expect(decoded.is === 'message' && decoded.message.header).toEqual(header)
  })

  it('needs a digest that exists', () => {
    expect(() => wireFor({ key: 'k', scheme: 'hmac-nonsense' })).toThrow()
  })
})
