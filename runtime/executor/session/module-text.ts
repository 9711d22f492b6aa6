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

/** Under `cellar.…` the session's realm has what such texts call; elsewhere nothing is there. */
export const isRewritten = (text: string): boolean => text.includes('globalThis["cellar.')
