/**
 * Effects installed in the test's own process, in a folder of their own. Each test file gets one;
 * `inRun` runs a piece of "user code" as one run and says what it did.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { runId, type RunId, type Version, version } from '../../runtime/brand.ts'
import type { EffectReport } from '../../runtime/effects/effects.ts'
import { ignoredByDefault } from '../../runtime/effects/files/ignored.ts'
import { installEffects } from '../../runtime/effects/install-effects.ts'
import type { Draws } from '../../runtime/executor/executor.ts'
import { keptFiles } from '../../runtime/store/kept-files.ts'

export const hashOf = (content: string | Uint8Array): Version =>
  version(createHash('sha256').update(content).digest('hex'))

export const install = () => {
  const home = process.cwd()
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cellar-effects-')))
  const kept = fs.mkdtempSync(path.join(os.tmpdir(), 'cellar-kept-'))
  const lateErrors: { readonly run: RunId | undefined; readonly error: unknown }[] = []
  const onLateError = (run: RunId | undefined, error: unknown) => void lateErrors.push({ run, error })
  const effects = installEffects({ keeper: keptFiles(kept), cwd: folder, ignore: ignoredByDefault, onLateError })
  let runs = 0

  afterAll(() => {
    effects.uninstall()
    process.chdir(home)
    fs.rmSync(folder, { recursive: true })
    fs.rmSync(kept, { recursive: true })
  })

  return {
    effects,
    folder,
    lateErrors,
    at: (...names: readonly string[]) => path.join(folder, ...names),
    nextRun: (): RunId => runId(`run-${++runs}`),
    async inRun<T>(code: () => T | Promise<T>, options: { readonly replay?: Draws } = {}): Promise<Ran<T>> {
      const run = runId(`run-${++runs}`)
      effects.begin(run, options)
      try {
        const value = await code()
        return { run, value, report: effects.end() }
      } catch (error) {
        effects.end()
        throw error
      }
    },
  }
}

export interface Ran<T> {
  readonly run: RunId
  readonly value: T
  readonly report: EffectReport
}

/** `{ 'file:a.txt': 'missing' }`, paths shortened to be relative to the folder; directories above it left out, and modes. */
export const readsOf = (report: EffectReport, folder: string): Record<string, string> =>
  Object.fromEntries(
    report.reads
      .filter(({ location }) => location.includes(`${folder}/`) || !/^(file|entry|cwd):/.test(location))
      .filter(({ location }) => !isMode(location))
      .map(({ location, version: v }) => [short(location, folder), v]),
  )

type Written = Record<string, readonly [string | null, string | null]>

export const writesOf = ({ writes }: EffectReport, folder: string): Written =>
  changesOf({ writes: writes.filter(({ location }) => !isMode(location)) }, folder)

/** `{ 'mode:run.sh': ['usual', '755'] }` */
export const modesWritten = ({ writes }: EffectReport, folder: string): Written =>
  changesOf({ writes: writes.filter(({ location }) => isMode(location)) }, folder)

const changesOf = ({ writes }: Pick<EffectReport, 'writes'>, folder: string): Written =>
  Object.fromEntries(writes.map(({ location, before, after }) => [short(location, folder), [before, after]]))

const isMode = (location: string): boolean => location.startsWith('mode:')

const short = (location: string, folder: string): string => location.replace(`${folder}/`, '').replace(folder, '.')
