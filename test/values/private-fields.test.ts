/** Private fields, put back where they are: whatever the class, the object is the same one, and says what it said. */
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Cells, only } from './cells.ts'
import { type ClassShape, classShapes } from './class-shapes.ts'

afterEach(() => {
  vi.doUnmock('../../runtime/values/private-names.ts')
  vi.resetModules()
})

/** What plain code says before and after the change. */
const plainly = ({ classes, make, change, look }: ClassShape): readonly unknown[] => {
  const text = `${classes}; $$x.v = ${make}; const before = ${look}; ${change}; [before, ${look}]`
  const boxes = new Set([...text.matchAll(/\$\$([a-zA-Z]\w*)/g)].map(found => found[0]))
  const declared = [...boxes].map(box => `const ${box} = {};`).join('')
  return JSON.parse(JSON.stringify(runInNewContext(`"use strict"; ${declared} ${text}`))) as unknown[]
}

const openedWith = ({ classes, make }: ClassShape): Cells => {
  const cells = new Cells()
  cells.run(`${classes}; $$x.v = ${make}`)
  return cells
}

const looked = (cells: Cells, { look }: ClassShape): unknown =>
  JSON.parse(JSON.stringify(cells.run(`return ${look}`))) as unknown

const shapes = classShapes.map(shape => [shape.name, shape] as const)

describe('in memory', () => {
  test.each(shapes)('%s', (_, shape) => {
    const [before, after] = plainly(shape)
    const cells = openedWith(shape)
    const object = cells.box('x').v
    const names = [...cells.boxes.keys()]
    const first = cells.capture(...names).find(unit => unit.members.some(({ location }) => location === 'name:x'))
    expect(looked(cells, shape)).toEqual(before)
    cells.run(shape.change)
    expect(looked(cells, shape)).toEqual(after)
    const second = cells.capture(...names).find(unit => unit.members.some(({ location }) => location === 'name:x'))
    if (first === undefined || second === undefined) throw new Error('x is in no unit')
    for (const [unit, said] of [
      [first, before],
      [second, after],
      [first, before],
    ] as const) {
      expect(cells.heap.holds(unit.snapshot)).toBe(true)
      cells.restore(unit.snapshot, ...names)
      expect(cells.box('x').v).toBe(object)
      expect(looked(cells, shape)).toEqual(said)
    }
    cells.capture('x')
    expect(
      only(cells.capture('x').filter(unit => unit.members.some(m => m.location === 'name:x'))).members.length,
    ).toBe(first.members.length)
  })

  test('an object that got a private field since is made by its cells again', () => {
    const cells = new Cells()
    cells.run(
      '$$G.v = class { constructor(o) { return o } }; $$C.v = class extends $$G.v { #t = 1; static has(o) { return #t in o } }; $$x.v = { a: 1 }',
    )
    const { snapshot, members } = only(cells.capture('x'))
    cells.run('new $$C.v($$x.v)')
    expect(only(only(cells.capture('x')).members).version).not.toBe(only(members).version)
    expect(cells.run('return $$C.v.has($$x.v)')).toBe(true)
    cells.restore(snapshot, 'x')
    expect(cells.run('return [$$C.v.has($$x.v), $$x.v.a]')).toEqual([false, 1])
  })

  test('none is asked for by name: a class sees nothing of it', () => {
    const cells = new Cells()
    cells.run(`$$asked.v = 0; $$C.v = class { #n = ++$$asked.v; constructor() { $$asked.v++ } get n() { $$asked.v++; return this.#n } set n(v) { $$asked.v++; this.#n = v } up() { this.#n++ } }
      $$x.v = new $$C.v()`)
    const { snapshot } = only(cells.capture('x'))
    cells.run('$$x.v.up()')
    cells.capture('x')
    cells.restore(snapshot, 'x')
    expect(cells.box('asked').v).toBe(2)
    expect(cells.run('return [Reflect.ownKeys($$x.v), Reflect.ownKeys($$C.v), String($$C.v).includes("$$0")]')).toEqual(
      [[], ['length', 'name', 'prototype'], false],
    )
  })
})

describe('stored', () => {
  test.each(shapes)('%s', async (_, shape) => {
    const [before, after] = plainly(shape)
    const cells = openedWith(shape)
    const names = [...cells.boxes.keys()]
    for (const said of [before, after]) {
      const units = cells.capture(...names)
      const whyNot = units.filter(unit => !unit.storable).map(unit => unit.whyNot)
      expect(whyNot).toEqual(shape.whyNot === undefined ? [] : [shape.whyNot])
      if (shape.whyNot === undefined) {
        const other = await cells.over(units)
        expect(looked(other, shape)).toEqual(said)
        // What came back is equal, and can be stored as often as one likes.
        const again = other.capture(...names)
        expect(again.map(({ snapshot }) => snapshot).sort()).toEqual(units.map(({ snapshot }) => snapshot).sort())
        const third = await other.over(again)
        expect(looked(third, shape)).toEqual(said)
        if (said === before) {
          third.run(shape.change)
          expect(looked(third, shape)).toEqual(after)
          // Its class makes others as it always did.
          third.run(`${shape.again ?? ''}; $$x.v = ${shape.make}`)
          expect(looked(third, shape)).toEqual(before)
        }
      }
      if (said === before) cells.run(shape.change)
    }
  })
})

test('an instance of a class from a module is stored where making one does nothing but fill its fields', () => {
  class Mine {
    #n = 1
    up(): void {
      this.#n++
    }
  }
  class Drawn {
    #n = Math.random()
    up(): void {
      this.#n++
    }
  }
  const cells = new Cells()
  cells.box('x').v = new Mine()
  cells.box('y').v = new Drawn()
  // This module wasn't loaded by a session: its classes can't be told to make blank ones.
  expect(
    Object.fromEntries(cells.capture('x', 'y').map(({ members, whyNot }) => [members[0]?.location, whyNot])),
  ).toEqual({
    'name:x': undefined,
    'name:y': 'y is an object with private fields of a class of a module',
  })
})

test('one that took another class for its own is not stored, once an instance of that was seen', () => {
  const cells = new Cells()
  cells.run(
    `const make = () => class { #n = Math.random(); constructor() { if (!this.#n) throw this; } get n() { return this.#n } }
     $$A.v = make(); $$B.v = make(); $$b.v = new $$B.v(); $$x.v = Object.setPrototypeOf(new $$A.v(), $$B.v.prototype)`,
  )
  expect(only(cells.capture('b')).storable).toBe(true)
  expect(only(cells.capture('x')).storable).toBe(false)
})

test('without the natives of V8 the inspector reads the same, and nothing is written', async () => {
  const withNatives = openedWith(classShapes[0] as ClassShape)
  const { members } = only(withNatives.capture('x'))
  vi.resetModules()
  vi.doMock('../../runtime/values/private-names.ts', () => ({ available: false, hasPrivateNames: () => false }))
  const { Cells: Without } = await import('./cells.ts')
  const cells = new Without()
  const { classes, make, change } = classShapes[0] as ClassShape
  cells.run(`${classes}; $$x.v = ${make}`)
  const first = only(cells.capture('x'))
  expect(only(first.members).version).toBe(only(members).version)
  cells.run(change)
  expect(only(only(cells.capture('x')).members).version).not.toBe(only(members).version)
  expect(cells.heap.holds(first.snapshot)).toBe(false)
})
