/**
 * Modules of packages made to tell of their variables: as each is loaded, the session is given a way to read and to set those that may hold
 * state. The text keeps its lines; what is found out about a long one is kept beside the packages. Refuses what is too long to look at.
 */
import { createHash } from 'node:crypto'
import module from 'node:module'
import { parseSync } from 'oxc-parser'
import { packageVariables, type VariableScope } from '../../../analysis/package-variables.ts'
import { native } from '../../../effects/native.ts'
import type { Variables } from './package-state.ts'

/** Characters: parsing takes about 0.1 ms for 1,000 of them. */
const longest = 1_500_000
const worthKeeping = 30_000
/** What is kept says the same only to the same code. */
const version = 1

/** No symbol: lodash has a `Symbol` of its own. */
const key = 'cellar.variables'

/** `place`: of the text where it is told of; a function that is called twice tells of two sets of variables. */
type Tell = (file: string, place: number, read: Variables['read'], write: Variables['write']) => void

/** Only the session hears: in the thread of Node's hooks there is nobody. */
export const hearVariables = (tell: Tell): void => {
  Object.defineProperty(globalThis, key, { value: tell, configurable: true })
  const { prototype } = module.Module as unknown as { prototype: { _compile: Compile } }
  const compile = prototype._compile
  prototype._compile = function (text, file, ...rest) {
    return Reflect.apply(compile, this, [told(text, file, 'commonjs'), file, ...rest])
  }
}

type SourceType = 'module' | 'commonjs'

type Compile = (this: unknown, text: string, file: string, ...rest: readonly unknown[]) => unknown

export const told = (text: string, file: string, sourceType: SourceType): string => {
  if (!file.includes('/node_modules/') || text.length > longest || text.includes(key)) return text
  let result = ''
  let from = 0
  for (const scope of [...scopesOf(text, file, sourceType)].sort((a, b) => a.at - b.at)) {
    result += text.slice(from, scope.at) + telling(scope, file)
    from = scope.at
  }
  return result + text.slice(from)
}

const telling = ({ at, names }: VariableScope, file: string): string => {
  const read = names.map(({ name }) => name).join()
  const write = names.map(({ name, assignable }) => (assignable ? name : '')).join()
  return `;globalThis["${key}"]?.(${JSON.stringify(file)},${at},()=>[${read}],$$$$=>{[${write}]=$$$$});`
}

const scopesOf = (text: string, file: string, sourceType: SourceType): readonly VariableScope[] => {
  const keep = text.length < worthKeeping ? undefined : keptAt(text, file)
  const kept = keep === undefined ? undefined : reading(keep)
  if (kept !== undefined) return kept
  const { program, errors } = parseSync(file, text, { lang: 'js', sourceType })
  const scopes = errors.length > 0 ? [] : packageVariables(program)
  if (keep !== undefined) writing(keep, scopes)
  return scopes
}

const keptAt = (text: string, file: string): string => {
  const packages = file.slice(0, file.indexOf('/node_modules/') + '/node_modules'.length)
  return `${packages}/.cache/cellar/${createHash('sha256').update(`${version}\0${text}`).digest('hex')}.json`
}

const reading = (path: string): readonly VariableScope[] | undefined => {
  try {
    return JSON.parse(native.fs.readFileSync(path, 'utf8')) as readonly VariableScope[]
  } catch {
    // Not there, or half of it: found out anew.
    return undefined
  }
}

const writing = (path: string, scopes: readonly VariableScope[]): void => {
  try {
    native.fs.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    native.fs.writeFileSync(path, JSON.stringify(scopes))
  } catch {
    // Packages that nobody may write to: it takes as long the next time.
  }
}
