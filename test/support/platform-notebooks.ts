/** More whole notebooks: accessors, plug-ins of one registry, and what Node brings (requests, forms, formatters). */
import { notebook, type WholeNotebook } from './written-notebook.ts'

export const platformNotebooks: readonly WholeNotebook[] = [
  notebook(
    'accessors',
    `
const temp = { celsius: 20 }
let reads = 0
Object.defineProperty(temp, 'fahrenheit', { get() { reads++; return this.celsius * 9 / 5 + 32 }, set(v) { this.celsius = (v - 32) * 5 / 9 }, enumerable: true, configurable: true })
---
temp.fahrenheit = 212
temp.celsius
---
const names = Object.entries(temp).map(([k, v]) => k + '=' + v)
names
---
Object.defineProperty(temp, 'fahrenheit', { get() { return 'hot' } })
console.log(temp.fahrenheit, reads)
---
Object.defineProperty(temp, 'kelvin', { value: 300, writable: false })
try { (temp as any).kelvin = 5 } catch (e) { console.log((e as Error).name) }
(temp as any).kelvin
---
delete (temp as any).fahrenheit
console.log(Object.keys(temp), JSON.stringify(Object.getOwnPropertyDescriptors(temp)))
---
reads`,
  ),
  notebook(
    'a request',
    `
const headers = new Headers({ accept: 'json', 'x-a': '1' })
const url = new URL('https://example.org/p?q=1#h')
---
const params = url.searchParams
params.append('q', '2')
url.href
---
headers.append('x-a', '2')
headers.set('x-b', String(params.getAll('q').length))
console.log([...headers])
---
url.pathname = '/other'
params.delete('q')
params.set('z', 'y y')
console.log(url.href, params.size)
---
const form = new FormData()
form.append('f', new File(['hello ', 'there'], 'a.txt', { type: 'text/plain' }))
form.append('n', '5')
---
form.append('n', '6')
const file = form.get('f') as File
console.log(form.getAll('n'), file.name, file.size, await file.text())
---
const blob = new Blob([file, '!'])
console.log(await blob.slice(3).text(), blob.size)
---
const request = new Request(url, { method: 'POST', headers, body: 'body' })
request.headers.set('x-c', '3')
console.log(request.method, [...request.headers.keys()], headers.has('x-c'))
---
const text = await request.text()
console.log(text, request.bodyUsed)
---
const { searchParams } = url
searchParams.sort()
searchParams.append('last', text)
url.search`,
  ),
  notebook(
    'dates and formats',
    `
const fmt = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' })
const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' })
---
const when = new Date(Date.UTC(2024, 0, 31))
day.format(when)
---
when.setUTCMonth(when.getUTCMonth() + 1)
console.log(day.format(when), fmt.format(1234.5))
---
const deadlines = [when, new Date(+when + 86400000)]
deadlines[1]!.setUTCHours(12)
console.log(deadlines.map(d => d.toISOString()))
---
when.setTime(0)
day.formatToParts(deadlines[0]).length + ' ' + day.format(when)
---
const coll = new Intl.Collator('sv'), names = ['z', 'ä', 'a']
names.sort(coll.compare)
names.join('')
---
const list = new Intl.ListFormat('en', { type: 'conjunction' }), pr = new Intl.PluralRules('en', { type: 'ordinal' })
console.log(list.format(names), pr.select(names.length), new Intl.RelativeTimeFormat('en').format(-3, 'day'))
---
Date.prototype.toJSON = function () { return 'D' + this.getTime() }
JSON.stringify({ when })
---
const seg = new Intl.Segmenter('en', { granularity: 'word' })
console.log([...seg.segment('Hi there')].filter(s => s.isWordLike).length, JSON.stringify(deadlines))`,
  ),
  notebook(
    'plug-ins',
    `
class Registry { private static one?: Registry; plugins = new Map<string, any>(); order: string[] = []
  static get() { return Registry.one ??= new Registry() }
  use(name: string, f: any) { this.plugins.set(name, f); this.order.push(name); return this } 
  run(x: any) { return this.order.reduce((v, n) => this.plugins.get(n)(v), x) } }
---
Registry.get().use('trim', (s: string) => s.trim())
---
let suffix = '!'
Registry.get().use('shout', (s: string) => s.toUpperCase() + suffix)
---
Registry.get().run('  hi ')
---
suffix = '?'
Registry.get().use('trim', (s: string) => s.trim() + 1)
Registry.get().run(' a ')
---
const reg = Registry.get()
reg.order.reverse()
reg.run(' b ')
---
class Special extends Registry { override use(n: string, f: any) { return super.use('s-' + n, f) } }
const sp = new Special().use('x', (s: string) => s + 'x')
sp.order.concat(reg.order)
---
(Registry as any).one = sp
Registry.get().run('c')
---
console.log(reg.order, Registry.get().order, reg === Registry.get())`,
  ),
]
