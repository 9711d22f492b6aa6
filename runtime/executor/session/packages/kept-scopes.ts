/**
 * What parsing found in the modules of a package, kept in one file for each package under `node_modules/.cache`, by the digest of the text: a
 * package of five hundred small modules is parsed once on a machine and not in every session. Whatever is wrong with a file, it is as if there were none.
 */
import { randomUUID } from 'node:crypto'
import type { VariableScope } from '../../../analysis/package-variables.ts'
import { native } from '../../../effects/native.ts'
import { packageNamed } from '../../../specifier.ts'

/** What is kept says the same only to the same code. */
const version = 3
/** milliseconds without another module: the package is loaded */
const quiet = 20

export class KeptScopes {
  readonly #path: string
  readonly #scopes: Map<string, readonly VariableScope[]>
  #due: NodeJS.Timeout | undefined

  constructor(path: string) {
    this.#path = path
    this.#scopes = new Map(reading(path))
  }

  get(digest: string): readonly VariableScope[] | undefined {
    return this.#scopes.get(digest)
  }

  set(digest: string, scopes: readonly VariableScope[]): void {
    this.#scopes.set(digest, scopes)
    native.timers.clearTimeout(this.#due)
    this.#due = native.timers.setTimeout(() => writing(this.#path, [...this.#scopes]), quiet).unref()
  }
}

const open = new Map<string, KeptScopes>()

/** For the package of this module. */
export const keptFor = (file: string): KeptScopes => {
  const [, packages = '', name = ''] = /^(.*?\/node_modules)\/(.*)\//.exec(file) ?? []
  const path = `${packages}/.cache/cellar/${version}/${packageNamed(name).replace('/', '+')}.json`
  let kept = open.get(path)
  if (kept === undefined) open.set(path, (kept = new KeptScopes(path)))
  return kept
}

type Entries = readonly (readonly [string, readonly VariableScope[]])[]

const reading = (path: string): Entries => {
  try {
    return JSON.parse(native.fs.readFileSync(path, 'utf8')) as Entries
  } catch {
    return []
  }
}

const writing = (path: string, entries: Entries): void => {
  const whole = `${path}.${randomUUID()}`
  try {
    native.fs.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    native.fs.writeFileSync(whole, JSON.stringify(entries))
    native.fs.renameSync(whole, path)
  } catch {
    // Packages that nobody may write to: it takes as long the next time.
  }
}
