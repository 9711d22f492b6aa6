/** Stored bytes are not trusted: damaged ones give a clear error, never a crash or a polluted prototype. */
import { seed } from '../support/seed.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { snapshotId } from '../../runtime/brand.ts'
import { ValueFormatError } from '../../runtime/values/errors.ts'
import { formatVersion } from '../../runtime/values/format.ts'
import { bytesOf, Cells, only } from './cells.ts'

const sample = (): Uint8Array => {
  const cells = new Cells()
  cells.run(
    'class P { static s = 1; static #t = 2; #q = [1]; #z; constructor() { this.n = 1 } m() {} #p() {} }; $$x.v = { i: [new P(), new P()], j: new (class extends Map { #k = "k" })(), m: new Map([[{}, new Set([1.5])]]), f: a => a, p: P, a: [1, , "é€"], d: new Date(0), e: new Error("x"), b: new Uint8Array(2000), r: /x/g, u: new URL("http://h/"), w: new WeakMap(), n: 10n ** 30n, pr: Promise.resolve(1), px: new Proxy({}, {}), fz: Object.freeze([1]) }',
  )
  return bytesOf(cells.heap, only(cells.capture('x')).snapshot)
}

describe(`damaged bytes (seed ${seed})`, () => {
  const bytes = sample()
  const instantiate = new Cells()
  const objectPrototype = Object.getOwnPropertyNames(Object.prototype).join()

  const load = async (damaged: Uint8Array): Promise<unknown> => {
    const id = snapshotId(String(Math.random()))
    try {
      await instantiate.heap.load(id, [damaged])
      return undefined
    } catch (error) {
      return error
    } finally {
      instantiate.heap.drop(id)
    }
  }

  test('are a ValueFormatError or another value, never anything worse', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async flips => {
          const damaged = Uint8Array.from(bytes)
          for (const [at, byte] of flips) damaged[at] = byte
          const error = await load(damaged)
          if (error !== undefined) expect(error).toBeInstanceOf(ValueFormatError)
          expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(objectPrototype)
        },
      ),
      { seed, numRuns: process.env.CELLAR_NIGHTLY ? 20_000 : 1000 },
    )
  })

  test('cut anywhere are refused', async () => {
    for (let length = 0; length < bytes.length; length += 7)
      expect(await load(bytes.subarray(0, length))).toBeInstanceOf(ValueFormatError)
  })

  test('that are noise are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async noise => {
        expect(await load(noise)).toBeInstanceOf(ValueFormatError)
      }),
      { seed, numRuns: 200 },
    )
  })

  test('of another format say so, and what to do', async () => {
    const other = Uint8Array.from(bytes)
    other[8] = formatVersion + 1
    expect(String(await load(other))).toContain(
      `it has format ${formatVersion + 1}, and this Cellar reads ${formatVersion}`,
    )
    expect(String(await load(other))).toContain('run the cell that made it again')
  })
})
