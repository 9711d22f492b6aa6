/** Pictures: bytes by their magic number, canvases, their sizes. */
import { describe, expect, test } from 'vitest'
import { toMimeBundle } from '../../runtime/capture/mime-bundle.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAC0lEQVQIW2NgQAYAAA4AAc4p1n8AAAAASUVORK5CYII=',
  'base64',
)
// A JPEG's beginning: SOI, an APP0 segment, then SOF2 with 480 rows of 640.
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc2, 0, 11, 8, 1, 0xe0, 2, 0x80, 1, 1, 0x11, 0])
const gif = Buffer.from([...Buffer.from('GIF89a'), 5, 0, 7, 0, 0])

describe('bytes that are a picture', () => {
  test.each([
    ['image/png', png, { width: 3, height: 2 }],
    ['image/jpeg', jpeg, { width: 640, height: 480 }],
    ['image/gif', gif, { width: 5, height: 7 }],
  ])('%s is recognised, with its size', (type, bytes, size) => {
    const shown = toMimeBundle(new Uint8Array(bytes))
    expect(shown).toMatchObject({ data: { [type]: bytes.toString('base64') }, metadata: { [type]: size } })
  })

  test('a view into a larger buffer shows its own bytes only', () => {
    const within = new Uint8Array(Buffer.concat([Buffer.alloc(8), png, Buffer.alloc(8)]).buffer.slice(0)).length
    const large = Buffer.concat([Buffer.alloc(8), png, Buffer.alloc(8)])
    const shown = toMimeBundle(large.subarray(8, 8 + png.length))
    expect(within).toBeGreaterThan(png.length)
    expect(shown).toMatchObject({ data: { 'image/png': png.toString('base64') } })
  })

  test.each([[[]], [[0x89]], [[0x89, 0x50, 0x4e, 0x47]], [[0xff, 0xd8]], [[1, 2, 3]]])('bytes %j are text', bytes => {
    expect(Object.keys((toMimeBundle(new Uint8Array(bytes)) as { data: object }).data)).toEqual(['text/plain'])
  })

  test('a picture cut short anywhere is shown or is text, never a failure', () => {
    for (const whole of [png, jpeg, gif]) {
      for (let n = 0; n <= whole.length; n++) {
        const { data } = toMimeBundle(whole.subarray(0, n)) as { data: Record<string, unknown> }
        expect(data['text/plain']).not.toContain('failed')
      }
    }
  })
})

describe('canvases', () => {
  const surface = { getContext: () => ({}) }

  test.each([
    ['node-canvas', { ...surface, toBuffer: () => png }],
    ['a toDataURL canvas', { toDataURL: () => `data:image/png;base64,${png.toString('base64')}` }],
  ])('%s is a picture', (_, canvas) => {
    expect(toMimeBundle(canvas)).toMatchObject({
      data: { 'image/png': png.toString('base64') },
      metadata: { 'image/png': { width: 3 } },
    })
  })

  test('skia-canvas, which answers later, is a picture', async () => {
    expect(await toMimeBundle({ ...surface, toBuffer: async () => png })).toMatchObject({
      data: { 'image/png': png.toString('base64') },
    })
  })

  test('an object that only has toBuffer (sharp) is not asked for it', () => {
    let asked = 0
    toMimeBundle({ toBuffer: () => ++asked })
    expect(asked).toBe(0)
  })
})
