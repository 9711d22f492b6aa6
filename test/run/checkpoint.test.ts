/** Checkpoints: a stopped run leaves by itself and goes on where it saved, and never on other code or other inputs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { opened } from '../support/opened.ts'

/** Counts to `end`, saves at each step, and waits in between once it has passed the first. */
const counting = (end: string) => `const c = checkpoint('count')
let i = c.state?.i ?? 0
console.log('from', i)
while (i < ${end} && !c.stopRequested) {
  i++
  c.save({ i })
  console.log('at', i)
  if (i >= 2) await new Promise(done => setTimeout(done, 20))
}
console.log('left with', i)`

/** Asks once: asked again, a run is stopped without being let leave. */
const stopAt = async (nb: Awaited<ReturnType<typeof opened>>, text: string) => {
  let isAsked = false
  return nb.run('a', shown => {
    if (isAsked || !shown.includes(text)) return
    isAsked = true
    void nb.runtime().interrupt()
  })
}

describe('a checkpoint', () => {
  it.each([
    ['in the session', ''],
    ['on a worker of the pool', '//| pool: true\n'],
  ])('lets a run %s leave by itself when asked to stop, and the next one go on', async (_, option) => {
    const nb = await opened({ e: 'const end = 1e9', a: option + counting('end') })
    await nb.run('e')
    const stopped = await stopAt(nb, 'at 3')
    expect(stopped.result.status).toBe('interrupted')
    const left = Number(/left with (\d+)/.exec(stopped.text)?.[1])
    expect(left).toBeGreaterThanOrEqual(3)
    const again = await stopAt(nb, `at ${left + 1}`)
    expect(again.text).toContain(`from ${left}\n`)
    expect(again.result.metadata.where).toBe(option === '' ? 'session' : 'pool')
  })

  it('gives a worker the time to save that a session has, however long it takes to ask', async () => {
    const saving = `//| pool: true
const c = checkpoint('slow')
console.log('state', c.state ?? 'none')
while (!c.stopRequested) await new Promise(done => setTimeout(done, 5))
for (const end = performance.now() + 400; performance.now() < end; );
c.save('all of it')
console.log('saved')`
    const nb = await opened({ a: saving })
    expect((await stopAt(nb, 'state')).text).toBe('state none\nsaved\n')
    expect((await stopAt(nb, 'state')).text).toContain('state all of it\n')
  })

  it.each([
    ['session', ''],
    ['worker', '//| pool: true\n'],
  ])('of a %s is asked for when the notebook closes, and saved before it has', async (_, option) => {
    const saving = `${option}const c = checkpoint('last')
console.log('state', c.state ?? 'none')
while (!c.stopRequested) await new Promise(done => setTimeout(done, 5))
c.save('when asked')`
    const nb = await opened({ a: saving })
    await new Promise<void>(resolve => void nb.run('a', () => resolve()).catch(() => {}))
    await nb.restart()
    expect((await stopAt(nb, 'state')).text).toContain('state when asked\n')
  })

  it('holds across a restart of the kernel, and is cleared by a run that succeeds', async () => {
    const nb = await opened({ a: `${counting('4')}\nif (i === 3) throw new Error('power cut')` })
    nb.edit(
      'a',
      counting('4').replace(
        'c.save({ i })',
        'c.save({ i }); if (i === 3 && c.state.again !== 1) { c.save({ i, again: 1 }); process.exit(9) }',
      ),
    )
    await nb.run('a')
    await nb.restart()
    const second = await nb.run('a')
    expect(second).toMatchObject({ result: { status: 'ok' } })
    expect(second.text).toContain('from 3\n')
    const third = await nb.runtime().execute({
      cell: 'a' as never,
      code: counting('4'),
      force: true,
      onEvent: () => {},
    })
    expect(third.status).toBe('ok')
  })

  it.each([
    ['code', { a: `${counting('1e9')};0` }],
    ['inputs', { e: 'const end = 2e9' }],
  ])('of other %s is not gone on from', async (_, edits) => {
    const nb = await opened({ e: 'const end = 1e9', a: counting('end') })
    await nb.run('e')
    await stopAt(nb, 'at 3')
    for (const [id, source] of Object.entries(edits)) nb.edit(id, source)
    expect((await stopAt(nb, 'at 2')).text).toContain('from 0\n')
  })

  it('of a file that changed since it was read is not gone on from; one that goes on depends on it', async () => {
    const source = `const text = checkpoint('x').state ? '' : require('node:fs').readFileSync('in.txt', 'utf8')
const c = checkpoint('x')
console.log('state', c.state ?? 'none', text)
if (c.state === undefined) { c.save('half'); console.log('saved'); await new Promise(done => setTimeout(done, 60_000)) }`
    const nb = await opened({ a: source })
    const input = join(nb.folder, 'in.txt')
    writeFileSync(input, 'one')
    const stop = () =>
      nb.run('a', shown => {
        if (!shown.includes('saved')) return
        void nb.runtime().interrupt()
        // The second request stops it at once.
        void nb.runtime().interrupt()
      })
    await stop()
    writeFileSync(input, 'two')
    expect((await stop()).text).toContain('state none two')
    expect((await nb.run('a')).text).toContain('state half \n')
    writeFileSync(input, 'three')
    expect((await stop()).text).toContain('state none three')
  })
})
