/**
 * A cell ready to run: the text of an async function expression whose parameters are `$$0rt` (the session's
 * runtime object), `$$0m` (the marks) and one box per name in `boxes`, called `$$` + name. No name begins with a digit, so
 * none has `$$0…` for its box.
 *
 * What compiled code and session agree on:
 * - `$$x.v` reads or writes the one binding of `x`; reading an undefined name falls back to `globalThis.x`, else
 *   throws its ReferenceError; assigning one assigns the global that user code made, else defines it. `$$x.let = value` defines it.
 *   `$$x.has` says whether it is defined (own `v`), for `typeof`.
 * - `$$0m` is a Uint8Array, one byte per name, index `boxes[i].mark`: 0 untouched, 1 read, 2 written before any
 *   read, 3 read, then written. A read does `$$0m[k]||($$0m[k]=1)`, a write `$$0m[k]>1||($$0m[k]|=2)`, so that a name the cell
 *   writes first is not an input. Read marks may be hoisted to the entry of the outermost loop when the loop
 *   doesn't write the name, never out of a branch or a function.
 * - `$$0rt.result(value)` receives the value of the last expression statement.
 * - `$$0rt.import(specifier, options?)` → Promise of the namespace; `$$0rt.meta` is `import.meta`.
 * - A tagged template ``tag`a${x}b` `` is `(tag($$0rt.template(name),(x)))`: the object for its strings is one and the same in each text.
 * - `$$1n.v` is a variable `n` inside the cell that closures share and somebody assigns, `$$1n` a constant that no other code sees.
 * - `await x` is `$$0rt.resume($$0rt.suspend(), await x)`, in functions too: the code behind it goes on as its own run's;
 *   likewise `catch` and `finally` of a `try` that awaits.
 * - A direct `eval(text)` gets `$$0rt.helpers.evalText($$0rt, text, locals)`, which reaches the boxes by `$$0rt.touch(name, mark)`.
 */
import type { Name } from '../brand.ts'

/** The first two parameters of compiled text. */
export const runtimeParameter = '$$0rt'
export const marksParameter = '$$0m'
/** What a variable that closures share is called, the name behind it: it is a box of its own, `{ v }` (rewrite-shared.ts). */
export const sharedPrefix = '$$1'
/** What `this` of an arrow function is called (rewrite-this.ts). It is captured as the user's own variables are. */
export const thisVariable = '$$0this'

export interface CompiledCell {
  readonly code: string
  readonly boxes: readonly { readonly name: Name; readonly mark: number }[]
  /** It runs no code but its own, as long as reading the boxes runs none. */
  readonly callsNothing: boolean
  /** Source map from `code` (as passed to vm.Script) to the cell's source; encoded mappings. */
  readonly map: CellMap
}

export interface CellMap {
  readonly mappings: string
  /** The file name that stack traces carry, unique per compiled text: `cell:<cell id>:<hash>`. */
  readonly file: string
  /** The cell's source, for the source line of a traceback. */
  readonly source: string
  /** What a person calls the cell: its label or `Cell [3]`. */
  readonly title: string
}
