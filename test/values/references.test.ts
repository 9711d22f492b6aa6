/** Objects that have a name everywhere: intrinsics and exports of modules. */
import * as path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ValueFormatError } from '../../runtime/values/errors.ts'
import { createReferenceTable } from '../../runtime/values/references.ts'

const fail = (specifier: string): Promise<object> => Promise.reject(new Error(`no ${specifier}`))

describe('a reference', () => {
  const table = createReferenceTable(fail)

  test.each<[string, object | symbol]>([
    ['intrinsic:globalThis', globalThis],
    ['intrinsic:Array.prototype.map', Array.prototype.map],
    ['intrinsic:Map.prototype.size.get', Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get as object],
    ['intrinsic:Array.prototype.@@Symbol.iterator', Array.prototype[Symbol.iterator]],
    ['intrinsic:Symbol.iterator', Symbol.iterator],
    ['intrinsic:%TypedArray%', Object.getPrototypeOf(Uint8Array)],
    ['intrinsic:%GeneratorFunction%.prototype.prototype', Object.getPrototypeOf(function* () {}).prototype],
    ['intrinsic:%AsyncFunction%.prototype', Object.getPrototypeOf(async () => 0)],
    ['intrinsic:Intl.DateTimeFormat.prototype', Intl.DateTimeFormat.prototype],
    ['intrinsic:structuredClone', structuredClone],
  ])('%s names its object and leads back to it', async (name, object) => {
    const found = table.nameOf(object) as string
    expect((await table.resolve(found)).found).toBe(object)
    expect((await table.resolve(name)).found).toBe(object)
  })

  test('names nothing of the user’s', () => {
    expect([{}, [], () => 1, Symbol('s'), class {}].map(value => table.nameOf(value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('may lead to a thenable', async () => {
    expect((await table.resolve('intrinsic:Promise.prototype')).found).toBe(Promise.prototype)
  })

  test('names the namespace and exports of a module, and imports it where it has to', async () => {
    const imported: string[] = []
    const other = createReferenceTable(async specifier => {
      imported.push(specifier)
      other.register('module:node:path', path)
      return path
    })
    expect((await other.resolve('module:node:path#join')).found).toBe(path.join)
    expect(imported).toEqual(['node:path'])
    expect(other.nameOf(path)).toBe('module:node:path')
    expect(other.nameOf(path.posix)).toMatch(/^module:node:path#/)
  })

  test.each([
    ['module:npm:arquero@8.0.3#table', 'arquero'],
    ['module:npm:@scope/pack@1.2.3/sub/path#x.prototype', '@scope/pack/sub/path'],
    ['module:/nb/m.ts@0123abcd#f', '/nb/m.ts'],
    ['module:cellar#display', 'cellar'],
  ])('%s is imported as %s', async (name, specifier) => {
    await expect(createReferenceTable(fail).resolve(name)).rejects.toThrow(`no ${specifier}`)
  })

  test('that leads nowhere says so', async () => {
    await expect(table.resolve('intrinsic:Nothing.here')).rejects.toBeInstanceOf(ValueFormatError)
    await expect(createReferenceTable(async () => path).resolve('module:npm:x@2.0.0#y')).rejects.toThrow(
      'module:npm:x@2.0.0#y',
    )
  })
})
