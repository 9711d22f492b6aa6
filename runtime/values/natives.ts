/** Functions of V8's own, which only it knows how to run. An engine that lacks one refuses to compile it: whoever asks has to do without. */
import { setFlagsFromString } from 'node:v8'

type Native = (a?: unknown, b?: unknown, c?: unknown) => unknown

/** V8 parses a function at its first call, and again after it dropped code that was long unused: only then is the flag on. */
export const native = (parameters: string, body: string): Native => {
  const fn = parsing(() => new Function(parameters, body)) as Native
  return (a, b, c) => {
    try {
      return fn(a, b, c)
    } catch {
      return parsing(() => fn(a, b, c))
    }
  }
}

/** What is made of them; undefined where the engine lacks one, or `make` finds that they don't tell what they should. */
export const ofNatives = <T>(make: () => T | undefined): T | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}

const parsing = <T>(work: () => T): T => {
  setFlagsFromString('--allow-natives-syntax')
  try {
    return work()
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}
