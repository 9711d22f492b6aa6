/**
 * Serves the requests of shell and control: executes one after the other (or beside another that lets them on), what needs no turn at once, each between its busy
 * and its idle. A handler's failure is answered as an error and never leaves this file; a cell's error aborts the
 * executes that wait behind it.
 */
import { setImmediate } from 'node:timers/promises'
import { deferred } from '../runtime/deferred.ts'
import type { Message } from './message.ts'
import type { Publisher } from './publisher/publisher.ts'
import { failure, type Reply, type Request, type Route, type Routes } from './request.ts'

/** Requests that may wait for their turn: a run-all of the largest notebook we promise is 10,000. */
const MAX_WAITING = 100_000

/** Turns of the event loop after a failure, a tenth of a millisecond or less each. */
const TURNS = 8

export interface DispatcherOptions {
  readonly routes: Routes
  readonly publisher: Publisher
  readonly reply: (request: Request, reply: Reply) => void
  readonly log: (line: string) => void
  /** The last moment to say on iopub what belongs to the request that is done. */
  readonly beforeIdle: () => void
  /** All that was said goes out now. */
  readonly flush: () => void
}

export class Dispatcher {
  readonly #options: DispatcherOptions
  #arrivals = 0
  #waiting: { readonly request: Request; readonly route: Route; aborted: boolean }[] = []
  /** The requests that had their turn and aren't done, the latest last: one, unless cells run beside others. */
  readonly #inTurn = new Set<Request>()
  #draining = false

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  receive(channel: Request['channel'], message: Message): void {
    const request: Request = { ...message, channel, arrival: ++this.#arrivals }
    const type = request.header.msg_type
    const route = Object.hasOwn(this.#options.routes, type) ? this.#options.routes[type] : undefined
    if (!route) {
      this.#options.log(`no handler for '${type}' on ${channel}`)
      if (type.endsWith('_request'))
        void this.#serve(request, () => failure({ name: 'UnknownRequest', message: `This kernel knows no '${type}'.` }))
    } else if (route.turn(request) === 'at once') void this.#serve(request, route.handle)
    else if (this.#waiting.length >= MAX_WAITING)
      void this.#serve(request, () =>
        failure({ name: 'QueueFull', message: `${MAX_WAITING} requests wait already; try again when they are done.` }),
      )
    else {
      this.#waiting.push({ request, route, aborted: false })
      if (!this.#draining) void this.#drain()
    }
  }

  async #drain(): Promise<void> {
    this.#draining = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { request, route, aborted } = next
      const { promise: letOn, resolve } = deferred<void>()
      this.#inTurn.add(request)
      const served = this.#serve(request, aborted && route.aborted ? route.aborted : route.handle, resolve)
      await Promise.race([served, letOn])
    }
    this.#draining = false
  }

  /** Before the reply goes out: who has heard of the failure and sends another request means it. */
  async #abortWaiting(): Promise<void> {
    // Requests sent with the failed one may still be under way: some turns of the event loop take them in.
    for (let turn = 0; turn < TURNS; turn++) await setImmediate()
    for (const waiting of this.#waiting) waiting.aborted = true
  }

  async #serve(request: Request, handle: Route['handle'], letOn: () => void = () => {}): Promise<Reply | undefined> {
    const { publisher } = this.#options
    publisher.status('busy', request.header)
    const reply = await this.#fenced(request, () => handle(request, letOn))
    if (reply?.abortsQueue) await this.#abortWaiting()
    if (reply) this.#options.reply(request, reply)
    this.#options.beforeIdle()
    publisher.status('idle', request.header)
    // Watchers of the kernel take the newest status for its state, and a cell is still running.
    this.#inTurn.delete(request)
    const running = [...this.#inTurn].at(-1)
    if (running) publisher.status('busy', running.header)
    this.#options.flush()
    reply?.afterwards?.()
    return reply
  }

  async #fenced(request: Request, answer: () => ReturnType<Route['handle']>): Promise<Reply | undefined> {
    try {
      return await answer()
    } catch (error) {
      const { msg_type: type } = request.header
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
      this.#options.log(`${type} failed: ${stack ?? message}`)
      return type.endsWith('_request') ? failure({ name, message }) : undefined
    }
  }
}
