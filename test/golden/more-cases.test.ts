/**
 * Our own golden cases against one plain Node script of the final notebook: in one session, with a restart after every step, and with every
 * cell marked for the pool.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Player, pooled, pooledStep, type Step } from '../support/golden.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { shownByPlainNode } from '../support/oracle.ts'
import { analysisCases } from './cases/analyses.ts'
import { awaitCases } from './cases/awaits.ts'
import type { Case } from './cases/case.ts'
import { codeCases } from './cases/code.ts'
import { drawingCases } from './cases/drawings.ts'
import { firstCases } from './cases/first.ts'
import { lateCases } from './cases/late.ts'
import { moduleCases } from './cases/modules.ts'
import { objectCases } from './cases/objects.ts'
import { packageCases } from './cases/packages.ts'
import { scopeCases } from './cases/scopes.ts'
import { stepCases } from './cases/steps.ts'
import { typescriptCases } from './cases/typescript.ts'
import { valueCases } from './cases/values.ts'
import { settingCases } from './cases/settings.ts'
import { worldCases } from './cases/world.ts'

const cases = [
  ...firstCases,
  ...codeCases,
  ...valueCases,
  ...lateCases,
  ...moduleCases,
  ...packageCases,
  ...settingCases,
  ...worldCases,
  ...drawingCases,
  ...stepCases,
  ...scopeCases,
  ...typescriptCases,
  ...objectCases,
  ...awaitCases,
  ...analysisCases,
]
const lasting = cases.filter(c => c.onlyInOneSession === undefined)
const portable = lasting.filter(c => c.onlyInSession === undefined)

const inOneSession = (steps: readonly Step[]): readonly Step[] => steps
const withRestarts = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((s): readonly Step[] => [s, { op: 'restart' }])
const inThePool = (steps: readonly Step[]): readonly Step[] => steps.map(pooledStep)
const same = (source: string): string => source

describe.each([
  ['in one session', inOneSession, cases, same],
  ['with a restart after every step', withRestarts, lasting, same],
  ['with every cell in the pool', inThePool, portable, pooled],
] as const)('%s', (_title, stepsOf, these, marked) => {
  test.each(these.map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const { folder, open } = notebookFolder()
    for (const [file, text] of Object.entries(golden.files ?? {})) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    const player = await Player.open(
      Object.entries(golden.cells).map(([id, source]) => ({ id, source: marked(source) })),
      open,
    )
    onTestFinished(() => player.close())
    for (const step of stepsOf(golden.steps.slice(0, -1))) await player.step(step)
    await player.freshen()
    await player.settle()
    player.ran()
    for (const step of stepsOf(golden.steps.slice(-1))) await player.step(step)
    await player.freshen()
    await player.settle()
    const ran = [...new Set(player.ran())]
    expect(player.shown()).toEqual(golden.expect ?? shownByPlainNode(lastly(golden), folder))
    expect(player.failed()).toEqual(golden.errors ?? [])
    if (golden.ideal !== undefined) expect(golden.ideal, `ran ${ran}`).toEqual(expect.arrayContaining(ran))
  })
})

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
