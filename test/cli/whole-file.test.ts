/** Where a command writes: through links, never in place of a device, whole or not at all. */
import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { writeWhole } from '../../cli/whole-file.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

it('writes the file that a link leads to', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'old')
  symlinkSync('file', join(folder, 'link'))
  writeWhole(join(folder, 'link'), 'new')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new')
  expect(readdirSync(folder).sort()).toEqual(['file', 'link'])
})

it('writes to what is no file, which stays what it is', async () => {
  const folder = temporaryFolder()
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] })
  const heard = text(reader.stdout)
  // Opening a pipe to write waits for whoever reads it.
  writeWhole(pipe, 'told')
  expect(await heard).toBe('told')
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})
