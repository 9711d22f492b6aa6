/**
 * Entry of the session process, where user code runs: puts the parts together, then waits to be told what to run. Order matters:
 * effects are watched before any module that user code may share is loaded, and the realm's baseline is taken last.
 */
import { basename, dirname, join, resolve } from 'node:path'
import { Script } from 'node:vm'
import { RecentlyUsed } from '../../analysis/recently-used.ts'
import type { RunId } from '../../brand.ts'
import { takeOverConsole } from '../../capture/console.ts'
import { headlessDocument } from '../../capture/headless-document.ts'
import { toMimeBundle } from '../../capture/mime-bundle.ts'
import { captureStreams } from '../../capture/streams.ts'
import { formatStacks } from '../../capture/error-stacks.ts'
import { renderError } from '../../capture/thrown.ts'
import { createCellApi } from '../../cell-api/cell-api.ts'
import { type CellMap, marksParameter, runtimeParameter } from '../../compile/compiled.ts'
import type { ImportedName } from '../../compile/imported-binding.ts'
import type { Box } from '../../compile/session-side.ts'
import { helpers } from '../../compile/emitted-calls.ts'
import { traceback } from '../../compile/traceback.ts'
import { fileVersions, versionOnDisk } from '../../effects/files/version-on-disk.ts'
import { ignoredByDefault } from '../../effects/files/ignored.ts'
import { installEffects } from '../../effects/install-effects.ts'
import { native } from '../../effects/native.ts'
import { dataLimit } from '../../memory/data-limit.ts'
import { systemCalls } from '../../memory/system-calls.ts'
import { packageMention } from '../../package-state.ts'
import type { RunEvent } from '../../run/events.ts'
import { keptFiles } from '../../store/kept-files.ts'
import { storeFolder } from '../../store/store-folder.ts'
import { hearBlankSwitches } from '../../values/code/blank-switches.ts'
import { domPrefix } from '../../values/code/hung-functions.ts'
import { SafeSet } from '../../values/originals.ts'
import { createHeap } from '../../values/live-heap.ts'
import { PutAside } from '../../values/put-aside.ts'
import { createRealm } from '../../values/realm.ts'
import { createReferenceTable } from '../../values/references.ts'
import { Boxes } from './boxes.ts'
import { Checkpoints } from './checkpoints.ts'
import { EachCalls } from './each-calls.ts'
import { Environment } from './environment.ts'
import { announceExit, announceFailure } from './exits.ts'
import { evaluateAll } from './expressions.ts'
import { writeFrame } from './frames.ts'
import { FunctionTexts } from './function-texts.ts'
import { IdleWork } from './idle-work.ts'
import { openInputs } from './inputs.ts'
import { JobFiles } from './job-files.ts'
import { ItemRuns } from './item-runs.ts'
import { LateWork } from './late-work.ts'
import type { KeepCode } from './kept-code.ts'
import { openLiveValues } from './live-values.ts'
import { ModuleInstances } from './module-instances.ts'
import { rewriteLocalModules } from './local-module.ts'
import { nameTemplates } from './module-templates.ts'
import { openModules } from './modules.ts'
import { Packages } from './packages/packages.ts'
import { type Down, descriptors, protocolVersion, type Up } from './protocol.ts'
import { RunNotes } from './run-notes.ts'
import { RunsQuestions } from './runs-questions.ts'
import { Session } from './session.ts'
import { Stillness } from './stillness.ts'
import { moduleMaps } from './strip-module.ts'
import { type BegunWatch, startWatchThread } from './watch-thread.ts'

/** From `begin.ts`. */
declare const begunWatch: BegunWatch
declare const keepCode: KeepCode

const notebook = resolve(process.argv[2] ?? 'console')
// User code is to see the same in a worker as in the session.
const [worker, memory] = process.argv.splice(3)
const isWorker = worker === 'worker'
const limit = dataLimit(memory ? Number(memory) : undefined, systemCalls)
const folder = dirname(notebook)
const store = storeFolder(notebook, process.env)
const scratch = resolve(process.env.CELLAR_SCRATCH ?? join(store, 'scratch'))
const userChanges = new PutAside()
/** No run's doing, on the built-ins as they are at the start. */
const aside = (work: () => void): void => userChanges.during(() => effects.outside(work))
const idleWork = new IdleWork({
  outside: aside,
  always: [systemCalls],
  forDrawing: [() => headless.prepare(), () => heap.prepare()],
})
const say = (message: Up): void => {
  // Half a message would make all that follow unreadable.
  watch.guard(() => writeFrame(descriptors.up, message))
  if (message.type === 'answer') idleWork.wait()
}
const maps = new Map<string, CellMap>()
const mapOfModule = moduleMaps(folder)
const functionTexts = new FunctionTexts()
const stacks = formatStacks({
  mapOf: file => maps.get(file),
  placed: stack => functionTexts.placed(stack),
  onOwnBuiltins: work => userChanges.during(work),
})

