/**
 * A real Jupyter server on the loopback interface, with folders, settings and kernels of its own: nothing of the user's
 * machine leaks in. Uses the Python environment that scripts/python.js makes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { installKernelspec } from '../../kernel/install.ts'

const repository = resolve(import.meta.dirname, '../..')
export const venvProgram = (name: string): string => join(repository, '.venv', 'bin', name)

export interface JupyterFolders {
  /** Where notebooks are opened from. */
  readonly notebooks: string
  readonly env: NodeJS.ProcessEnv
  remove(): void
}

/** Folders and environment of one private Jupyter: any of its programs may run in it. */
export const jupyterFolders = (): JupyterFolders => {
  const home = mkdtempSync(join(tmpdir(), 'cellar-jupyter-'))
  const folder = (name: string): string => {
    mkdirSync(join(home, name), { recursive: true })
    return join(home, name)
  }
  installKernelspec({ prefix: home })
  return {
    notebooks: folder('notebooks'),
    env: {
      ...process.env,
      HOME: folder('home'),
      JUPYTER_PATH: join(home, 'share', 'jupyter'),
      JUPYTER_CONFIG_DIR: folder('config'),
      JUPYTER_DATA_DIR: folder('data'),
      JUPYTER_RUNTIME_DIR: folder('runtime'),
      IPYTHONDIR: folder('ipython'),
      // Where kernels of a machine share out its cores: those of other tests are none of ours.
      XDG_RUNTIME_DIR: folder('machine'),
      CELLAR_HISTORY: join(home, 'history.sqlite'),
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

export interface JupyterServer {
  readonly base: string
  readonly notebooks: string
  close(): Promise<void>
}

/** `labextensions`: name → folder of a prebuilt extension that its JupyterLab (or Notebook 7, where that is the `app`) has. */
export const startJupyterServer = async ({
  labextensions = {},
  app = 'lab',
}: {
  readonly labextensions?: Readonly<Record<string, string>>
  readonly app?: 'lab' | 'notebook'
} = {}): Promise<JupyterServer> => {
  const folders = jupyterFolders()
  const installed = join(folders.env.JUPYTER_DATA_DIR!, 'labextensions')
  mkdirSync(installed)
  for (const [name, folder] of Object.entries(labextensions)) symlinkSync(folder, join(installed, name))
  const port = await freePort()
  const server = spawn(
    venvProgram('jupyter'),
    [
      app,
      '--no-browser',
      '--allow-root',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      '--IdentityProvider.token=',
      '--ServerApp.disable_check_xsrf=True',
      `--ServerApp.root_dir=${folders.notebooks}`,
      `--${app === 'lab' ? 'LabApp' : 'JupyterNotebookApp'}.expose_app_in_browser=True`,
    ],
    { env: folders.env, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const base = `http://127.0.0.1:${port}`
  await started(server, `${base}/${app === 'lab' ? 'lab' : 'tree'}`)
  return {
    base,
    notebooks: folders.notebooks,
    close: async () => {
      const gone = once(server, 'exit')
      await endKernels(base)
      server.kill('SIGTERM')
      await gone
      folders.remove()
    },
  }
}

/** The server's log says when it listens; if it ends first, the log says why. */
const started = (server: ChildProcess, address: string): Promise<void> =>
  new Promise((done, failed) => {
    let log = ''
    server.stderr!.on('data', (data: Buffer) => {
      log += data
      if (log.includes(address)) done()
    })
    server.once('exit', code => failed(new Error(`jupyter ${server.spawnargs[1]} ended with ${code}:\n${log}`)))
  })

const endKernels = async (base: string): Promise<void> => {
  const sessions = (await (await fetch(`${base}/api/sessions`)).json()) as readonly { readonly id: string }[]
  await Promise.all(sessions.map(({ id }) => fetch(`${base}/api/sessions/${id}`, { method: 'DELETE' })))
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  server.close()
  await once(server, 'close')
  return port
}
