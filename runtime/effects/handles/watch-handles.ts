/**
 * Child processes, workers, servers, sockets, streams and watchers that a run opens: owned by it, so that none of them
 * outlives it. The classes' own starting methods are watched, whatever convenience led there. A detached child is one too.
 */
import childProcess, { ChildProcess } from 'node:child_process'
import dgram from 'node:dgram'
import fs from 'node:fs'
import net from 'node:net'
import type { Transform } from 'node:stream'
import workerThreads, { type Worker } from 'node:worker_threads'
import zlib from 'node:zlib'
import { calledByFetch } from '../called-by.ts'
import { handOverFiles } from './child-files.ts'
import type { Variables } from '../environment/variables.ts'
import { watchWrites } from '../files/written-streams.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import { ownFileStream, ownPackStream } from './file-streams.ts'
import { hearAs, isDestroyed, own, share, takeOver } from './owned-emitter.ts'

/** Runs the original, then hands what it was called on, what it gave back and its owner on. */
type Opened = (
  owner: Owner,
  opened: { readonly self: unknown; readonly answer: unknown; readonly args: readonly unknown[] },
) => void

export const watchHandles = (patches: Patches, ownership: Ownership, variables: Variables): void => {
  const opening = (object: object, name: string, opened: Opened): void =>
    patches.wrap(object, name, original => after(ownership, original, opened))

  opening(ChildProcess.prototype, 'spawn', (owner, { self }) => ownChild(ownership, owner, self as ChildProcess))
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    patches.wrap(
      childProcess,
      name,
      original =>
        function (...args) {
          const owner = ownership.current
          if (owner !== undefined) ownership.outside(() => handOverFiles(owner.files, args))
          if (owner !== undefined && !bringsVariables(args)) variables.readChanges(owner.log)
          return variables.copied(() => Reflect.apply(original, this, args))
        },
    )
  }
  patches.define(workerThreads, 'Worker', ownWorkers(ownership, variables))
  opening(net.Server.prototype, 'listen', (owner, { self }) => ownServer(ownership, owner, self as net.Server))
  watchSockets(patches, ownership)
  opening(dgram.Socket.prototype, 'bind', (owner, { self }) => {
    const socket = self as dgram.Socket
    own(ownership, owner, socket, { isOver: isClosed, close: () => socket.close() })
  })
  opening(fs, 'createWriteStream', (owner, { answer, args }) => {
    ownFileStream(ownership, owner, answer as fs.WriteStream)
    watchWrites(ownership, answer as fs.WriteStream, args[0])
  })
  opening(fs, 'createReadStream', (owner, { answer }) => ownFileStream(ownership, owner, answer as fs.ReadStream))
  for (const name of packing)
    patches.wrap(
      zlib,
      name,
      original =>
        function create(...args) {
          const owner = ownership.current
          const stream = Reflect.apply(original, this, args) as Transform
          // What unpacks the answer of a `fetch` is a part of that.
          if (owner !== undefined && !(owner.usesNetwork && calledByFetch(create)))
            ownPackStream(ownership, owner, stream)
          return stream
        },
    )
  opening(fs, 'watch', (owner, { answer }) => {
    const watcher = answer as fs.FSWatcher
    own(ownership, owner, watcher, { isOver: isClosed, close: () => watcher.close() })
  })
  opening(fs, 'watchFile', (owner, { args }) => {
    const [path, listener] = [args[0] as fs.PathLike, args.at(-1) as fs.StatsListener]
    owner.hold(() => fs.unwatchFile(path, listener))
  })
}

const packing = Object.keys(zlib).filter(name => /^create[A-Z]/.test(name))

/** Its options say which variables it gets: reading them was seen. */
const bringsVariables = (args: readonly unknown[]): boolean =>
  args.some(arg => typeof arg === 'object' && arg !== null && Object.hasOwn(arg, 'env'))

const isClosed = (event: string | symbol): boolean => event === 'close'

const after = (ownership: Ownership, original: Callable, opened: Opened): Callable =>
  function (...args) {
    const owner = ownership.current
    const answer = Reflect.apply(original, this, args)
    if (owner !== undefined) opened(owner, { self: this, answer, args })
    return answer
  }

/** Its streams end with it. */
const ownChild = (ownership: Ownership, owner: Owner, child: ChildProcess): void => {
  // Where it couldn't be started, it only says so.
  if (child.pid === undefined) return hearAs(ownership, owner, child)
  own(ownership, owner, child, { isOver: event => event === 'exit', close: () => void child.kill('SIGKILL') })
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream !== null && stream !== undefined) hearAs(ownership, owner, stream)
  }
}

const ownServer = (ownership: Ownership, owner: Owner, server: net.Server): void => {
  const close = () => {
    server.close()
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections()
  }
  own(ownership, owner, server, { isOver: event => isClosed(event) || (event === 'error' && !server.listening), close })
  server.prependListener('connection', (socket: net.Socket) => ownSocket(ownership, owner, socket))
}

const ownSocket = (ownership: Ownership, owner: Owner, socket: net.Socket, { isPooled = false } = {}): void =>
  own(ownership, owner, socket, { isOver: isDestroyed, close: () => void socket.destroy(), isPooled })

/**
 * `fetch` has connections of its own, which a discarded run must not cut: it breaks off its requests instead. An agent's are unreferenced
 * while they wait for the next request, whichever run makes it.
 */
const watchSockets = (patches: Patches, ownership: Ownership): void => {
  const { prototype } = net.Socket
  const told = (name: string, before: (socket: net.Socket, called: Callable) => void): void =>
    patches.wrap(
      prototype,
      name,
      original =>
        function called(...args) {
          before(this as net.Socket, called)
          return Reflect.apply(original, this, args)
        },
    )
  told('connect', (socket, called) => {
    const owner = ownership.current
    if (owner !== undefined) ownSocket(ownership, owner, socket, { isPooled: calledByFetch(called) })
  })
  told('unref', share)
  told('ref', socket => takeOver(ownership.current, socket))
}

/** A proxy, since user code extends `Worker` and asks `instanceof`. */
const ownWorkers = (ownership: Ownership, variables: Variables): typeof Worker =>
  new Proxy(workerThreads.Worker, {
    construct(target, args, newTarget) {
      const owner = ownership.current
      if (owner !== undefined && !bringsVariables(args)) variables.readChanges(owner.log)
      const worker = variables.copied(() => Reflect.construct(target, args, newTarget) as Worker)
      if (owner !== undefined)
        own(ownership, owner, worker, { isOver: event => event === 'exit', close: () => void worker.terminate() })
      return worker
    },
  })
