/**
 * The kernel against Deno's over plain ZeroMQ, turn about in one run: start to the first reply, and a no-op. Fails where the no-op is
 * slower than Deno's (issue 3); `--tiny` only shows that ours works, because Deno is fetched from npm's registry.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { type AnyPeer, deno, PeerKernel, snippets } from './peer-kernel.ts'

const tiny = process.argv.includes('--tiny')
const names: readonly AnyPeer[] = tiny ? ['cellar'] : ['cellar', 'deno']
const { turns, noops } = tiny ? { turns: 1, noops: 5 } : { turns: 8, noops: 50 }

if (!tiny && !existsSync(deno.program)) {
  mkdirSync(deno.folder, { recursive: true })
  const fetched = spawnSync('npm', ['install', '--prefix', deno.folder, 'deno@2.9.6'], { stdio: 'inherit' })
  assert.equal(fetched.status, 0, 'Deno could be fetched from the registry')
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN

const starts = new Map<AnyPeer, number>()
const kernels = new Map<AnyPeer, PeerKernel>()
const executed = new Map<AnyPeer, number[]>(names.map(name => [name, []]))
const nothing = async (name: AnyPeer): Promise<number> => {
  const kernel = kernels.get(name) as PeerKernel
  const start = performance.now()
  const { reply } = await kernel.execute(snippets.cellar.nothing, { cell: 'noop', force: true })
  assert.equal(reply.content.status, 'ok')
  return performance.now() - start
}

for (const name of names) {
  const start = performance.now()
  kernels.set(name, await PeerKernel.start(name))
  await nothing(name)
  starts.set(name, performance.now() - start)
}
// The first turn is for V8 to compile what it will.
for (let turn = 0; turn <= turns; turn++)
  for (const name of names)
    for (let i = 0; i < noops; i++) {
      const ms = await nothing(name)
      if (turn > 0) executed.get(name)?.push(ms)
    }
for (const kernel of kernels.values()) await kernel.stop()

const times = (name: AnyPeer) => median(executed.get(name) ?? [])
console.log(`milliseconds                   ${names.map(name => name.padStart(9)).join('')}`)
console.log(`start → first execute reply    ${names.map(name => starts.get(name)?.toFixed(0).padStart(9)).join('')}`)
console.log(`no-op executed, p50            ${names.map(name => times(name).toFixed(2).padStart(9)).join('')}`)
process.exit(!tiny && times('cellar') > times('deno') ? 1 : 0)
