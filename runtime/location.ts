/**
 * A location is anything a cell can read or write that another cell can see: a notebook name, a key of
 * `globalThis`, a patched built-in, an environment variable, the working directory, a file, a local
 * module, a package. One string form, so that maps, traces and the store all key by it.
 */
export type Location = `${LocationKind}:${string}`
export type LocationKind =
  /** a top-level name of the notebook: `name:rows` */
  | 'name'
  /** a key that user code added to or changed on globalThis: `global:shared` */
  | 'global'
  /** a property that user code added to or changed on a built-in, `builtin:Array.prototype.second`; what it changed in a package, `builtin:npm:dayjs` */
  | 'builtin'
  /** `env:HOME`; `variableNames` and `changedVariables` are locations too */
  | 'env'
  /** `cwd:` (one location) */
  | 'cwd'
  /** a file's content or absence, by absolute path: `file:/data/a.csv` */
  | 'file'
  /** what stands at a path, and not its content (`file`, `directory`, `link`, `missing`): follows from what is written to `file:` */
  | 'entry'
  /** who may read, write and run what is at a path: `mode:/data/run.sh`; `mode:` is the umask */
  | 'mode'
  /** a directory's listing, by absolute path: `list:/data` */
  | 'list'
  /** a parameter that whoever runs the notebook may set: `param:n` */
  | 'param'
  /** finished runs of whole notebooks that a query finds: `runs:{"notebook":"/nb.ipynb"}` */
  | 'runs'
  /** a local module with everything it imports locally: `module:/nb/m.ts` */
  | 'module'
  /** that a labelled cell ran, for the cells that name it in `after`: `ran:load` */
  | 'ran'
  /** what a cell left going (timers, intervals), by cell id: `late:c1` */
  | 'late'
  /** how the values read share objects among themselves (see plan/sharing.ts): `alias:` */
  | 'alias'
  /** which other locations share objects with one that the run changed: `sharers:name:rows` */
  | 'sharers'
  /** a package as resolved: `package:arquero`, version `8.0.3` */
  | 'package'

export const locationOf = (kind: LocationKind, key: string): Location => `${kind}:${key}`
export const kindOf = (l: Location): LocationKind => l.slice(0, l.indexOf(':')) as LocationKind
export const keyOf = (l: Location): string => l.slice(l.indexOf(':') + 1)

/** `rows`, `data.csv`: what a person calls it. */
export const nameOf = (l: Location): string =>
  ofFiles.has(kindOf(l)) ? keyOf(l).slice(keyOf(l).lastIndexOf('/') + 1) : keyOf(l)

const ofFiles: ReadonlySet<LocationKind> = new Set(['file', 'entry', 'mode'])

const atPaths: ReadonlySet<LocationKind> = new Set([...ofFiles, 'list'])

/** Its key is a path; the umask's is none. */
export const isAtPath = (l: Location): boolean => atPaths.has(kindOf(l))

/** One for all processes, and not each one's own. */
export const isOnDisk = (l: Location): boolean => kindOf(l) === 'file' || (kindOf(l) === 'mode' && keyOf(l) !== '')

/** Which environment variables there are. */
export const variableNames = locationOf('env', '*')
/** What the notebook made of them: who starts a child process hands it all; those as the session found them are no inputs. */
export const changedVariables = locationOf('env', '*=')

/** Locations whose content is a JavaScript value in the session's heap, captured and restored by `values/`. */
export const holdsValue = (l: Location): boolean => {
  const k = kindOf(l)
  return k === 'name' || k === 'global' || k === 'builtin'
}
