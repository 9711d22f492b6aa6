/** A file saved in an editor marks its readers without anybody running anything. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { StatesMessage } from '../../runtime/view.ts'
import { Player } from '../support/golden.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

test('a saved data file or local module marks the cells that read it stale, with the reason', async () => {
  const { folder, open } = notebookFolder()
  writeFileSync(join(folder, 'data.csv'), '1')
  writeFileSync(join(folder, 'm.ts'), 'export const one = 1')
  const player = await Player.open(
    [
      { id: 'a', source: `import { readFileSync } from 'node:fs'` },
      { id: 'b', source: `console.log(readFileSync('data.csv', 'utf8'))` },
      { id: 'c', source: `import { one } from './m.ts'` },
    ],
    open,
  )
  onTestFinished(() => player.close())
  await player.step({ op: 'runAll' })
  const marked = (id: string): Promise<string> =>
    new Promise(resolve => {
      player.runtime.subscribe((message: StatesMessage) => {
        const view = message.cells.find(c => c.id === id)
        if (view?.state === 'stale') resolve(view.because?.text ?? '')
      })
    })
  const data = marked('b')
  writeFileSync(join(folder, 'data.csv'), '22')
  expect(await data).toBe('`data.csv` changed on disk.')
  const module = marked('c')
  writeFileSync(join(folder, 'm.ts'), 'export const one = 11')
  expect(await module).toMatch(/m\.ts` changed on disk/)
})
