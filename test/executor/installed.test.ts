/** A package or module that wasn't there when a cell asked for it, and is afterwards: no restart is needed, whichever way it is imported. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { Player } from '../support/golden.ts'
import { notebookFolder, openRuntime } from '../support/notebook-folder.ts'

const files = {
  'node_modules/greeter/package.json': '{ "name": "greeter", "version": "1.0.0", "main": "main.js" }',
  'node_modules/greeter/main.js': `exports.word = 'hello'`,
  'node_modules/@scope/esm/package.json':
    '{ "name": "@scope/esm", "version": "1.0.0", "type": "module", "exports": { ".": "./main.js", "./sub": "./sub.js" } }',
  'node_modules/@scope/esm/main.js': `export const word = 'hello'`,
  'node_modules/@scope/esm/sub.js': `export const word = 'hello'`,
  'words.ts': `export const word: string = 'hello'`,
}

test.each([
  [`import { word } from 'greeter'`],
  [`const { word } = require('greeter')`],
  [`const { word } = await import('greeter')`],
  [`import { word } from '@scope/esm'`],
  [`import { word } from '@scope/esm/sub'`],
  [`import { word } from './words'`],
  [`import { word } from './words.js'`],
])('%s finds it once it is installed', async source => {
  const { folder, open } = notebookFolder()
  const cells = [
    { id: 'a', source },
    { id: 'b', source: 'console.log(word)' },
  ]
  const player = await Player.open(cells, open)
  onTestFinished(() => player.close())
  await player.step({ op: 'runAll' })
  expect(player.shown().b).not.toBe('hello\n')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  await player.step({ op: 'runAll' })
  expect(player.shown()).toEqual({ a: '', b: 'hello\n' })
})

test.each([
  [
    `import 'greeter'`,
    /^Error: Cannot find package 'greeter' from the notebook's folder \(.*\)\. Install it there: npm install greeter$/m,
  ],
  [`await import('@scope/esm/sub')`, /npm install @scope\/esm$/m],
  [`import './words'`, /^Error: Cannot find module '.\/words' from the notebook's folder \(.*\)\.$/m],
])('%s says where it was looked for, and what to do', async (code, said) => {
  const runtime = await openRuntime()
  const { error } = await runtime.execute({ cell: cellId('a'), code, onEvent: () => {} })
  expect(stripVTControlCharacters(error?.traceback.join('\n') ?? '')).toMatch(said)
})
