/**
 * Golden cases of files that one cell opens, others read or write by the number, handle or stream, and another closes: a rerun starts at the
 * position, and on the content, that a fresh run would.
 */
import { type Case, edit, remove, run, runAll } from './case.ts'

const fs = "import * as fs from 'node:fs'\nimport * as files from 'node:fs/promises'"
const input = "fs.writeFileSync('in.txt', 'abcdefghijklmnop')"
const take = (n: number, file = 'fd'): string =>
  `console.log((b => { fs.readSync(${file}, b); return b.toString() })(Buffer.alloc(${n})))`
const show = "console.log(fs.readFileSync('o.txt', 'utf8'))"

export const openFileCases: readonly Case[] = [
  {
    name: 'a file that is read for a callback, below which cells go on',
    files: { 'data.txt': 'abcd' },
    cells: {
      a: `import fs from 'node:fs'; import { setTimeout as wait } from 'node:timers/promises'`,
      b: `const got = []; fs.readFile('data.txt', 'utf8', (_, text) => got.push(text.length))`,
      c: `got.push('c')`,
      d: 'await wait(50); console.log(got.join())',
    },
    steps: [runAll, edit('c', `got.push('cc')`)],
  },
  {
    name: 'callbacks of packing and of a key, below which cells go on',
    cells: {
      a: `import zlib from 'node:zlib'; import crypto from 'node:crypto'; import { setTimeout as wait } from 'node:timers/promises'`,
      b: `const got = []; zlib.gzip('hello', (_, packed) => got.push(zlib.gunzipSync(packed).toString()))`,
      c: `const keys = []; crypto.pbkdf2('a', 'b', 10, 8, 'sha1', (_, key) => keys.push(key.length))`,
      d: `got.push('d'); keys.push('d')`,
      e: 'await wait(50); console.log(got.join(), keys.join())',
    },
    steps: [runAll, edit('d', `got.push('dd'); keys.push('dd')`)],
  },
  {
    name: 'a file whose writing nobody awaits before a cell below reads it',
    cells: {
      a: `import fs from 'node:fs'`,
      b: `const text = 'x'.repeat(1e6); const written = fs.promises.writeFile('out.txt', text)`,
      c: 'await written; console.log(fs.readFileSync("out.txt").length)',
    },
    steps: [runAll, edit('b', `const text = 'x'.repeat(2e6); const written = fs.promises.writeFile('out.txt', text)`)],
    ideal: ['b', 'c'],
  },
  {
    name: 'a folder whose removal nobody awaits before a cell below looks for it',
    cells: {
      a: `import fs from 'node:fs'`,
      b: `fs.mkdirSync('old/deep', { recursive: true })`,
      c: `const gone = []; fs.rm('old', { recursive: true }, error => gone.push(String(error)))`,
      d: 'await new Promise(done => setTimeout(done, 50)); console.log(gone.join(), fs.existsSync("old"))',
    },
    steps: [runAll, edit('b', `fs.mkdirSync('old/deeper', { recursive: true })`)],
  },
  {
    name: 'a file that a stream reads, a cell below listens to, and another waits for',
    files: { 'lines.txt': 'one\ntwo\n' },
    cells: {
      a: `import fs from 'node:fs'; import readline from 'node:readline'; import { once } from 'node:events'`,
      b: `const input = fs.createReadStream('lines.txt', 'utf8')`,
      c: `const read = []; input.on('data', text => read.push(text.length))`,
      d: `await once(input, 'close'); console.log(read.join())`,
    },
    steps: [runAll, edit('c', `const read = []; input.on('data', text => read.push(text.toUpperCase()))`)],
  },
  {
    name: 'a file that a stream reads, and the cell that waits for it is edited',
    files: { 'lines.txt': 'one\ntwo\n' },
    cells: {
      a: `import fs from 'node:fs'; import readline from 'node:readline'; import { once } from 'node:events'`,
      b: `const input = fs.createReadStream('lines.txt', 'utf8')`,
      c: `const read = []; input.on('data', text => read.push(text.length))`,
      d: `await once(input, 'close'); console.log(read.join())`,
    },
    steps: [runAll, edit('d', `await once(input, 'end'); console.log('all', read.join())`)],
  },
  {
    name: 'lines that one cell is to read and the next one gets',
    files: { 'lines.txt': 'one\ntwo\n' },
    cells: {
      a: `import fs from 'node:fs'; import readline from 'node:readline'; import { once } from 'node:events'`,
      b: `const input = fs.createReadStream('lines.txt', 'utf8')`,
      c: 'const lines = readline.createInterface({ input })',
      d: 'for await (const line of lines) console.log(line)',
    },
    steps: [runAll, edit('d', 'for await (const line of lines) console.log(line.length)')],
  },
  {
    name: 'lines that a cell hears and another counts',
    files: { 'lines.txt': 'one\ntwo\n' },
    cells: {
      a: `import fs from 'node:fs'; import readline from 'node:readline'; import { once } from 'node:events'`,
      b: `const input = fs.createReadStream('lines.txt', 'utf8')`,
      c: `const lines = readline.createInterface({ input })`,
      d: `let count = 0; lines.on('line', () => { count++ })`,
      e: `await once(lines, 'close'); console.log(count)`,
      f: 'console.log(count * 2)',
    },
    steps: [runAll, edit('d', `let count = 0; lines.on('line', line => { count += line.length })`)],
  },
  {
    name: 'a file read by its number, piece by piece',
    cells: {
      a: fs,
      b: input,
      c: "const fd = fs.openSync('in.txt', 'r')",
      d: take(3),
      e: take(3),
      f: 'fs.closeSync(fd)',
    },
    steps: [runAll, run('d'), edit('d', take(4))],
  },
  {
    name: 'a file read by its number and not closed, the last piece edited',
    cells: { a: fs, b: input, c: "const fd = fs.openSync('in.txt', 'r')", d: take(3), e: take(3) },
    steps: [runAll, edit('e', take(2))],
  },
  {
    name: 'a file read by its number, its content edited',
    cells: { a: fs, b: input, c: "const fd = fs.openSync('in.txt', 'r')", d: take(3), e: 'fs.closeSync(fd)' },
    steps: [runAll, edit('b', "fs.writeFileSync('in.txt', 'ABCDEFG')")],
  },
  {
    name: 'a number of a file in an object',
    cells: {
      a: fs,
      b: input,
      c: "const file = { fd: fs.openSync('in.txt', 'r'), uses: 0 }",
      d: `file.uses++; ${take(3, 'file.fd')}`,
      e: `file.uses++; ${take(3, 'file.fd')}; console.log(file.uses)`,
    },
    steps: [runAll, edit('d', `file.uses++; ${take(4, 'file.fd')}`)],
  },
  {
    name: 'a file written by its number',
    cells: {
      a: fs,
      b: "const fd = fs.openSync('o.txt', 'w')",
      c: "fs.writeSync(fd, 'one')",
      d: "fs.writeSync(fd, 'two')",
      e: 'fs.closeSync(fd)',
      f: show,
    },
    steps: [runAll, edit('c', "fs.writeSync(fd, 'first')"), remove('d')],
  },
  {
    name: 'numbers of files in a list',
    cells: {
      a: fs,
      b: "const fds = [fs.openSync('o.txt', 'w'), fs.openSync('p.txt', 'w')]",
      c: "fs.writeSync(fds[0], 'one')",
      d: "fs.writeSync(fds[1], 'two')",
      e: 'for (const fd of fds) fs.closeSync(fd)',
      f: "console.log(fs.readFileSync('o.txt', 'utf8'), fs.readFileSync('p.txt', 'utf8'))",
    },
    steps: [runAll, edit('c', "fs.writeSync(fds[0], 'first')")],
  },
  {
    name: 'a file appended to by its number',
    cells: {
      a: `${fs}\nfs.writeFileSync('o.txt', '')`,
      b: "const fd = fs.openSync('o.txt', 'a')",
      c: "fs.appendFileSync(fd, 'one')",
      d: "fs.appendFileSync(fd, 'two'); fs.closeSync(fd)",
      e: show,
    },
    steps: [runAll, edit('c', "fs.appendFileSync(fd, 'first')")],
  },
  {
    name: 'an open file beside cells that have nothing to do with it',
    cells: {
      a: fs,
      b: input,
      c: "const fd = fs.openSync('in.txt', 'r')",
      d: 'let n = 1',
      e: 'n++',
      f: 'console.log(n)',
    },
    steps: [runAll, edit('e', 'n += 5')],
    ideal: ['e', 'f'],
  },
  {
    name: 'a file handle written and closed',
    cells: {
      a: fs,
      b: "const handle = await files.open('o.txt', 'w')",
      c: "await handle.write('one')",
      d: "await handle.write('two')",
      e: 'await handle.close()',
      f: show,
    },
    steps: [runAll, edit('d', "await handle.writeFile('second')"), edit('c', "await handle.write('first')")],
  },
  {
    name: 'a file handle closed later',
    cells: {
      a: fs,
      b: "const handle = await files.open('o.txt', 'w')",
      c: "await handle.write('one')",
      d: 'await handle.close()',
      e: show,
    },
    steps: [runAll, edit('d', "await handle.write('more'); await handle.close()")],
  },
  {
    name: 'a stream written and ended',
    firstAgain: 'what a stream has yet to write is known only when it is done',
    cells: {
      a: fs,
      b: "const stream = fs.createWriteStream('o.txt')",
      c: "stream.write('one')",
      d: "stream.write('two')",
      e: 'await new Promise(r => stream.end(r))',
      f: show,
    },
    steps: [runAll, edit('c', "stream.write('first')"), remove('d')],
  },
  {
    name: 'a stream whose file is read before it ends',
    firstAgain: 'what a stream has yet to write is known only when it is done',
    cells: {
      a: fs,
      b: "const stream = fs.createWriteStream('o.txt')",
      c: "await new Promise(r => stream.write('one', r))",
      d: show,
      e: "await new Promise(r => stream.end('two', r))",
      f: show,
    },
    steps: [runAll, edit('e', "await new Promise(r => stream.end('second', r))")],
  },
  {
    name: 'a corked stream',
    firstAgain: 'what a stream has yet to write is known only when it is done',
    cells: {
      a: fs,
      b: "const stream = fs.createWriteStream('o.txt')",
      c: "stream.cork(); stream.write('one')",
      d: "stream.write('two'); stream.uncork()",
      e: 'await new Promise(r => stream.end(r))',
      f: show,
    },
    steps: [runAll, edit('d', "stream.write('second'); stream.uncork()")],
  },
]
