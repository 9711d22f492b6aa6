/**
 * Random bytes, integers and UUIDs of `node:crypto` and Web Crypto as draws of the current run. Node makes each answer, and
 * so checks the arguments; a replay then puts the earlier bytes in its place. Keys and signatures are not drawn here.
 */
import crypto from 'node:crypto'
import { callingBack } from '../callbacks.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import type { DrawLog } from './draw-log.ts'

export const watchCrypto = (patches: Patches, ownership: Ownership): void => {
  const drawing = (original: Callable, redraw: Redraw): Callable =>
    function (...args) {
      const owner = ownership.current
      if (owner === undefined) return Reflect.apply(original, this, args)
      const callback = args.at(-1)
      if (typeof callback !== 'function') return redraw(owner.draws, Reflect.apply(original, this, args), args)
      const redrawn = (error: unknown, answer: unknown) =>
        callback(error, error ? answer : redraw(owner.draws, answer, args))
      return callingBack({ ownership, owner, waits: true }, [...args.slice(0, -1), redrawn], given =>
        Reflect.apply(original, this, [...given]),
      )
    }
  for (const name of [
    'randomBytes',
    'pseudoRandomBytes',
    'prng',
    'rng',
    'randomFill',
    'randomFillSync',
    'getRandomValues',
  ]) {
    if (Object.getOwnPropertyDescriptor(crypto, name)?.value !== undefined)
      patches.wrap(crypto, name, original => drawing(original, inPlace))
  }
  patches.wrap(crypto, 'randomInt', original => drawing(original, integer))
  patches.wrap(crypto, 'randomUUID', original => drawing(original, uuid))
  const web: object = Object.getPrototypeOf(crypto.webcrypto)
  patches.wrap(web, 'getRandomValues', original => drawing(original, inPlace))
  patches.wrap(web, 'randomUUID', original => drawing(original, uuid))
}

type Redraw = (draws: DrawLog, answer: unknown, args: readonly unknown[]) => unknown

/** The part of a buffer that was filled: `randomFill(buffer, offset, size)` counts in elements of the view. */
const inPlace: Redraw = (draws, answer, args) => {
  if (!(answer instanceof ArrayBuffer) && !ArrayBuffer.isView(answer)) return answer
  const whole = ArrayBuffer.isView(answer)
    ? Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
    : Buffer.from(answer)
  const width = ArrayBuffer.isView(answer) && 'BYTES_PER_ELEMENT' in answer ? Number(answer.BYTES_PER_ELEMENT) : 1
  const offset = answer === args[0] && typeof args[1] === 'number' ? args[1] * width : 0
  const size = answer === args[0] && typeof args[2] === 'number' ? args[2] * width : whole.length - offset
  const part = whole.subarray(offset, offset + size)
  part.set(draws.bytes(part))
  return answer
}

/** 6 bytes: as large as randomInt's range may be. */
const integer: Redraw = (draws, answer, args) => {
  const [low, high] = typeof args[1] === 'number' ? [Number(args[0]), args[1]] : [0, Number(args[0])]
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(Number(answer) - low, 0, 6)
  const drawn = low + draws.bytes(bytes).readUIntBE(0, 6)
  return drawn < high ? drawn : answer
}

const uuid: Redraw = (draws, answer) => {
  const hex = draws.bytes(Buffer.from(String(answer).replaceAll('-', ''), 'hex')).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
