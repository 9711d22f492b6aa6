/** Going to a definition and renaming: where a name is bound, and what its places become. */
import { describe, expect, it } from 'vitest'
import { isFrozen, toggleFrozen } from '../../labextension/src/model/frozen.ts'
import { definitionOf, isName, renamed } from '../../labextension/src/model/name-commands.ts'
import type { PlaceView } from '../../runtime/view.ts'

const place = (id: string, start: number, more: Partial<PlaceView> = {}): PlaceView => ({
  id,
  start,
  end: start + 1,
  declares: false,
  before: '',
  after: '',
  ...more,
})
const order = ['a', 'b', 'c', 'd']

describe('the definition of a name', () => {
  const places = [place('a', 6, { declares: true }), place('b', 6, { declares: true }), place('c', 0), place('d', 4)]

  it('is the nearest above', () => {
    expect(definitionOf(places, { id: 'c', offset: 0, order })?.id).toBe('b')
    expect(definitionOf(places, { id: 'b', offset: 6, order })?.id).toBe('b')
    expect(definitionOf(places, { id: 'b', offset: 0, order })?.id).toBe('a')
  })

  it('else the first below, and none where nothing declares it', () => {
    expect(definitionOf([place('a', 0), place('c', 6, { declares: true })], { id: 'a', offset: 0, order })?.id).toBe(
      'c',
    )
    expect(definitionOf([place('a', 0)], { id: 'a', offset: 0, order })).toBeUndefined()
  })
})

it('renaming replaces every place, properties keeping their names', () => {
  const sources: Readonly<Record<string, string>> = { a: 'let x = x', b: 'f({ x }, x)' }
  const places = [place('a', 4), place('a', 8), place('b', 4, { before: 'x: ' }), place('b', 9)]
  const after = renamed(places, { to: 'long', sourceOf: id => sources[id] ?? '' })
  expect(Object.fromEntries(after)).toEqual({ a: 'let long = long', b: 'f({ x: long }, long)' })
})

it.each([
  ['x1', true],
  ['$_ü', true],
  ['1x', false],
  ['a b', false],
  ['', false],
])('%j as a name: %s', (word, is) => expect(isName(word)).toBe(is))

describe('a frozen cell', () => {
  it.each([
    ['x', '//| run: manual\nx'],
    ['//| label: a\nx', '//| run: manual\n//| label: a\nx'],
    ['', '//| run: manual\n'],
  ])('%j says so in an option, and thawed is as before', (source, frozen) => {
    expect(toggleFrozen(source)).toBe(frozen)
    expect(isFrozen(frozen)).toBe(true)
    expect(toggleFrozen(frozen)).toBe(source)
  })

  it('has one option that says when it runs', () => {
    expect(toggleFrozen('//| run: lazy\nx')).toBe('//| run: manual\nx')
  })

  it('is not one that only mentions it further down', () => {
    expect(isFrozen('x\n//| run: manual')).toBe(false)
  })
})
