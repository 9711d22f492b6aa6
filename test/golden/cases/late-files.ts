/**
 * Golden cases of files that code which one cell left going reads or writes while another waits: that is a part of what the waiting cell
 * did, so that it is put back with it and makes it stale.
 */
import { type Case, edit, runAll } from './case.ts'

const imports = `import fs from 'node:fs'; import { setTimeout as wait } from 'node:timers/promises'; import { pipeline } from 'node:stream/promises'`
const files = { 'in.txt': 'one\ntwo\n' }

export const lateFileCases: readonly Case[] = [
  {
    name: 'a file that streams write, begun in one cell, awaited in the next, and read below',
    files,
    cells: {
      a: imports,
      b: `const done = pipeline(fs.createReadStream('in.txt'), fs.createWriteStream('o.txt'))`,
      c: `await done; console.log(fs.readFileSync('o.txt', 'utf8'))`,
      d: `console.log(fs.readFileSync('o.txt', 'utf8').length)`,
    },
    steps: [
      runAll,
      edit('c', `await done; console.log('done', fs.readFileSync('o.txt', 'utf8'))`),
      edit('b', `const done = pipeline(fs.createReadStream('in.txt', { start: 4 }), fs.createWriteStream('o.txt'))`),
    ],
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a file that a loop over a stream writes while a cell below waits',
    files,
    cells: {
      a: imports,
      b: `const out = fs.createWriteStream('o.txt')`,
      c: `const done = (async () => {
  for await (const text of fs.createReadStream('in.txt', 'utf8')) out.write(text.toUpperCase())
  await new Promise(r => out.end(r))
})()`,
      d: `await done; console.log(fs.readFileSync('o.txt', 'utf8'))`,
      e: `console.log(fs.readFileSync('o.txt', 'utf8').length)`,
    },
    steps: [runAll, edit('d', `await done; console.log('done', fs.readFileSync('o.txt', 'utf8'))`)],
  },
  {
    name: 'a file that an interval appends to while a cell below waits',
    cells: {
      a: imports,
      b: `let n = 0\nconst ticks = setInterval(() => { fs.appendFileSync('o.txt', 'x'); if (++n === 3) clearInterval(ticks) }, 10)`,
      c: `while (n < 3) await wait(10); console.log(fs.readFileSync('o.txt', 'utf8'))`,
      d: `console.log(fs.readFileSync('o.txt', 'utf8').length)`,
    },
    steps: [
      runAll,
      edit(
        'b',
        `let n = 0\nconst ticks = setInterval(() => { fs.appendFileSync('o.txt', 'yy'); if (++n === 3) clearInterval(ticks) }, 10)`,
      ),
    ],
    expect: { a: '', b: '', c: 'yyyyyy\n', d: '6\n' },
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a stream piped into a file, by no name, and a cell that waits',
    files,
    cells: {
      a: imports,
      b: `fs.createReadStream('in.txt').pipe(fs.createWriteStream('o.txt'))`,
      c: `for (;;) {
  await wait(10)
  if (fs.existsSync('o.txt') && fs.statSync('o.txt').size > 3) break
}
console.log(fs.readFileSync('o.txt', 'utf8'))`,
      d: `console.log(fs.readFileSync('o.txt', 'utf8').length)`,
    },
    steps: [
      runAll,
      edit('d', `console.log('d', fs.readFileSync('o.txt', 'utf8').length)`),
      edit('b', `fs.createReadStream('in.txt', { start: 4 }).pipe(fs.createWriteStream('o.txt'))`),
    ],
    onlyInSession: 'a stream that flows on in the session is no input of a cell that waits for its file in a worker',
    ideal: ['b', 'c', 'd'],
  },
  {
    name: 'a file that is written to its end in one cell, and the next waits for that',
    cells: {
      a: `import fs from 'node:fs'; import { once } from 'node:events'`,
      b: `const heard = []\nconst out = fs.createWriteStream('o.txt').on('finish', () => heard.push('finish'))`,
      c: `out.write('one', () => heard.push('one')); out.end('two')`,
      d: `heard.push('d')`,
      e: `await once(out, 'close'); console.log(heard.join(), fs.readFileSync('o.txt', 'utf8'))`,
    },
    steps: [
      runAll,
      edit('e', `await once(out, 'finish'); console.log(heard.join(), fs.readFileSync('o.txt', 'utf8'))`),
      edit('c', `out.end('three')`),
    ],
  },
  {
    name: 'packing that one cell begins, others feed and another waits for',
    cells: {
      a: `import fs from 'node:fs'; import { once } from 'node:events'; import zlib from 'node:zlib'`,
      b: `const packed = []\nconst gzip = zlib.createGzip().on('data', part => packed.push(part))`,
      c: `gzip.write('hello ')`,
      d: `gzip.end('world')`,
      e: `await once(gzip, 'end'); console.log(zlib.gunzipSync(Buffer.concat(packed)).toString())`,
    },
    steps: [runAll, edit('d', `gzip.end('you')`), edit('c', `gzip.write('Hello ')`)],
    ideal: ['b', 'c', 'd', 'e'],
  },
]
