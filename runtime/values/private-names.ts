/**
 * Private fields and methods as V8 keeps them: as properties under symbols that it shows to nobody. With its natives they are read
 * and written without asking the class, so without running user code and whatever class it is. Without these (`available`
 * false) the inspector reads them, nobody writes them, and none is stored.
 */
import { native, ofNatives } from './natives.ts'
import { SafeSet, symbolDescription } from './originals.ts'

interface Natives {
  readonly all: (object: object) => readonly symbol[]
  readonly read: (object: object, name: symbol) => unknown
  readonly write: (object: object, name: symbol, value: unknown) => void
  readonly define: (object: object, name: symbol, value: unknown) => void
  readonly copy: (object: object, name: symbol, from: object) => void
}

/** `#n`; else it is a class's, for its private methods and accessors. */
export const isField = (name: symbol): boolean => symbolDescription(name)?.startsWith('#') ?? false

/** The filter that asks for private names and nothing else: V8 12's, and V8 11's (Node 20). */
const filters = [32, 64]

const natives = ofNatives((): Natives | undefined => {
  const keys = native('o, f', 'return %GetOwnPropertyKeys(o, f)') as (object: object, filter: number) => symbol[]
  const read = native('o, k', 'return %GetProperty(o, k)') as Natives['read']
  const write = native('o, k, v', '%SetKeyedProperty(o, k, v)') as Natives['write']
  const define = native('o, k, v', '%DefineObjectOwnProperty(o, k, v)') as Natives['define']
  // What stands under a class's name is V8's own and must not get into a variable.
  const copy = native('o, k, from', '%DefineObjectOwnProperty(o, k, %GetProperty(from, k))') as Natives['copy']
  class Probe {
    #a = 1
    public = 2
    get a(): number {
      return this.#b()
    }
    #b(): number {
      return this.#a
    }
  }
  const probe = Object.freeze(new Probe())
  const filter = filters.find(filter => keys(probe, filter).map(isField).join() === 'false,true')
  if (filter === undefined) return undefined
  const [brand, name] = keys(probe, filter) as [symbol, symbol]
  write(probe, name, read(probe, name) === 1 ? 3 : 4)
  const other = Object.create(Probe.prototype) as Probe
  copy(other, brand, probe)
  define(other, name, 5)
  const works = probe.a === 3 && other.a === 5
  return works ? { all: object => keys(object, filter), read, write, define, copy } : undefined
})

/** Those of Node's own classes whose content is written by other means. */
const ofNode = new SafeSet<symbol>(
  natives === undefined ? [] : [new URL('a:b'), new URLSearchParams()].flatMap(object => natives.all(object)),
)

export const available = natives !== undefined

/** In the order in which they were added; a name that stands for the methods of a class is none of a field. */
export const privateNames = (object: object): readonly symbol[] => {
  const names = (natives as Natives).all(object)
  for (let i = 0; i < names.length; i++)
    if (ofNode.has(names[i] as symbol)) return names.filter(name => !ofNode.has(name))
  return names
}

export const hasPrivateNames = (object: object): boolean => available && privateNames(object).length > 0
export const readPrivate: Natives['read'] = (object, name) => (natives as Natives).read(object, name)
export const writePrivate: Natives['write'] = (object, name, value) => (natives as Natives).write(object, name, value)
/** Of an object that hasn't it yet. */
export const definePrivate: Natives['define'] = (object, name, value) =>
  (natives as Natives).define(object, name, value)
export const copyPrivate: Natives['copy'] = (object, name, from) => (natives as Natives).copy(object, name, from)
