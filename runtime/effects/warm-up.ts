/**
 * Makes Node load what it would load at the first call. An interrupt that hits such a load leaves Node's module half there
 * for good (`rimrafSync is not a function`), so it must not happen under user code. Leaves nothing behind; about 1 ms.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { native } from './native.ts'

export const warmUp = (): void => {
  const folder = native.fs.mkdtempSync(join(tmpdir(), 'cellar-'))
  const [from, to] = [join(folder, 'from'), join(folder, 'to')]
  native.fs.mkdirSync(from)
  native.fs.cpSync(from, to, { recursive: true })
  native.fs.opendirSync(from).closeSync()
  native.fs.rmSync(folder, { recursive: true })
  for (const lazy of ['promises', 'ReadStream', 'WriteStream']) Reflect.get(native.fs, lazy)
  globalThis.crypto.getRandomValues(new Uint8Array(1))
}