const watch = startWatchThread(begunWatch, run => session.interrupted(run))
/** On the built-ins as they are at the start, and in one piece. */
const ownWork = <T>(work: () => T): T => watch.guard(() => userChanges.during(work))
const effects = installEffects({
  keeper: keptFiles(resolve(store, 'kept')),
  cwd: folder,
  ignore: path => ignoredByDefault(path) || path.startsWith(`${store}/`) || path.startsWith(`${scratch}/`),
  onLateError: (run, error, event) => session.lateError(run, error, event),
  onWrite: (run, write) => {
    // The front puts back what a cell wrote whose process died; an item is done again instead.
    if (!items.does(run)) say({ type: 'writes', run, write })
  },
})
const files = new JobFiles({
  folder,
  project: basename(store) === '.cellar' ? dirname(store) : folder,
  scratch,
  willWrite: path => effects.willWrite(path),
})
const checkpoints = new Checkpoints({
  folder: join(store, 'checkpoints'),
  notebook,
  readSoFar: () => effects.report(current() as RunId)?.reads ?? [],
  read: (location, version) => effects.read(location, version),
  versionNow: location => versionOnDisk(location, { cwd: folder }),
  stopRequested: () => watch.stopRequested(),
  forgetStop: () => watch.forgetStop(),
  used: job => say({ type: 'checkpoint', run: job.run }),
})
fileVersions.hashes.onHashed(file => say({ type: 'hashed', file }))
announceExit(say)
// Cut from one pool, every small Buffer would share its bytes' owner with strangers.
Buffer.poolSize = 0

const current = (): RunId | undefined => effects.current()
const emit = (event: RunEvent): void => {
  streams.flush()
  session.emit(current(), event)
}
const inputs = openInputs(say, watch)
const notes = new RunNotes(current, (location, version) => effects.read(location, version))
const streams = captureStreams<RunId | undefined>({
  owner: current,
  emit: (event, owner) => session.emit(owner, event),
  whole: ownWork,
})
const consoleSettings = takeOverConsole()
const cellApi = createCellApi({
  emit,
  input: request => inputs.ask(current(), request),
  inputSync: request => inputs.askSync(current(), request),
  invalidation: () => session.invalidation(),
  newId: () => native.randomBytes(16).toString('hex'),
  out: name => files.out(name),
  tmp: name => files.tmp(name),
  loadState: name => checkpoints.load(name),
  saveState: (name, state) => checkpoints.save(name, state),
  stopRequested: () => checkpoints.stopRequested(),
  parameter: name => notes.parameter(name),
  keepParameters: values => notes.keepParameters(values),
  keepRecords: values => notes.keepRecords(values),
  runs: query => runs.ask(query),
  doItems: (items, fn, options) => each.doItems(items, fn, options),
})
const own = new Map<string, object>([
  ['cellar', cellApi.cellarModule],
  ['tslab', cellApi.tslabModule],
])
const boxes = new Boxes(name => ownGlobals.has(name))
const references = createReferenceTable(specifier => modules.import(specifier))
const instances = new ModuleInstances(boxes)
const packages = new Packages({
  nameOf: object => references.nameOf(object),
  isUsers: object => heap.owns(object),
})
const modules = openModules({
  notebook,
  own,
  onBuiltin: name => realm.watchModule(name),
  onShared: (file, namespace) => realm.watchExports(file, namespace),
  onPackage: name => idleWork.imported(name),
  prepare: aside,
  instances,
  packages,
  names: references,
})
const headless = headlessDocument({
  folder,
  owner: current,
  outside: work => effects.outside(work),
  onLoad: (examples, common) => references.registerKind(domPrefix, examples, common),
})
Object.defineProperties(globalThis, {
  ...Object.getOwnPropertyDescriptors(cellApi.globals),
  document: headless.property,
  ...Object.getOwnPropertyDescriptors({
    require: modules.require,
    __filename: notebook,
    __dirname: folder,
    module: { exports: {} },
    exports: {},
  }),
})
for (const [name, namespace] of own) references.register(`module:${name}`, namespace)
const globals = Object.getOwnPropertyNames(globalThis)
const ownGlobals: ReadonlySet<string> = new SafeSet(globals)

