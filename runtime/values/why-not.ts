/** The path to what can't be stored, as a person would write it: `config.onDone`, `rows[3].handle`. */
import { types } from 'node:util'
import { keyOf, type Location } from '../location.ts'
import { CapturedScope } from './code/captured.ts'
import { writtenName } from './code/compiled-names.ts'
import type { Walk } from './walk.ts'
import { PrivateFields } from './private-fields.ts'
import { getOwnPropertyDescriptor, mapForEach, ownKeys, setForEach } from './originals.ts'

/** steps shown; the ones nearest to the obstacle are left out last */
const longestPath = 12

/** `locations` are the walk's roots. */
export const explain = (locations: readonly Location[], { nodes, parents, unstorable }: Walk): string => {
  if (unstorable === undefined) return ''
  const steps: string[] = []
  let at = unstorable.number
  for (; (parents[at] as number) >= 0; at = parents[at] as number) {
    steps.push(step(nodes[parents[at] as number] as object, nodes[at]))
  }
  if (steps.length > longestPath) steps.splice(longestPath, Infinity, '…')
  const root = locations[-1 - (parents[at] as number)] as Location
  return `${keyOf(root)}${steps.reverse().join('')} is ${unstorable.text}`
}

const step = (parent: object, child: unknown): string => {
  if (typeof parent === 'symbol') return ''
  if (CapturedScope.is(parent)) return `{${writtenName(parent.names[parent.values.indexOf(child)] ?? '')}}`
  if (PrivateFields.is(parent)) return `.${String(parent.fields.find(([, value]) => value === child)?.[0])}`
  if (types.isProxy(parent)) return ''
  for (const key of ownKeys(parent)) {
    const { value, get, set } = getOwnPropertyDescriptor(parent, key) as PropertyDescriptor
    if (value === child || get === child || set === child) return keyText(key)
  }
  let text = ''
  if (types.isMap(parent)) {
    mapForEach(parent as Map<unknown, unknown>, (value, key) => {
      if (value === child) text = typeof key === 'string' ? `.get(${JSON.stringify(key)})` : '.get(…)'
      else if (key === child) text = ' (a key)'
    })
  } else if (types.isSet(parent)) {
    setForEach(parent as Set<unknown>, member => {
      if (member === child) text = ' (a member)'
    })
  }
  return text
}

const keyText = (key: string | symbol): string => {
  if (typeof key === 'symbol') return `[${String(key)}]`
  if (/^\d+$/.test(key)) return `[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
