/** What a hover tells of a name, and where it is defined. */
import { expect, test } from 'vitest'
import { typedFolder } from './typed-notebook.ts'

const { open, write } = typedFolder()

const documented = `/**
 * Grows a population.
 * @param rate per year
 * @returns the new size
 * @example
 * grow(0.1)
 */
function grow(rate: number, years = 1) {
  return 100 * (1 + rate) ** years
}`

test('a signature with documentation as Markdown, across cells', () => {
  const nb = open(documented, 'const rows = [{ id: 1 }]')
  expect(nb.inspect('gr|ow')).toEqual({
    signature: 'function grow(rate: number, years?: number): number',
    documentation:
      'Grows a population.\n\n*@param* `rate` per year\n\n*@returns* the new size\n\n*@example*\n```ts\ngrow(0.1)\n```',
  })
  nb.settle()
  expect(nb.inspect('gr|ow')?.documentation).toContain('Grows a population.')
  expect(nb.inspect('ro|ws')?.signature).toBe('const rows: {\n    id: number;\n}[]')
})

test('the end of a name and the inside of a call ask for the name and the function', () => {
  const nb = open(documented)
  expect(nb.inspect('grow|')?.signature).toContain('function grow')
  expect(nb.inspect('grow(|)')?.signature).toContain('function grow')
  expect(nb.inspect('grow(1, |)')?.signature).toContain('function grow')
  expect(nb.inspect('[1, 2].map( |)')?.signature).toContain('.map<')
  expect(nb.inspect(' | ')).toBeUndefined()
})

test('in detail: the source of the definition, titled by its cell', () => {
  const nb = open(
    documented,
    '//| label: people\nclass Person {\n  name = "x"\n  greet() { return this.name }\n}',
    'const p = new Person()',
  )
  nb.settle()
  expect(nb.inspect('gro|w', { detail: 1 })?.definition).toEqual({
    title: 'Cell [1]',
    source: 'function grow(rate: number, years = 1) {\n  return 100 * (1 + rate) ** years\n}',
  })
  expect(nb.inspect('p.gre|et()', { detail: 1 })?.definition).toEqual({
    title: 'people',
    source: 'greet() { return this.name }',
  })
  expect(nb.inspect('const mine = 1\nmi|ne', { detail: 1 })?.definition).toEqual({
    title: 'This cell',
    source: 'const mine = 1',
  })
  expect(nb.inspect('[1].fla|t()', { detail: 1 })?.definition?.title).toMatch(/lib\.es2019\.array\.d\.ts:\d+$/)
})

test('in detail, through a cell that re-assigns the name, to the cell that declares it', () => {
  const nb = open('let count = 1', 'count = 2')
  expect(nb.inspect('cou|nt', { detail: 1 })?.definition).toEqual({ title: 'Cell [1]', source: 'let count = 1' })
  expect(nb.inspect('cou|nt += 1', { detail: 1 })).toEqual({
    signature: 'let count: number',
    documentation: '',
    definition: { title: 'Cell [1]', source: 'let count = 1' },
  })
})

test('in detail, into a local module, by its name in the folder', () => {
  write({ 'tools/area.ts': 'export const area = (r: number) => 3 * r * r' })
  const nb = open("import { area } from './tools/area.ts'")
  expect(nb.inspect('ar|ea(1)', { detail: 1 })?.definition).toEqual({
    title: 'tools/area.ts:1',
    source: 'export const area = (r: number) => 3 * r * r',
  })
})

test('asking for the source leaves completions as they were', () => {
  const nb = open("const rows = [{ id: 1, name: 'x' }]", 'const first = rows[0]')
  nb.settle()
  nb.inspect('fir|st', { detail: 1 })
  expect(nb.offers('first.|')).toEqual(['id', 'name'])
})
