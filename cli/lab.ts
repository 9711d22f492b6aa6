/**
 * `cellar lab`: opens JupyterLab with the kernel, without installing anything: the kernelspec stands in a folder of its own
 * that only this JupyterLab is told of. Listens on the loopback interface only and prints the address with its token.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { findJupyter } from './jupyter.ts'
import { packageRoot } from './package-root.ts'
import { UsageError } from './usage-error.ts'

interface LabOptions {
  readonly browser: boolean
  readonly port?: number
}

export const labCommand = (program: Command): void => {
  program
    .command('lab')
    .description('open JupyterLab with the kernel')
    .argument('[path]', 'a notebook or folder to open', '.')
    .option('--no-browser', 'print the address, open no browser')
    .option('--port <n>', 'port to listen on (default: the first free one from 8888)', parsePort)
    .action(lab)
}

const parsePort = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('It must be 1 to 65535.')
  return port
}

const lab = async (path: string, options: LabOptions): Promise<void> => {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}. Give a notebook or a folder.`)
  const jupyter = findJupyter()
  if (!jupyter)
    throw new UsageError(
      'No JupyterLab was found. In a clone of Cellar `npm start` sets one up; else install it (`pip install jupyterlab`) ' +
        'and see that `jupyter` is on the PATH. Without it: cellar run NOTEBOOK.',
    )
  const port = await freePort(options.port)
  const token = randomBytes(24).toString('hex')
  const isFolder = statSync(path).isDirectory()
  const { installKernelspec } = await import('../kernel/install.ts')
  const prefix = mkdtempSync(join(tmpdir(), 'cellar-lab-'))
  installKernelspec({ prefix })
  addLabextension(prefix)
  const base = `http://127.0.0.1:${port}`
  const server = spawn(
    jupyter,
    [
      'lab',
      ...(isFolder ? [] : [basename(path)]),
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      '--Application.log_level=WARN',
      ...(options.browser ? [] : ['--no-browser']),
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ],
    {
      cwd: resolve(isFolder ? path : dirname(path)),
      stdio: 'inherit',
      env: {
        ...process.env,
        // By environment, not by argument: other users can list arguments.
        JUPYTER_TOKEN: token,
        JUPYTER_PATH: [join(prefix, 'share', 'jupyter'), process.env.JUPYTER_PATH].filter(Boolean).join(delimiter),
      },
    },
  )
  const ended = new Promise<number | null>((done, failed) => server.on('exit', done).on('error', failed))
  // Ctrl-C reaches JupyterLab too, as the terminal's foreground group: we stay until it has ended.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => server.kill('SIGTERM'))
  try {
    if (await Promise.race([answers(`${base}/api/status?token=${token}`), ended.then(() => false)]))
      process.stdout.write(
        `\nJupyterLab is ready: ${base}/lab${isFolder ? '' : `/tree/${encodeURIComponent(basename(path))}`}?token=${token}\n` +
          'Ctrl-C twice ends it.\n',
      )
    process.exitCode = (await ended) === 0 ? 0 : 1
  } finally {
    rmSync(prefix, { recursive: true, force: true })
  }
}

/** The extension shows states in the notebook; without it built, the kernel works all the same. */
const addLabextension = (prefix: string): void => {
  const built = join(packageRoot, 'labextension', 'dist')
  if (!existsSync(join(built, 'package.json'))) return
  const folder = join(prefix, 'share', 'jupyter', 'labextensions')
  mkdirSync(folder, { recursive: true })
  symlinkSync(built, join(folder, 'cellar-lab'))
}

const FIRST_PORT = 8888
const PORTS_TO_TRY = 50

const freePort = async (wish: number | undefined): Promise<number> => {
  if (wish !== undefined) {
    if (await isFree(wish)) return wish
    throw new UsageError(`Port ${wish} is taken. Give another one, or leave --port away to get a free one.`)
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TO_TRY; port++) if (await isFree(port)) return port
  throw new UsageError(`Ports ${FIRST_PORT} to ${FIRST_PORT + PORTS_TO_TRY - 1} are all taken. Give one with --port.`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })

/** Jupyter has no signal for "ready", so its status is asked for until it answers; ends with the process. */
const answers = async (url: string): Promise<boolean> => {
  for (;;) {
    const ready = await fetch(url).then(
      response => response.ok,
      () => false,
    )
    if (ready) return true
    await setTimeout(200, undefined, { ref: false })
  }
}
