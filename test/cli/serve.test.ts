/** `cellar serve` as a user and as an attacker meet it: real requests to a real server, with and without the token. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile } from '../support/notebook-file.ts'

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Asked {
  readonly path?: string
  readonly cookie?: string
  readonly host?: string
  readonly method?: string
}

const serve = async (folder: string) => {
  const child = spawn(process.execPath, [program, 'serve', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const [address] = await new ChildOutput(child).said(/http:\/\/127\.0\.0\.1:\d+\/\?token=\w+/)
  const url = new URL(address)
  const ask = ({ path = '/', cookie, host = url.host, method = 'GET' }: Asked): Promise<Answer> =>
    new Promise((done, failed) => {
      const headers = { host, ...(cookie === undefined ? {} : { cookie }) }
      request({ host: '127.0.0.1', port: url.port, path, method, headers }, response => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk
        })
        response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body }))
      })
        .on('error', failed)
        .end()
    })
  const entered = await ask({ path: `/${url.search}` })
  const cookie = String(entered.headers['set-cookie']).split(';')[0]!
  return { url, ask, entered, cookie }
}

describe('cellar serve', () => {
  it('shows the report to who has the token, and anew after a run', async () => {
    const path = notebookFile({ a: 'console.log(1)' })
    const { ask, entered, cookie } = await serve(dirname(path))
    expect(entered).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(String(entered.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/)
    expect((await ask({ cookie })).body).toContain('1 new')
    await cellar('run', path)
    expect((await ask({ cookie })).body).toContain('1 fresh')
    expect((await ask({ cookie, path: '/notebooks/notebook.html' })).body).toContain('console')
  })

  it('tells others nothing', async () => {
    const path = notebookFile({ a: '1' })
    const before = readFileSync(path, 'utf8')
    const { ask, cookie, url } = await serve(dirname(path))
    const [name] = cookie.split('=')
    for (const wrong of [undefined, '', `${name}=`, `${name}=${'0'.repeat(48)}`, 'other=1'])
      expect((await ask(wrong === undefined ? {} : { cookie: wrong })).status).toBe(403)
    expect((await ask({ path: '/?token=wrong' })).status).toBe(403)
    expect((await ask({ cookie, host: `evil.example:${url.port}` })).status).toBe(403)
    expect((await ask({ cookie, method: 'POST' })).status).toBe(405)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it.each([
    '/../../../../etc/passwd.html',
    '/..%2f..%2f..%2fnotebook.ipynb',
    '/%2e%2e/secret.html',
    '/notebooks/..%2f..%2fsecret.html',
    '/figures/%00.svg',
    '/%E0%A4%A.html',
    '/.cellar-report',
  ])('has nothing outside its report: %s', async path => {
    const notebook = notebookFile({ a: '1' })
    writeFileSync(`${dirname(notebook)}/secret.html`, 'secret')
    const { ask, cookie } = await serve(dirname(notebook))
    await ask({ cookie })
    expect((await ask({ cookie, path })).status).toBe(404)
  })

  it('leads nowhere else with the token', async () => {
    const { ask, url } = await serve(dirname(notebookFile({ a: '1' })))
    const { headers } = await ask({ path: `//evil.example/${url.search}` })
    expect(String(headers.location)).not.toMatch(/^\/\//)
  })
})
