/**
 * Plays golden cases of ours and holds what they show against one plain Node script of the final notebook: no cell may run twice in the
 * first Run All, neither more cells than the ideal in the last step, nor others have failed than the case says.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Player, type Step } from '../../support/golden.ts'
import { notebookFolder } from '../../support/notebook-folder.ts'
import { shownByPlainNode } from '../../support/oracle.ts'
import type { Case } from './case.ts'

interface Way {
  readonly stepsOf: (steps: readonly Step[]) => readonly Step[]
  /** A cell's source as it stands in the notebook. */
  readonly marked: (source: string) => string
}

export const playCases = (cases: readonly Case[], { stepsOf, marked }: Way): void => {
  test.each(cases.map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const { folder, open } = notebookFolder()
    layFiles(golden, folder)
    const player = await Player.open(
      Object.entries(golden.cells).map(([id, source]) => ({ id, source: marked(source) })),
      open,
    )
    onTestFinished(() => player.close())
    const [first, ...others] = stepsOf(golden.steps.slice(0, -1))
    if (first !== undefined) await player.step(first)
    const once = player.ran()
    if (first?.op === 'runAll' && golden.firstAgain === undefined)
      expect(once, 'the first Run All').toEqual([...new Set(once)])
    for (const step of others) await player.step(step)
    await player.freshen()
    await player.settle()
    player.ran()
    for (const step of stepsOf(golden.steps.slice(-1))) await player.step(step)
    await player.freshen()
    await player.settle()
    const ran = [...new Set(player.ran())]
    expect(player.shown()).toEqual(golden.expect ?? shownByScript(golden))
    expect(player.failed()).toEqual(golden.errors ?? [])
    if (golden.ideal !== undefined) expect(golden.ideal, `ran ${ran}`).toEqual(expect.arrayContaining(ran))
  })
}

const layFiles = ({ files = {} }: Case, folder: string): void => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

/** In a folder where nothing has run before. */
const shownByScript = (golden: Case): Readonly<Record<string, string>> => {
  const { folder } = notebookFolder()
  layFiles(golden, folder)
  return shownByPlainNode(lastly(golden), folder)
}

/** The cells as the steps leave them, as scripts. */
const lastly = ({ cells, steps }: Case): readonly { readonly id: string; readonly script: string }[] => {
  let book = Object.entries(cells).map(([id, source]) => ({ id, source }))
  for (const step of steps) {
    if (step.op === 'edit') book = book.map(c => (c.id === step.id ? { id: c.id, source: step.source } : c))
    if (step.op === 'delete') book = book.filter(c => c.id !== step.id)
    if (step.op === 'move') {
      const moved = book.filter(c => c.id === step.id)
      book = book.filter(c => c.id !== step.id)
      book.splice(step.index, 0, ...moved)
    }
  }
  return book.map(({ id, source }) => ({ id, script: asScript(source) }))
}

/** A declaration at the start of a line becomes a `var`, which a second one re-assigns. */
const asScript = (source: string): string =>
  source.replace(/^(?:const|let) /gm, 'var ').replace(/^class (\w+)/gm, 'var $1 = class $1')
