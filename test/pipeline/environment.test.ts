/** What is kept of where a batch ran. Real repositories. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environmentOf } from '../../pipeline/environment.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

const gitOf = async (folder: string): Promise<unknown> => (await environmentOf(folder)).git

test('the git revision, and whether the tree differs from it; nothing without a commit', async () => {
  const { folder } = notebookFolder()
  const who = ['-c', 'user.name=n', '-c', 'user.email=e@example.org']
  const git = (...args: readonly string[]): string => execFileSync('git', [...who, ...args], { cwd: folder }).toString()
  expect(await gitOf(folder)).toBeUndefined()
  git('init', '-q')
  expect(await gitOf(folder)).toBeUndefined()
  writeFileSync(join(folder, 'a.txt'), 'one')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
  const revision = git('rev-parse', 'HEAD').trim()
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub', 'untracked.txt'), '')
  expect(await gitOf(join(folder, 'sub'))).toEqual({ revision, dirty: false })
  writeFileSync(join(folder, 'a.txt'), 'two')
  expect(await gitOf(join(folder, 'sub'))).toEqual({ revision, dirty: true })
})
