/** The texts of modules, changed on their way into V8 so that they keep their lines. */
import module from 'node:module'

export type SourceType = 'module' | 'commonjs'

type Compile = (this: unknown, text: string, file: string, ...rest: readonly unknown[]) => unknown

/** As Node compiles a module that is required; `format`: as newer versions of Node tell it. */
export const rewriteCompiled = (rewrite: (text: string, file: string, format: unknown) => string): void => {
  const { prototype } = module.Module as unknown as { prototype: { _compile: Compile } }
  const compile = prototype._compile
  prototype._compile = function (text, file, ...rest) {
    return Reflect.apply(compile, this, [rewrite(text, file, rest[0]), file, ...rest])
  }
}

export type Insertion = readonly [at: number, text: string]

/** What goes to one place, in the order in which it is given. */
export const withInserted = (text: string, inserted: readonly Insertion[]): string => {
  let result = ''
  let from = 0
  for (const [at, added] of [...inserted].sort(([a], [b]) => a - b)) {
    result += text.slice(from, at) + added
    from = at
  }
  return result + text.slice(from)
}
