/**
 * What a script made of a notebook brings along of the API inside a cell: only what its cells use, in plain Node, with no dependency (but for
 * drawing). Text goes where the notebook sends it: `log` to stderr, and what a page would show (`display`, a bar) is left out.
 */
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import { plotWindow, scriptDocument } from './script-document.ts'

/** name → its text; each is self-contained. */
const parts: Readonly<Record<string, string>> = {
  params: `const params = defaults => Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, cellarOption(name, value)]))`,
  record: `const record = () => {}`,
  display: `const display = Object.assign(() => ({ update() {} }), Object.fromEntries(['html', 'markdown', 'latex', 'javascript', 'text', 'svg', 'png', 'jpeg', 'json', 'vega', 'plotly', 'table', 'clear'].map(form => [form, () => ({ update() {} })])))`,
  saveFigure: `const saveFigure = async () => {}`,
  progress: `const progress = over => Object.assign(typeof over === 'number' ? {} : over, { tick() {}, update() {}, done() {} })`,
  log: `const log = (() => {
  const write = level => (...message) => {
    const levels = ['debug', 'info', 'warn', 'error']
    if (levels.indexOf(level) < Math.max(0, levels.indexOf(process.env.CELLAR_LOG_LEVEL ?? 'info'))) return
    process.stderr.write(level.toUpperCase().padEnd(5) + ' ' + cellarUtil.formatWithOptions({ colors: false }, ...message).replaceAll('\\n', '\\n      ') + '\\n')
  }
  return Object.assign(write('info'), { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') })
})()`,
  out: `const out = name => {
  const path = cellarPath.resolve(name)
  cellarFs.mkdirSync(cellarPath.dirname(path), { recursive: true })
  return path
}`,
  tmp: `const tmp = (() => {
  const folder = cellarFs.mkdtempSync(cellarPath.join(cellarOs.tmpdir(), 'script-'))
  process.on('exit', () => cellarFs.rmSync(folder, { recursive: true, force: true }))
  return name => {
    const path = cellarPath.join(folder, name)
    cellarFs.mkdirSync(cellarPath.dirname(path), { recursive: true })
    return path
  }
})()`,
  exec: `const exec = (command, args = [], { cwd, env, input, quiet } = {}) => new Promise((done, failed) => {
  const child = cellarSpawn(command, args.map(String), { cwd, env: { ...process.env, ...env }, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
  const kept = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', text => {
    kept[name] += text
    if (!quiet) process[name].write(text)
  })
  if (input !== undefined) child.stdin.end(input)
  child.once('error', failed)
  child.once('close', code => code === 0 ? done(kept) : failed(new Error(command + ' ended with code ' + code)))
})`,
  runs: `const runs = async () => { throw new Error('runs() asks the store that a notebook keeps, and a script has none: run the notebook with cellar run.') }`,
  checkpoint: `const checkpoint = () => ({ state: undefined, save() {}, stopRequested: false })`,
  invalidation: `const invalidation = new Promise(() => {})`,
  each: `const each = async (items, work) => {
  const results = []
  for await (const item of items) results.push(await work(item))
  return results
}`,
  cross: `const cross = (...lists) => lists.reduce((rows, list) => rows.flatMap(row => [...list].map(item => [...row, item])), [[]])`,
  input: `const input = async text => {
  const ask = cellarReadline.createInterface({ input: process.stdin, output: process.stderr })
  return ask.question(text ?? '').finally(() => ask.close())
}`,
}

/** What parts need of Node, under names of their own. */
const nodeModules: readonly (readonly [string, RegExp])[] = [
  [`import cellarUtil from 'node:util'`, /cellarUtil/],
  [`import cellarFs from 'node:fs'`, /cellarFs/],
  [`import cellarOs from 'node:os'`, /cellarOs/],
  [`import cellarPath from 'node:path'`, /cellarPath/],
  [`import cellarReadline from 'node:readline/promises'`, /cellarReadline/],
  [`import { spawn as cellarSpawn } from 'node:child_process'`, /cellarSpawn/],
  [`import { createRequire as cellarRequire } from 'node:module'`, /cellarRequire/],
]

/** What can't be meant is refused before anything runs: a slip in a name would else compute the wrong thing. */
const commandLine = ({ all, open }: Pick<DeclaredParameters, 'all' | 'open'>): string => {
  const defaults = Object.fromEntries(all.map(p => [p.name, 'default' in p ? JSON.stringify(p.default) : 'computed']))
  return `const cellarParameters = new Map(Object.entries(${JSON.stringify(defaults)}))
const cellarUsage = ['Options:', ...[...cellarParameters].map(([name, value]) => '  --' + name + ' <value>   (' + value + ')'), ''].join('\\n')
const cellarRefuse = why => {
  process.stderr.write(why + '\\n' + cellarUsage)
  process.exit(2)
}
for (let at = 2; at < process.argv.length; at++) {
  const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(process.argv[at]) ?? []
  if (name === 'help' && !cellarParameters.has('help')) {
    process.stdout.write(cellarUsage)
    process.exit(0)
  }
  if (name === undefined${open ? '' : ' || !cellarParameters.has(name)'}) cellarRefuse('There is no option ' + process.argv[at] + '.')
  if (value === undefined && ++at === process.argv.length) cellarRefuse('--' + name + ' takes a value.')
}`
}

const options = `// Parameters: --name value, or --name=value; read as JSON unless the default is text.
const cellarOption = (name, fallback) => {
  const at = process.argv.findIndex(word => word === '--' + name || word.startsWith('--' + name + '='))
  if (at < 0) return fallback
  const word = process.argv[at]
  const text = word.includes('=') ? word.slice(word.indexOf('=') + 1) : process.argv[at + 1]
  if (typeof fallback === 'string') return text
  try {
    const value = JSON.parse(text)
    if (fallback === null || (typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback))) return value
  } catch {}
  process.stderr.write('--' + name + ' takes a value like ' + JSON.stringify(fallback) + ', not ' + text + '\\n')
  process.exit(2)
}`

export interface PreludeNeeds {
  /** Names that the cells read and don't define. */
  readonly free: readonly string[]
  /** Each becomes an option. */
  readonly parameters: Pick<DeclaredParameters, 'all' | 'open'>
  /** Cells import Observable Plot. */
  readonly plots: boolean
  /** Of the files that cells promise to produce. */
  readonly folders: readonly string[]
}

export const scriptPrelude = ({ free, parameters, plots, folders }: PreludeNeeds): string => {
  const api = free.flatMap(name => (Object.hasOwn(parts, name) ? [parts[name] as string] : []))
  const commonJs = [
    ...(free.includes('require') ? ['const require = cellarRequire(import.meta.url)'] : []),
    ...(free.includes('__dirname') ? ['const __dirname = import.meta.dirname'] : []),
    ...(free.includes('__filename') ? ['const __filename = import.meta.filename'] : []),
  ]
  const made = `for (const folder of ${JSON.stringify(folders)}) cellarFs.mkdirSync(folder, { recursive: true })`
  const wanted = [
    ...(folders.length > 0 ? [made] : []),
    ...(parameters.open || parameters.all.length > 0 ? [commandLine(parameters), options] : []),
    ...commonJs,
    ...(plots || free.includes('document') ? [scriptDocument] : []),
    ...(plots ? [plotWindow] : []),
    ...api,
  ]
  const text = wanted.join('\n')
  const imports = nodeModules.flatMap(([line, needs]) => (needs.test(text) ? [line] : []))
  return [
    ...imports,
    '// Files are named from the notebook’s folder.',
    'process.chdir(import.meta.dirname)',
    ...wanted,
  ].join('\n')
}
