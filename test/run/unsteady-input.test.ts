/** A cell whose input changes while it runs is never fresh: who needs it is told so, and nobody waits for ever. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

test('a cell below one that reads a file which grows says why it can’t run', async () => {
  const { folder, open } = notebookFolder()
  const log = join(folder, 'log.txt')
  let lines = 0
  const grow = (): void => writeFileSync(log, `${++lines}\n`)
  grow()
  const growing = setInterval(grow, 1)
  const runtime = await open()
  onTestFinished(() => {
    clearInterval(growing)
    return runtime.close()
  })
  const sources = {
    reads: `import { readFileSync } from 'node:fs'\nconst n = readFileSync('log.txt', 'utf8')\nawait new Promise(resolve => setTimeout(resolve, 30))`,
    below: `console.log(n.length > 0)`,
  }
  runtime.setDocument(Object.entries(sources).map(([id, source]) => ({ id: cellId(id), source })))
  const { status, error } = await runtime.execute({ cell: cellId('below'), code: sources.below, onEvent: () => {} })
  expect([status, error?.message]).toEqual(['error', expect.stringContaining('[1] is stale whenever it has run: ')])
  expect(error?.message).toContain('log.txt` changed on disk')
  expect(runtime.runs({ cell: cellId('reads'), limit: 99, offset: 0 }).length).toBeLessThan(6)
})
