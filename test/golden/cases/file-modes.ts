/** Golden cases of who may do what with files, which is kept apart from what is in them. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

const fs = `import * as fs from 'node:fs'`
const shown = (path: string): string => `console.log((fs.statSync('${path}').mode & 0o7777).toString(8))`
const script = (word: string): string => `${fs}\nfs.writeFileSync('run.sh', '#!/bin/sh\\necho ${word}\\n')`
const called = `import { execFileSync } from 'node:child_process'\nconsole.log(execFileSync('./run.sh', { encoding: 'utf8' }).trim())`

export const fileModeCases: readonly Case[] = [
  {
    name: 'a script written, made a program and called: another text',
    cells: { a: script('one'), b: `fs.chmodSync('run.sh', 0o755)`, c: called, d: shown('run.sh') },
    steps: [runAll, edit('a', script('two'))],
    // Who looks at a file learns its size, too.
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'a script written, made a program and called: another mode',
    cells: {
      a: script('one'),
      b: `fs.chmodSync('run.sh', 0o755)`,
      c: called,
      d: shown('run.sh'),
      e: `console.log(fs.readFileSync('run.sh', 'utf8').length)`,
    },
    steps: [runAll, edit('b', `fs.chmodSync('run.sh', 0o700)`)],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a chmod deleted and brought back',
    cells: { a: script('one'), b: `fs.chmodSync('run.sh', '755')`, c: shown('run.sh') },
    steps: [runAll, remove('b'), runAll, edit('c', `${shown('run.sh')}\nconsole.log('again')`)],
    ideal: ['c'],
  },
  {
    name: 'a chmod moved below who looks',
    cells: { a: script('one'), b: `fs.chmodSync('run.sh', 0o755)`, c: shown('run.sh'), d: `console.log('end')` },
    steps: [runAll, move('b', 2), runAll, run('a')],
  },
  {
    name: 'two files of one content and two modes, written over below',
    cells: {
      a: `${fs}\nfs.writeFileSync('x', 'same', { mode: 0o600 })`,
      b: `fs.writeFileSync('y', 'same', { mode: 0o640 })`,
      c: `${shown('x')}\n${shown('y')}`,
      d: `fs.rmSync('x')\nfs.rmSync('y')`,
    },
    steps: [runAll, edit('c', `${shown('y')}\n${shown('x')}`)],
    ideal: ['c'],
  },
  {
    name: 'a folder of a mode of its own, removed below',
    cells: {
      a: `${fs}\nfs.mkdirSync('sub/deep', { recursive: true, mode: 0o750 })`,
      b: `fs.writeFileSync('sub/deep/x', '1')`,
      c: `${shown('sub')}\n${shown('sub/deep')}\n${shown('sub/deep/x')}`,
      d: `fs.rmSync('sub', { recursive: true })\nconsole.log(fs.existsSync('sub'))`,
    },
    steps: [runAll, edit('c', `${shown('sub/deep')}\n${shown('sub')}`)],
    ideal: ['c'],
  },
  {
    name: 'the mode of a file that is copied and moved',
    cells: {
      a: `${fs}\nfs.writeFileSync('x', '1', { mode: 0o640 })`,
      b: `fs.copyFileSync('x', 'y')\nfs.cpSync('x', 'w')`,
      c: `fs.renameSync('x', 'z')`,
      d: `${shown('y')}\n${shown('z')}\n${shown('w')}`,
    },
    steps: [runAll, edit('a', `${fs}\nfs.writeFileSync('x', '1', { mode: 0o600 })`)],
    ideal: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'a file that is removed and made again has the usual mode',
    cells: {
      a: `${fs}\nfs.writeFileSync('x', '1')`,
      b: `console.log('here')`,
      c: `fs.unlinkSync('x')`,
      d: `fs.writeFileSync('x', '2')`,
      e: shown('x'),
    },
    steps: [runAll, edit('b', `fs.chmodSync('x', 0o600)`), runAll, remove('c'), runAll, edit('b', '')],
  },
  {
    name: 'a file that is not made any more can have no mode',
    cells: {
      a: script('one'),
      b: `try { fs.chmodSync('run.sh', 0o755) } catch (error) { console.log(error.code) }`,
      c: `try { ${shown('run.sh')} } catch (error) { console.log(error.code) }`,
    },
    steps: [runAll, edit('a', fs), runAll, edit('a', script('two'))],
  },
  {
    name: 'a umask for the files of the cells below',
    cells: {
      a: `process.umask(0o077)`,
      b: `${fs}\nfs.writeFileSync('x', '1')`,
      c: `console.log(fs.readFileSync('x', 'utf8'))`,
      d: shown('x'),
    },
    steps: [runAll, edit('a', `process.umask(0o027)`), runAll, remove('a')],
    ideal: ['b', 'd'],
  },
  {
    name: 'a file of the user is closed by a cell',
    files: { 'data.txt': 'mine' },
    cells: {
      a: `${fs}\n${shown('data.txt')}`,
      b: `await fs.promises.chmod('data.txt', 0o600)`,
      c: shown('data.txt'),
    },
    steps: [runAll, run('a'), edit('a', `${fs}\n${shown('data.txt')}\nconsole.log('above')`), runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'a program makes a program',
    cells: {
      a: script('one'),
      b: `import { execSync } from 'node:child_process'\nexecSync('chmod +x run.sh')`,
      c: called,
    },
    steps: [
      runAll,
      edit('a', script('two')),
      runAll,
      edit('b', `import { execSync } from 'node:child_process'\nexecSync('chmod 700 run.sh')`),
    ],
    ideal: ['b', 'c'],
  },
]
