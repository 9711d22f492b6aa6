/**
 * Modules of packages made to tell of their variables: as each is loaded, the session is given a way to read and to set those that may hold
 * state. The text keeps its lines; what is found out about it is kept beside the packages. Refuses what is too long to look at.
 */
import { createHash } from 'node:crypto'
import type { AnyNode } from '../../../analysis/any-node.ts'
import { packageVariables, type VariableScope } from '../../../analysis/package-variables.ts'
import { edited, insertion } from '../../../text-edits.ts'
import { blankEditsOf, mayHavePrivates } from '../../../values/code/blank-switches.ts'
import { isRewritten, rewriteCompiled, type SourceType } from '../module-text.ts'
import { keptFor, type ModuleFacts } from './kept-facts.ts'
import type { Variables } from './package-state.ts'
import { parseSync } from '../../../oxc.ts'

/** Characters: parsing takes about 0.1 ms for 1,000 of them. */
const longest = 1_500_000

/** What reads the others can't read itself as it is loaded. */
const ofReader = /\/node_modules\/@?oxc-/

/** No symbol: lodash has a `Symbol` of its own. */
const key = 'cellar.variables'

/**
 * `place`: of the text where it is told of; a function that is called twice tells of two sets of variables. Weak collections come without
 * `write`: nobody assigns them.
 */
type Tell = (file: string, place: number, read: Variables['read'], write?: Variables['write']) => void

/** Only the session hears: in the thread of Node's hooks there is nobody. */
export const hearVariables = (tell: Tell): void => {
  Object.defineProperty(globalThis, key, { value: tell, configurable: true })
  rewriteCompiled((text, file) => told(text, file, 'commonjs'))
}

export const told = (text: string, file: string, sourceType: SourceType): string => {
  if (!file.includes('/node_modules/') || ofReader.test(file) || text.length > longest || isRewritten(text)) return text
  const { scopes, blanks } = factsOf(text, file, sourceType)
  return edited(text, [...scopes.map(scope => insertion(scope.at, telling(scope, file))), ...blanks])
}

const telling = ({ at, names, isWeak }: VariableScope, file: string): string => {
  const read = names.map(({ name }) => name).join()
  const write = names.map(({ name, assignable }) => (assignable ? name : '')).join()
  const writer = isWeak === true ? '' : `,$$$$=>{[${write}]=$$$$}`
  return `;globalThis["${key}"]?.(${JSON.stringify(file)},${at},()=>[${read}]${writer});`
}

const factsOf = (text: string, file: string, sourceType: SourceType): ModuleFacts => {
  const kept = keptFor(file)
  const digest = createHash('sha256').update(`${sourceType}\0${text}`).digest('base64url')
  const before = kept.get(digest)
  if (before !== undefined) return before
  const { program, errors } = parseSync(file, text, { lang: 'js', sourceType })
  const tree = program as unknown as AnyNode
  const facts =
    errors.length > 0
      ? { scopes: [], blanks: [] }
      : { scopes: packageVariables(tree), blanks: mayHavePrivates(text) ? blankEditsOf(tree) : [] }
  kept.set(digest, facts)
  return facts
}
