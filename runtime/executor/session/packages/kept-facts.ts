/**
 * What parsing found in the modules of a package, kept in one file for each package under `node_modules/.cache`, by the digest of the text: a
 * package of five hundred small modules is parsed once on a machine and not in every session. Whatever is wrong with a file, it is as if there were none.
 */
import { randomUUID } from 'node:crypto'
import type { VariableScope } from '../../../analysis/package-variables.ts'
import type { Edit } from '../../../text-edits.ts'
import { native } from '../../../effects/native.ts'
import { packageNamed } from '../../../specifier.ts'

/** What is kept says the same only to the same code. */
const version = 4
/** milliseconds without another module: the package is loaded */
const quiet = 20

/** Of a module's text. */
export interface ModuleFacts {
  readonly scopes: readonly VariableScope[]
  /** What its classes need to be blank. */
  readonly blanks: readonly Edit[]
}

export class KeptFacts {
  readonly #path: string
  readonly #facts: Map<string, ModuleFacts>
  #due: NodeJS.Timeout | undefined

  constructor(path: string) {
    this.#path = path
    this.#facts = new Map(reading(path))
  }

  get(digest: string): ModuleFacts | undefined {
    return this.#facts.get(digest)
  }

  set(digest: string, facts: ModuleFacts): void {
    this.#facts.set(digest, facts)
    native.timers.clearTimeout(this.#due)
    this.#due = native.timers.setTimeout(() => writing(this.#path, [...this.#facts]), quiet).unref()
  }
}

const open = new Map<string, KeptFacts>()

/** For the package of this module. */
export const keptFor = (file: string): KeptFacts => {
  const [, packages = '', name = ''] = /^(.*?\/node_modules)\/(.*)\//.exec(file) ?? []
  const path = `${packages}/.cache/cellar/${version}/${packageNamed(name).replace('/', '+')}.json`
  let kept = open.get(path)
  if (kept === undefined) open.set(path, (kept = new KeptFacts(path)))
  return kept
}

type Entries = readonly (readonly [string, ModuleFacts])[]

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
