/** Questions of user code to the person at the keyboard: asynchronous (`await input()`) or blocking (`prompt()`). */
import type { RunId } from '../../brand.ts'
import type { InputRequest } from '../../run/events.ts'
import type { Down, Up } from './protocol.ts'
import type { WatchThread } from './watch-thread.ts'

export interface Inputs {
  ask(run: RunId | undefined, request: InputRequest): Promise<string>
  /** Blocks the main thread until answered. */
  askSync(run: RunId | undefined, request: InputRequest): string
  answer(message: Extract<Down, { readonly input: number }>): void
}

const nobody = 'Only a running cell can ask for input.'

export const openInputs = (say: (message: Up) => void, watch: WatchThread): Inputs => {
  const waiting = new Map<
    number,
    { readonly resolve: (text: string) => void; readonly reject: (error: Error) => void }
  >()
  let next = 1
  return {
    ask: (run, request) =>
      new Promise((resolve, reject) => {
        if (run === undefined) throw new Error(nobody)
        const input = next++
        waiting.set(input, { resolve, reject })
        say({ type: 'input', input, run, request })
      }),
    askSync: (run, request) => {
      if (run === undefined) throw new Error(nobody)
      // A negative number: the answer comes through the watch thread, because this one is blocked.
      say({ type: 'input', input: -1, run, request })
      const reply = watch.waitForReply()
      if ('refused' in reply) throw new Error(reply.refused)
      return reply.text
    },
    answer: message => {
      const asked = waiting.get(message.input)
      waiting.delete(message.input)
      if ('refused' in message) asked?.reject(new Error(message.refused))
      else asked?.resolve(message.text)
    },
  }
}
