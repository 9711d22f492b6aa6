/**
 * The golden cases through the kernel program over real ZeroMQ: a client of spec §13 sends the document on comm `cellar` and executes what
 * the kernel says is to do. What its screen shows must be what a fresh run shows; what ran must not exceed the case's ideal.
 */
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommFront } from '../support/comm-front.ts'
import { afterStep, goldenCases, type Step } from '../support/golden.ts'
import { launchKernel } from '../support/kernel-process.ts'

const program = resolve(import.meta.dirname, '../../dist/kernel.js')

describe('through the comm over ZeroMQ', () => {
  test.each(goldenCases().map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const { client } = await launchKernel(program)
    const front = await CommFront.open(client, golden.cells)
    for (const step of golden.steps.slice(0, -1)) await play(front, step)
    if (golden.ideal !== null) await front.freshen()
    const heard = client.heard.length
    for (const step of golden.steps.slice(-1)) await play(front, step)
    await front.freshen()
    await front.shows(golden.expect)
    expect(front.shown()).toMatchObject(golden.expect)
    expect(front.failed()).toEqual(golden.errors ?? [])
    const ran = front.ran(heard)
    if (golden.ideal !== null) expect(golden.ideal, `ran ${ran}`).toEqual(expect.arrayContaining([...ran]))
  })
})

const play = async (front: CommFront, step: Step): Promise<void> => {
  if (step.op === 'run') return front.execute(step.id)
  if (step.op === 'runAll') for (const { id } of front.cells) await front.execute(id)
  else await front.put(afterStep(front.cells, step))
}
