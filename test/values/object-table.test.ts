/** Every object has one number, and gives it back when it is gone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ObjectTable } from '../../runtime/values/object-table.ts'

test('keeps a slot for each object, over any number of shards and sweeps', () => {
  const seed = Date.now() % 2 ** 31
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('add', 'sweep'), fc.nat(30))), steps => {
      const table = new ObjectTable(4)
      const objects = Array.from({ length: 31 }, (_, i) => (i % 3 === 0 ? Symbol(String(i)) : { i }))
      const model = new Map<object | symbol, number>()
      for (const [step, n] of steps) {
        const object = objects[n] as object
        if (step === 'add') model.set(object, table.place(object))
        else {
          const kept = [...model].filter((_, i) => i % 2 === n % 2)
          table.sweep([Int32Array.from(kept, ([, slot]) => slot)])
          model.clear()
          for (const [one, slot] of kept) model.set(one, slot)
        }
        expect(new Set(model.values()).size).toBe(model.size)
        expect(table.size).toBe(model.size)
        for (const one of objects) expect(table.slotOf(one)).toBe(model.get(one) ?? -1)
      }
    }),
    { seed },
  )
})
