/**
 * Notebooks as people write them, a dozen cells each: those that come with Cellar, and some that change in place what others hold. What a
 * cell shows depends on nothing but its code and the cells above it.
 */
import { readFileSync } from 'node:fs'
import { platformNotebooks } from './platform-notebooks.ts'
import { notebook, type WholeNotebook } from './written-notebook.ts'

const shipped = (name: string): WholeNotebook => {
  const url = new URL(`../../notebooks/${name}.ipynb`, import.meta.url)
  const { cells } = JSON.parse(readFileSync(url, 'utf8')) as {
    readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[]
  }
  return { name, cells: cells.filter(cell => cell.cell_type === 'code').map(cell => cell.source.join('')) }
}

export const wholeNotebooks: readonly WholeNotebook[] = [
  shipped('penguins'),
  shipped('knights'),
  shipped('species'),
  notebook(
    'bank',
    `
class Account { #balance = 0; history: string[] = []; constructor(readonly owner: string) {}
  deposit(n: number) { this.#balance += n; this.history.push('+' + n); return this }
  get balance() { return this.#balance } }
---
const ann = new Account('Ann')
const bob = new Account('Bob')
const accounts = new Map([[ann.owner, ann], [bob.owner, bob]])
---
ann.deposit(10)
bob.deposit(20)
---
const transfer = (from: string, to: string, n: number) => { accounts.get(from)!.deposit(-n); accounts.get(to)!.deposit(n) }
---
transfer('Ann', 'Bob', 3)
;[...accounts.values()].map(a => a.balance)
---
class Savings extends Account { rate = 0.1; addInterest() { return this.deposit(this.balance * this.rate) } }
---
const carl = new Savings('Carl')
accounts.set('Carl', carl)
carl.deposit(100).balance
---
[...accounts.values()].reduce((sum, a) => sum + a.balance, 0)
---
Account.prototype.toString = function () { return this.owner + ':' + this.balance }
---
console.log([...accounts.values()].join(' '))
---
accounts.delete('Bob')
accounts.size
---
ann.history.length + [...accounts.keys()].join()`,
  ),
  notebook(
    'cache of promises',
    `
import { setTimeout as sleep } from 'node:timers/promises'
const cache = new Map<string, Promise<string>>()
---
let calls = 0
const load = async (k: string) => { calls++; await sleep(2); return k.toUpperCase() }
---
const get = (k: string) => { if (!cache.has(k)) cache.set(k, load(k)); return cache.get(k)! }
---
console.log(await Promise.all(['a', 'b', 'a'].map(get)))
---
calls
---
console.log(await get('c'), calls)
---
async function* pages(n: number) { for (let i = 0; i < n; i++) { await sleep(1); yield get('p' + i) } }
---
const seen: string[] = []
for await (const page of pages(3)) seen.push(page)
seen
---
cache.delete('a')
await get('a')
calls
---
const walk = pages(5)
;(await walk.next()).value
---
;(await walk.next()).value + calls
---
[...cache.keys()].join()`,
  ),
  notebook(
    'store and reducers',
    `
const state = { user: { name: 'x', tags: new Set(['a']) }, items: [] as any[] }
const { user, items } = state
---
const reducers: Record<string, (s: typeof state, p: any) => void> = {}
---
reducers.add = (s, p) => void s.items.push(p)
reducers.tag = (s, p) => void s.user.tags.add(p)
---
const history: any[] = []
const dispatch = (type: string, payload: any) => { history.push(type); reducers[type](state, payload); return items.length }
---
dispatch('add', { id: 1 })
dispatch('tag', 'b')
---
user.tags.size + items.length
---
reducers.remove = (s, p) => { s.items.splice(s.items.findIndex(i => i.id === p), 1) }
---
dispatch('add', { id: 2 })
items.map(i => i.id)
---
dispatch('remove', 1)
JSON.stringify(state, (_, v) => v instanceof Set ? [...v] : v)
---
const proxy = new Proxy(state, { set(t, k, v) { history.push('set ' + String(k)); return Reflect.set(t, k, v) } })
---
proxy.items = [...items, { id: 9 }]
state.items.length + ',' + items.length
---
history.length`,
  ),
  notebook(
    'stock',
    `
type Item = { sku: string; qty: number; tags: string[] }
const items: Item[] = [{ sku: 'a', qty: 3, tags: ['x'] }, { sku: 'b', qty: 0, tags: [] }]
---
const bySku = new Map(items.map(i => [i.sku, i]))
---
const restock = (sku: string, n: number) => { bySku.get(sku)!.qty += n }
---
restock('b', 5)
items
---
const [first, second] = items
first.tags.push('sale')
---
const view = items.filter(i => i.qty > 3)
view.map(i => i.sku)
---
items.sort((p, q) => q.qty - p.qty)
---
items.push({ sku: 'c', qty: 9, tags: ['new'] })
bySku.set('c', items.at(-1)!)
---
for (const i of bySku.values()) i.qty *= 2
---
items.reduce((sum, i) => sum + i.qty, 0)
---
const copy = structuredClone(items)
copy[0].qty = -1
items[0].qty + copy[0].qty
---
Object.assign(second, { qty: 100 })
view.length + ':' + second.qty + JSON.stringify(items)`,
  ),
  notebook(
    'observers',
    `
const subs = new Set<Function>()
const subscribe = (f: Function) => { subs.add(f); return () => subs.delete(f) }
---
const log: string[] = []
let step = 1
---
const f = (x: number) => log.push('f' + x * step)
---
const stop = subscribe(f)
const stop2 = subscribe((x: number) => log.push('anon' + x))
---
const notify = (x: number) => { for (const s of subs) s(x) }
---
notify(1)
log.join()
---
console.log(stop(), subs.size)
---
notify(2)
log.join()
---
const again = subscribe(f)
subs.size
---
step = 3
---
notify(3)
log.join()
---
console.log(stop2(), stop2(), again(), subs.size)`,
  ),
  notebook(
    'files',
    `
import { readFileSync, writeFileSync, appendFileSync, existsSync, rmSync, mkdirSync, readdirSync } from 'node:fs'
mkdirSync('out', { recursive: true })
---
writeFileSync('out/a.txt', 'one\\n')
---
appendFileSync('out/a.txt', 'two\\n')
readFileSync('out/a.txt', 'utf8')
---
const lines = () => readFileSync('out/a.txt', 'utf8').trim().split('\\n')
lines().length
---
writeFileSync('out/b.json', JSON.stringify({ n: lines().length }))
readdirSync('out').join()
---
const b = JSON.parse(readFileSync('out/b.json', 'utf8'))
b.n++
---
appendFileSync('out/a.txt', 'three ' + b.n)
lines().join()
---
if (existsSync('out/b.json')) rmSync('out/b.json')
---
readdirSync('out').join() + existsSync('out/b.json')
---
writeFileSync('out/b.json', '9')
lines().length + readFileSync('out/b.json', 'utf8')
---
lines().at(-1)`,
  ),
  notebook(
    'globals',
    `
process.env.MODE = 'dev'
globalThis.shared = { n: 1 }
---
const mode = () => process.env.MODE + (globalThis as any).shared.n
---
mode()
---
;(globalThis as any).shared.n++
process.env.MODE = 'prod'
---
mode()
---
delete process.env.MODE
mode()
---
(Array.prototype as any).last = function () { return this[this.length - 1] }
---
;[1, 2, 3].last()
---
const orig = console.log
const lines: string[] = []
console.log = (...a: any[]) => { lines.push(a.join(' ')); orig('>', ...a) }
---
console.log('hello', mode())
---
console.log = orig
console.log(lines.length)
---
(globalThis as any).shared = { n: 10 }
mode() + lines.join()
---
Object.keys((globalThis as any).shared).length + [4, 5].last()`,
  ),
  notebook(
    'statics',
    `
class Registry { static all = new Map<string, Registry>(); static #count = 0; static get count() { return Registry.#count }
  readonly id: number
  constructor(readonly name: string) { this.id = ++Registry.#count; Registry.all.set(name, this) } }
---
const a = new Registry('a')
---
const b = new Registry('b')
Registry.count
---
class Special extends Registry { static extra = [1]; constructor(n: string) { super('s' + n); Special.extra.push(this.id) } }
---
const s = new Special('x')
Special.extra.join()
---
[...Registry.all.keys()].join() + Registry.count
---
Registry.all.delete('a')
---
console.log([...Registry.all.values()].map(r => r.id + r.name).join(), a.id)
---
Special.extra = [7]
---
new Special('y')
Special.extra.join() + Registry.count
---
Object.getOwnPropertyNames(Special).join() + Registry.all.size`,
  ),
  notebook(
    'views of one buffer',
    `
const buf = new ArrayBuffer(32)
const u8 = new Uint8Array(buf), f32 = new Float32Array(buf, 8, 2), dv = new DataView(buf, 16)
---
u8.set([1, 2, 3, 4])
f32[0] = 1.5
---
let pos = 0
const writer = { u16(v: number) { dv.setUint16(pos, v); pos += 2; return this },
  str(s: string) { for (const b of Buffer.from(s)) dv.setUint8(pos++, b); return this } }
---
writer.u16(513).str('hi')
console.log(pos, u8.slice(16, 20).join(), Buffer.from(buf, 16, 4).toString('hex'))
---
const node = Buffer.from(buf)
node.writeInt32LE(-2, 28)
node.fill(7, 4, 6)
---
console.log(new Int32Array(buf).join())
---
const tail = u8.subarray(28)
tail.reverse()
---
console.log(dv.getInt32(12), [...tail].join(), node.indexOf(7))
---
const big = new BigUint64Array(buf, 24, 1)
big[0] += 5n
---
console.log(big[0].toString(16), u8.at(-1), f32.join())
---
writer.u16(65535)
u8.copyWithin(0, 16, 24)
---
const words = Uint16Array.from(u8.subarray(0, 6), x => x * 256)
words.sort()
console.log(words.join(), pos, dv.byteLength)
---
let sum = 0
for (const b of node) sum = (sum + b) % 251
console.log(sum, Buffer.compare(node, Buffer.from(u8)), node.toString('base64'))`,
  ),
  ...platformNotebooks,
]
