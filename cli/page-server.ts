/**
 * Serves the files of one folder on the loopback address. Who comes without the token, by another name of the host, or asks for anything
 * outside the folder gets nothing; and no page of another site can read what is here.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, realpathSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'

export interface PageServerOptions {
  readonly site: string
  /** 0: a free one */
  readonly port: number
  /** Called before the first page of a visit. */
  readonly refresh: () => Promise<void>
}

export interface PageServer {
  /** With the token in it. */
  readonly address: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

export const servePages = async ({ site, port, refresh }: PageServerOptions): Promise<PageServer> => {
  const token = randomBytes(24).toString('hex')
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => refuse(response, 500, error.message))
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { port: own } = server.address() as AddressInfo
    // A name that an attacker's DNS points at this machine is not ours.
    if (request.headers.host !== `${HOST}:${own}` && request.headers.host !== `localhost:${own}`)
      return refuse(response, 403, 'This server is for this machine.')
    if (request.method !== 'GET') return refuse(response, 405, 'There is only something to look at here.')
    const url = new URL(request.url ?? '/', `http://${HOST}`)
    if (isToken(url.searchParams.get('token'), token)) return admit(response, { token, path: url.pathname, port: own })
    if (!isToken(cookieOf(request, own), token))
      return refuse(response, 403, 'Open the address that `cellar serve` printed: it holds the token.')
    const path = url.pathname === '/' ? '/index.html' : url.pathname
    if (path === '/index.html') await refresh()
    sendFile(response, site, path)
  }
  server.listen(port, HOST)
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    address: `http://${HOST}:${own}/?token=${token}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** The token goes into a cookie, out of sight: addresses are copied and kept in histories. */
const admit = (
  response: ServerResponse,
  { token, path, port }: { readonly token: string; readonly path: string; readonly port: number },
): void => {
  response.writeHead(303, {
    'Set-Cookie': `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    // One slash only: two would lead to another host.
    Location: path.replace(/^\/+/, '/'),
  })
  response.end()
}

/** Cookies know no ports. */
const cookieName = (port: number): string => `cellar-${port}`

const cookieOf = (request: IncomingMessage, port: number): string | null => {
  const own = (request.headers.cookie ?? '').split(/;\s*/).find(each => each.startsWith(`${cookieName(port)}=`))
  return own === undefined ? null : own.slice(own.indexOf('=') + 1)
}

const isToken = (given: string | null, token: string): boolean => {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const sendFile = (response: ServerResponse, site: string, path: string): void => {
  const type = TYPES[extname(path)]
  const bytes = type === undefined ? undefined : fileIn(site, path)
  if (type === undefined || bytes === undefined) return refuse(response, 404, 'There is no such page.')
  response.writeHead(200, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
    // Pages bring their own policy; a picture opened by itself gets none of a page's rights.
    ...(type.startsWith('image/')
      ? { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" }
      : {}),
  })
  response.end(bytes)
}

const fileIn = (site: string, path: string): Uint8Array | undefined => {
  try {
    const root = realpathSync(site)
    const file = realpathSync(join(root, decodeURIComponent(path)))
    return file.startsWith(root + sep) ? readFileSync(file) : undefined
  } catch {
    return undefined // Not there, or no path at all: either way no page.
  }
}

const refuse = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
  response.end(`${text}\n`)
}