type Make = (...args: readonly unknown[]) => unknown
/** By their text: closures of one factory differ in nothing else. */
const makers = new RecentlyUsed<Make>(1_000)
/** A function or class again from its text, on the live boxes. */
const instantiate = (source: string, names: readonly string[]): unknown => {
  const parameters = [runtimeParameter, marksParameter, ...names.map(n => `$$${n}`)]
  const text = `(function (${parameters.join(', ')}) { "use strict"; return (\n${source}\n) })`
  const make = makers.get(text, () => {
    const made = new Script(text, { filename: functionTexts.learn(source) }).runInThisContext() as Make
    heap.learnScript(made, text)
    return made
  })
  return make(cellRuntime, boxes.marks, ...names.map(n => boxes.of(n)))
}
nameTemplates(references.template)
hearBlankSwitches()
rewriteLocalModules()
const cellRuntime = {
  import: modules.import,
  bind: (box: Box, namespace: object, wanted: ImportedName) => instances.bind(box, namespace, wanted),
  meta: modules.meta,
  template: references.template,
  helpers,
  box: (name: string) => boxes.of(name),
  touch: (name: string, mark: number) => boxes.touch(name, mark),
  suspend: () => effects.suspend(),
  resume: <T>(suspended: unknown, value: T): T => {
    effects.resume(suspended)
    return value
  },
}
const heap = createHeap({
  isWorker,
  references,
  instantiate,
  marks: { nameOf: mark => boxes.nameOf(mark), of: name => boxes.markOf(name) },
  keepsState: script => instances.includes(script),
  hand: watch.hand,
  mentionsAt: place => packages.at(place).map(packageMention),
})
const realm = createRealm([...consoleSettings, ...effects.settings], userChanges)
const late = new LateWork(effects, heap)
const describe = (error: unknown) => {
  const thrown = renderError(error, stacks.asRun)
  return {
    name: thrown.name,
    message: thrown.message,
    traceback: traceback(thrown, file => maps.get(file) ?? mapOfModule(file)),
  }
}
const liveValues = openLiveValues(boxes)
const each = new EachCalls({
  heap,
  boxes,
  effects,
  say,
  functionTexts,
  giveStack: stacks.give,
  emit: (run, event) => session.emit(run, event),
})
const runs = new RunsQuestions({ notebook, folder, effects, say })
const items = new ItemRuns({
  heap,
  boxes,
  effects,
  functionTexts,
  describe: error => renderError(error, stacks.asRun),
  flush: () => streams.flush(),
  limit,
})
const environment = new Environment({
  boxes,
  heap,
  realm,
  packages,
  restoreEffect: (location, to) => effects.restore(location, to),
  late,
})
let isKept = false
const stillness = new Stillness({
  look: () => void environment.capture(),
  guard: ownWork,
  pending: run => effects.pending(run),
  turns: native.loopTurns,
})
const session: Session = new Session(
  {
    boxes,
    heap,
    environment,
    effects,
    stillness,
    late,
    modules,
    cellRuntime,
    inputs,
    each,
    items,
    notes,
    files,
    runs,
    checkpoints,
    streams,
    guard: ownWork,
    running: run => {
      watch.running(run)
      limit.during(run !== null)
    },
    functionTexts,
    settle: () =>
      userChanges.during(async () => {
        await cellApi.settle()
        await effects.flushed()
      }),
    show: toMimeBundle,
    describe,
    evaluate: expressions => evaluateAll(expressions, { boxes, show: toMimeBundle, describe }),
    inspect: expression => liveValues.inspect(expression),
    comm: event => cellApi.receive(event),
    giveUp: why => announceFailure(say, why),
    worked: () => {
      if (keepCode !== undefined && !isKept) watch.guard(keepCode)
      isKept = true
    },
  },
  say,
  maps,
)

process.on('message', (message: Down) => {
  idleWork.wait()
  session.hear(message)
})
// Ctrl-C and a hang-up reach the whole group of a terminal; what stops a run is the front's to say.
process.on('SIGINT', () => {}).on('SIGHUP', () => {})
// The front is gone: nobody can hear us.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
void watch.ready.then(() => say({ type: 'ready', version: protocolVersion, globals }))
