/** Golden cases of what cells do outside their heap: built-ins, variables, directories, files, processes, modules. */
import { type Case, edit, move, remove, run, runAll } from './case.ts'

const folder = (more = ''): string =>
  `import * as fs from 'node:fs'\nimport { tmpdir } from 'node:os'\nconst dir = fs.mkdtempSync(tmpdir() + '/cellar-case-')${more}`

export const worldCases: readonly Case[] = [
  {
    name: 'one of two lists of headers edited',
    cells: {
      a: `const sent = new Headers()`,
      b: `const got = new Headers()`,
      c: `sent.set('x', '1')`,
      d: `got.append('x', '2')`,
      e: `console.log(sent.get('x'))`,
      f: `console.log(got.get('x'))`,
    },
    steps: [runAll, edit('c', `sent.set('x', '3')`)],
    ideal: ['c', 'e'],
    onlyInOneSession: `what classes of Node keep is not stored`,
  },
  {
    name: 'an AsyncLocalStorage entered in several cells',
    cells: {
      a: `import { AsyncLocalStorage } from 'node:async_hooks'\nconst storage = new AsyncLocalStorage()`,
      b: `const where = () => storage.getStore()?.id`,
      c: `console.log(await storage.run({ id: 1 }, async () => (await null, where())))`,
      d: `console.log(await storage.run({ id: 2 }, async () => (await null, where())), where())`,
    },
    steps: [runAll, edit('d', `console.log(await storage.run({ id: 3 }, async () => (await null, where())), where())`)],
  },
  {
    name: 'into a new folder, a line more above, the way back out deleted',
    cells: {
      a: `process.env.LEVEL = '3'`,
      b: `import { mkdirSync } from 'node:fs'\nmkdirSync('sub/dir', { recursive: true })\nprocess.chdir('sub')`,
      c: `process.chdir('dir')\nprocess.env.LEVEL += '4'`,
      d: `console.log(process.cwd().split('/').at(-1), process.env.LEVEL)`,
      e: `process.chdir('../..')`,
    },
    steps: [runAll, edit('a', `process.env.LEVEL = '3'\nconsole.log('here')`), remove('e'), run('d')],
  },
  {
    name: 'a folder listed above the cell that makes it',
    cells: {
      a: `import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'`,
      b: `try { console.log(readdirSync('out').length) } catch (error) { console.log(error.code) }`,
      c: `mkdirSync('out')`,
      d: `console.log(readdirSync('out').length)`,
    },
    steps: [runAll, edit('c', `mkdirSync('out/deep', { recursive: true })`), runAll],
    ideal: [],
  },
  {
    name: 'the class of headers patched',
    cells: {
      a: 'const sent = new Headers({ x: "1" })',
      b: 'Headers.prototype.shout = function () { return this.get("x") + "!" }',
      c: 'console.log(sent.shout())',
    },
    steps: [runAll, edit('b', 'Headers.prototype.shout = function () { return this.get("x") + "?" }')],
    ideal: ['b', 'c'],
    onlyInOneSession: `what classes of Node keep is not stored`,
  },
  {
    name: 'a field of a form appended in another cell',
    cells: {
      a: `const form = new FormData()\nform.append('n', '1')`,
      b: `form.append('n', '2')`,
      c: `console.log(form.getAll('n').join())`,
      d: `form.append('m', '4')`,
      e: `console.log([...form.keys()].join())`,
    },
    steps: [runAll, edit('b', `form.append('n', '3')`), runAll, remove('b')],
    ideal: ['c', 'd', 'e'],
    onlyInOneSession: `what classes of Node keep is not stored`,
  },
  {
    name: 'a listener of the process prints where it is told',
    cells: {
      a: `process.on('mine', v => console.log('heard', v))`,
      b: `process.emit('mine', 1)\nconsole.log('after')`,
      c: `process.emit('mine', 3)`,
    },
    steps: [runAll, edit('b', `process.emit('mine', 2)\nconsole.log('after')`)],
    ideal: ['b'],
  },
  {
    name: 'Object.prototype patched and read through for-in',
    cells: {
      a: 'const plain = { own: 1 }',
      b: 'Object.prototype.extra = 2',
      c: 'const keys = []; for (const k in plain) keys.push(k)',
      d: 'console.log(keys.join())',
    },
    steps: [runAll, remove('b')],
  },
  {
    name: 'Array.prototype patched in two cells',
    cells: {
      a: 'Array.prototype.last = function () { return this.at(-1) }',
      b: 'console.log([1, 2].last())',
      c: 'Array.prototype.last = function () { return "patched" }',
      d: 'console.log([1].last())',
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'a static of a built-in replaced and put back',
    cells: {
      a: 'const realNow = Date.now',
      b: 'Date.now = () => 42',
      c: 'console.log(Date.now())',
      d: 'Date.now = realNow',
      e: 'console.log(Date.now() > 42)',
    },
    steps: [runAll, edit('b', 'Date.now = () => 43')],
  },
  {
    name: 'String.prototype patched with a getter',
    cells: {
      a: `Object.defineProperty(String.prototype, 'shout', { get() { return this.toUpperCase() }, configurable: true })`,
      b: `console.log('hi'.shout)`,
    },
    steps: [
      runAll,
      edit(
        'a',
        `Object.defineProperty(String.prototype, 'shout', { get() { return this.toUpperCase() + '!' }, configurable: true })`,
      ),
    ],
    ideal: ['a', 'b'],
  },
  {
    name: 'a function of a module of Node replaced, and edited',
    cells: {
      a: `import fs from 'node:fs'`,
      b: `fs.readFileSync = () => 'one'`,
      c: `console.log(fs.readFileSync('x'))`,
      d: `console.log(fs.existsSync('x'))`,
    },
    steps: [runAll, edit('b', `fs.readFileSync = () => 'two'`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'a property put on a module of Node by a deleted cell',
    cells: { a: `import path from 'node:path'`, b: 'path.extra = 1', c: 'console.log(typeof path.extra)' },
    steps: [runAll, remove('b')],
    ideal: ['c'],
  },
  {
    name: 'an environment variable written, deleted and listed',
    cells: {
      a: `process.env.GOLDEN_CASE = 'one'`,
      b: 'console.log(process.env.GOLDEN_CASE)',
      c: 'delete process.env.GOLDEN_CASE',
      d: `console.log('GOLDEN_CASE' in process.env)`,
    },
    steps: [runAll, remove('c')],
    ideal: ['a', 'd'],
  },
  {
    name: 'the names of the environment variables, and the cell that adds one',
    cells: {
      a: `process.env.GOLDEN_A = 'x'; console.log(Object.keys(process.env).filter(k => k.startsWith('GOLDEN_')).join())`,
      b: `console.log('GOLDEN_B' in process.env)`,
      c: `process.env.GOLDEN_B = 'y'`,
      d: `console.log(Object.keys(process.env).filter(k => k.startsWith('GOLDEN_')).sort().join())`,
    },
    steps: [runAll, remove('c')],
    // A variable's value may be a secret, so no store has it: after a restart its cell sets it again.
    ideal: ['a', 'd'],
  },
  {
    name: 'process.exitCode and process.title are nobody’s business',
    cells: { a: 'const pid = process.pid > 0', b: 'console.log(pid)' },
    steps: [runAll, run('b')],
    ideal: [],
  },
  {
    name: 'chdir in one cell, a relative file in another',
    cells: {
      a: folder(),
      b: 'process.chdir(dir)',
      c: `fs.writeFileSync('rel.txt', 'one')`,
      d: `console.log(fs.readFileSync(dir + '/rel.txt', 'utf8'))`,
    },
    steps: [runAll, edit('c', `fs.writeFileSync('rel.txt', 'two')`)],
    ideal: ['c', 'd'],
  },
  {
    name: 'a file appended by three cells, the middle one deleted',
    cells: {
      a: folder(`\nconst log = dir + '/log'`),
      b: `fs.writeFileSync(log, 'b')`,
      c: `fs.appendFileSync(log, 'c')`,
      d: `fs.appendFileSync(log, 'd')`,
      e: `console.log(fs.readFileSync(log, 'utf8'))`,
    },
    steps: [runAll, remove('c')],
    ideal: ['d', 'e'],
  },
  {
    name: 'a file renamed by a cell',
    cells: {
      a: folder(),
      b: `fs.writeFileSync(dir + '/a.txt', 'A')`,
      c: `fs.renameSync(dir + '/a.txt', dir + '/b.txt')`,
      d: `console.log(fs.readdirSync(dir).join())`,
      e: `console.log(fs.readFileSync(dir + '/' + fs.readdirSync(dir)[0], 'utf8'))`,
    },
    steps: [runAll, edit('b', `fs.writeFileSync(dir + '/a.txt', 'AA')`)],
    ideal: ['b', 'c', 'e'],
  },
  {
    name: 'a file removed by a cell that is deleted',
    cells: {
      a: folder(),
      b: `fs.writeFileSync(dir + '/x', '1')`,
      c: `fs.rmSync(dir + '/x')`,
      d: `console.log(fs.existsSync(dir + '/x'))`,
    },
    steps: [runAll, remove('c')],
    ideal: ['d'],
  },
  {
    name: 'a directory made, filled and removed',
    cells: {
      a: folder(),
      b: `fs.mkdirSync(dir + '/sub')`,
      c: `fs.writeFileSync(dir + '/sub/f', 'f')`,
      d: `console.log(fs.readdirSync(dir + '/sub').join())`,
      e: `fs.rmSync(dir + '/sub', { recursive: true })`,
      f: `console.log(fs.existsSync(dir + '/sub'))`,
    },
    steps: [runAll, edit('c', `fs.writeFileSync(dir + '/sub/g', 'g')`)],
    ideal: ['c', 'd', 'e'],
  },
  {
    name: 'a stream that two cells write to',
    cells: {
      a: folder(`\nconst sink = fs.createWriteStream(dir + '/out')`),
      b: `sink.write('b')`,
      c: `sink.write('c')`,
      d: `await new Promise(r => sink.end(r)); console.log(fs.readFileSync(dir + '/out', 'utf8'))`,
    },
    steps: [runAll, edit('b', `sink.write('B')`)],
  },
  {
    name: 'fs/promises in all its forms',
    cells: {
      a: `import { mkdtemp, writeFile, readFile, appendFile } from 'node:fs/promises'\nimport { tmpdir } from 'node:os'\nconst dir = await mkdtemp(tmpdir() + '/cellar-case-')`,
      b: `await writeFile(dir + '/p', 'p')`,
      c: `await appendFile(dir + '/p', 'q')`,
      d: `console.log(await readFile(dir + '/p', 'utf8'))`,
    },
    steps: [runAll, edit('b', `await writeFile(dir + '/p', 'P')`)],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a child process reads what a cell wrote',
    cells: {
      a: folder(`\nimport { execFileSync } from 'node:child_process'`),
      b: `fs.writeFileSync(dir + '/in', 'b')`,
      c: `console.log(execFileSync('cat', [dir + '/in'], { encoding: 'utf8' }))`,
    },
    steps: [runAll, edit('b', `fs.writeFileSync(dir + '/in', 'B')`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'a child process writes what a cell reads',
    cells: {
      a: folder(`\nimport { execSync } from 'node:child_process'`),
      b: `execSync('echo one > ' + dir + '/made')`,
      c: `console.log(fs.readFileSync(dir + '/made', 'utf8').trim())`,
    },
    steps: [runAll, edit('b', `execSync('echo two > ' + dir + '/made')`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'an import moved below its user',
    cells: { a: `import { sep } from 'node:path'`, b: 'const s = typeof sep', c: 'console.log(s)', d: 'let z = 1' },
    steps: [runAll, edit('d', 'let z = 2')],
    ideal: ['d'],
  },
  {
    name: 'a listing moved above the cell that adds a file',
    cells: { a: folder(), b: `fs.writeFileSync(dir + '/one', '1')`, c: `console.log(fs.readdirSync(dir).length)` },
    steps: [runAll, move('c', 1)],
    ideal: ['c'],
  },
  {
    name: 'a child process is handed a variable that a cell sets',
    cells: {
      a: `import { execSync } from 'node:child_process'`,
      b: `process.env.GOLDEN_X = 'one'`,
      c: `console.log(execSync('printf "$GOLDEN_X"', { encoding: 'utf8' }))`,
      d: `console.log('apart')`,
    },
    steps: [runAll, edit('b', `process.env.GOLDEN_X = 'two'`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'a child process, and a variable that is set above it later',
    cells: {
      a: `import { execSync } from 'node:child_process'`,
      b: '',
      c: `console.log(execSync('printf "$GOLDEN_Y"', { encoding: 'utf8' }))`,
      d: `process.env.GOLDEN_Y = 'below'`,
    },
    steps: [runAll, edit('b', `process.env.GOLDEN_Y = 'above'`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'what a child process says, gathered by one cell and waited for by another',
    cells: {
      a: `import { spawn } from 'node:child_process'\nconst out = []`,
      b: `const child = spawn('echo', ['one'])\nchild.stdout.on('data', d => out.push(String(d).trim()))`,
      c: `const done = new Promise(r => child.on('close', r))`,
      d: 'console.log(await done)',
      e: 'console.log(out.join())',
    },
    steps: [
      runAll,
      edit('b', `const child = spawn('echo', ['two'])\nchild.stdout.on('data', d => out.push(String(d).trim()))`),
    ],
    ideal: ['a', 'b', 'c', 'd', 'e'],
  },
  {
    name: 'a listener for an event of process, edited below its emitter and back',
    cells: {
      a: 'const heard = []',
      b: `process.on('mine', v => heard.push('b' + v))`,
      c: `process.emit('mine', 1)`,
      d: 'console.log(heard.join())',
    },
    steps: [runAll, move('b', 2), run('d'), move('b', 1), edit('b', `process.on('mine', v => heard.push('B' + v))`)],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a listener for an event of process, taken off between two that emit it',
    cells: {
      a: 'const heard = []\nconst hear = v => heard.push(v)',
      b: `process.on('mine', hear)`,
      c: `process.emit('mine', 1)`,
      d: `process.off('mine', hear)`,
      e: `process.emit('mine', 2)`,
      f: `console.log(heard.join(), process.listenerCount('mine'))`,
    },
    steps: [runAll, remove('d')],
    ideal: ['e', 'f'],
  },
  {
    name: 'a cell that lists the folder that it has just written to',
    cells: {
      a: folder(),
      b: `fs.writeFileSync(dir + '/one', '1')`,
      c: `fs.writeFileSync(dir + '/two', '2')\nconsole.log(fs.readdirSync(dir).join())`,
      d: `fs.mkdirSync(dir + '/made')\nfs.writeFileSync(dir + '/made/in', '')\nconsole.log(fs.readdirSync(dir).join(), fs.readdirSync(dir + '/made').join())`,
      e: `fs.rmSync(dir + '/one')\nconsole.log(fs.readdirSync(dir).join())`,
      f: `console.log(fs.readdirSync(dir, { recursive: true }).sort().join())`,
    },
    steps: [runAll, edit('c', `fs.writeFileSync(dir + '/two', '22')\nconsole.log(fs.readdirSync(dir).join(' '))`)],
    ideal: ['c'],
  },
  {
    name: 'a folder listed below by who writes to it, with a file more above',
    cells: {
      a: folder(),
      b: `fs.writeFileSync(dir + '/one', '1')`,
      c: `fs.writeFileSync(dir + '/two', '2')\nconsole.log(fs.readdirSync(dir).join())`,
      d: `console.log(fs.readdirSync(dir).length)`,
    },
    steps: [runAll, edit('b', `fs.writeFileSync(dir + '/one', '1')\nfs.writeFileSync(dir + '/zero', '0')`)],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'an answer that one cell asks for, the next awaits, and another reads',
    cells: {
      a: `import http from 'node:http'`,
      b: `const server = http.createServer((_, answer) => answer.end('hi')); await new Promise(r => server.listen(0, r))`,
      c: `const asked = fetch('http://localhost:' + server.address().port)`,
      d: 'const answer = await asked',
      e: 'console.log(await answer.text())',
      f: 'server.close(); server.closeAllConnections()',
    },
    steps: [runAll, edit('e', `console.log('said', await answer.text())`)],
  },
]
