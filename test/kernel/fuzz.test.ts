/** Hostile bytes on the real sockets: none of them stops the kernel, and good messages among them are still answered. */
import { seed } from '../support/seed.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fakeKernel } from '../support/fake-kernel.ts'

/** Printed by fast-check with a failure; set CELLAR_FUZZ_SEED to repeat one. */

it(`survives random frames, flipped bits and odd contents, and still answers (seed ${seed})`, async () => {
  const { client, kernel } = await fakeKernel()
  const channel = fc.constantFrom('shell' as const, 'control' as const, 'stdin' as const)
  const garbage = fc.record({
    is: fc.constant('garbage' as const),
    channel,
    frames: fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 9 }),
  })
  const flipped = fc.record({
    is: fc.constant('flipped' as const),
    channel,
    frame: fc.integer({ min: 1, max: 5 }),
    at: fc.nat(),
  })
  const cut = fc.record({ is: fc.constant('cut' as const), channel, length: fc.integer({ min: 1, max: 5 }) })
  const odd = fc.record({
    is: fc.constant('odd' as const),
    channel: fc.constantFrom('shell' as const, 'control' as const),
    type: fc.constantFrom(
      'complete_request',
      'inspect_request',
      'history_request',
      'is_complete_request',
      'comm_open',
      'comm_msg',
      'comm_close',
      'comm_info_request',
      'debug_request',
      'input_reply',
      'execute_request',
      'nonsense',
      '',
    ),
    content: fc.dictionary(
      fc.constantFrom(
        'code',
        'cursor_pos',
        'comm_id',
        'target_name',
        'data',
        'silent',
        'n',
        'hist_access_type',
        'user_expressions',
      ),
      fc.jsonValue(),
    ),
  })
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(garbage, flipped, cut, odd), { maxLength: 20 }), async attacks => {
      for (const attack of attacks) {
        const good = client.frames('kernel_info_request', {})
        if (attack.is === 'garbage')
          await client.sendRaw(
            attack.channel,
            attack.frames.map(f => Buffer.from(f)),
          )
        else if (attack.is === 'cut') await client.sendRaw(attack.channel, good.slice(0, attack.length))
        else if (attack.is === 'odd') client.send(attack.type, attack.content, { channel: attack.channel })
        else {
          const victim = Buffer.from(good[attack.frame]!)
          victim[attack.at % victim.length]! ^= 1
          await client.sendRaw(attack.channel, good.with(attack.frame, victim))
        }
        if (attack.is !== 'odd') refused++
      }
      expect((await client.request('kernel_info_request')).content.status).toBe('ok')
      expect((await client.request('kernel_info_request', {}, { channel: 'control' })).content.status).toBe('ok')
    }),
    { seed, numRuns: 300 },
  )
  // stdin has no reply to wait for, so its last refusals may still be on their way.
  expect(kernel.refused).toBeGreaterThan(refused / 3)
  expect(kernel.refused).toBeLessThanOrEqual(refused)
  expect((await client.execute('still here')).stdout).toBe('still here\n')
})
