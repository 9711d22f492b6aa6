/** Golden cases of errors: caught ones as their messages say them, and cells that fail only where the notebook now stands. */
import { type Case, edit, move, runAll } from './case.ts'

/** Each line tries something on names of the cell above. */
const attempts = [
  'f()',
  'new f()',
  'config.missing()',
  'config[f]()',
  'config.list.push(1)',
  'const { inner } = config.nothing',
  'for (const part of f) console.log(part)',
  'new Map(config.list)()',
].map(code => `try { ${code} } catch (error) { console.log(error.message) }`)

export const errorCases: readonly Case[] = [
  {
    name: 'what V8 says of names of other cells',
    cells: { a: 'let f = 3', b: 'const config = { f: 1 }', c: attempts.join('\n') },
    steps: [runAll, edit('a', 'let f = 4')],
    ideal: ['a', 'c'],
  },
  {
    name: 'in functions, patterns and handlers of promises',
    cells: {
      a: 'let f = 3',
      b: 'const attempt = () => { try { f() } catch ({ message }) { return message } }',
      c: 'console.log(attempt())',
      d: [
        'await Promise.resolve().then(() => f.g()).catch(error => console.log(error.message))',
        'await Promise.resolve().then(() => f.g()).then(null, error => { console.log(error.message) })',
        'try { try { f() } finally { console.log(1) } } catch (error) { console.log(error.stack.split(":")[0], error.message) }',
      ].join('\n'),
    },
    steps: [runAll, edit('a', 'let f = 5')],
    ideal: ['a', 'c', 'd'],
  },
  {
    name: 'a user’s own message and a thrown object stay as they are',
    cells: {
      a: 'const price = { v: 1 }',
      b: 'try { throw new Error("costs $$price.v") } catch (error) { console.log(error.message, price.v) }',
      c: 'try { throw { message: "$$price.v" } } catch (error) { console.log(error.message) }',
    },
    steps: [runAll, edit('a', 'const price = { v: 2 }')],
    ideal: ['a', 'b'],
  },
  {
    name: 'a cell that no longer depends on one that fails isn’t held up by it',
    cells: {
      a: 'class Account { constructor(n) { this.n = n } }',
      b: 'const all = new Map([["x", new Account(1)], ["y", new Account(2)]])',
      c: 'class Savings extends Account {}',
      d: 'const own = new Savings(5); all.set("z", own)',
      e: 'all.delete("y"); console.log(all.size)',
    },
    steps: [runAll, move('c', 4)],
    expect: { a: '', b: '', d: '', e: '1\n', c: '' },
    errors: ['d'],
  },
]
