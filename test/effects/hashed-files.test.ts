/**
 * A large file is hashed by one process for all: what was found is told and believed while the file is the same one, and is in the store
 * for processes that come later. Of a file that changed a moment ago nothing is told.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { cellId, version } from '../../runtime/brand.ts'
import { FileHashes, type HashedFile, LARGE_FILE } from '../../runtime/effects/files/file-hashes.ts'
import { identityOf } from '../../runtime/effects/files/file-identity.ts'
import { openNotebook } from '../../runtime/index.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

const statOf = (path: string) => lstatSync(path, { bigint: true })
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** Written so long ago that its times tell it from whatever comes now. */
const oldFile = async (bytes: number): Promise<string> => {
  const path = join(temporaryFolder(), 'data.bin')
  writeFileSync(path, Buffer.alloc(bytes, 7))
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Number(statOf(path).ctimeMs) + 150), 5_000)
  return path
}
const large = Number(LARGE_FILE) + 1

const hashesThatTell = (): { readonly hashes: FileHashes; readonly told: readonly HashedFile[] } => {
  const hashes = new FileHashes()
  const told: HashedFile[] = []
  hashes.onHashed(file => told.push(file))
  return { hashes, told }
}

test('a large file is told of once, a small one never', async () => {
  const { hashes, told } = hashesThatTell()
  const [path, small] = [await oldFile(large), await oldFile(10)]
  for (const each of [path, path, small]) expect(hashes.of(each, statOf(each))).toBe(sha256(each))
  expect(told).toEqual([{ path, identity: identityOf(statOf(path)), hash: sha256(path) }])
})

test('one that changed a moment ago is not told of: another change could bear the same time', async () => {
  const { hashes, told } = hashesThatTell()
  const path = await oldFile(large)
  appendFileSync(path, 'now')
  expect(hashes.of(path, statOf(path))).toBe(sha256(path))
  expect(told).toEqual([])
})

test('what another process found is believed while the file is the same', async () => {
  const { hashes } = hashesThatTell()
  const path = await oldFile(large)
  hashes.learn([{ path, identity: identityOf(statOf(path)), hash: version('as told') }])
  expect(hashes.of(path, statOf(path))).toBe('as told')
  appendFileSync(path, 'more')
  expect(hashes.of(path, statOf(path))).toBe(sha256(path))
})

test('what a session hashed is in the store, and its front needs not read the file', async () => {
  const path = await oldFile(large)
  const folder = temporaryFolder()
  const runtime = await openNotebook({ notebookPath: join(folder, 'n.ipynb'), cwd: folder })
  const code = `import { openSync } from 'node:fs'\nopenSync(${JSON.stringify(path)}, 'r')`
  const heard: string[] = []
  const { fileVersions } = await import('../../runtime/effects/files/version-on-disk.ts')
  const tell = vi.spyOn(fileVersions.hashes, 'tell').mockImplementation(file => {
    heard.push(file.path)
    fileVersions.hashes.learn([{ ...file, hash: version('from the session') }])
  })
  await runtime.execute({ cell: cellId('a'), code, onEvent: () => {} })
  expect(heard).toEqual([path])
  expect(fileVersions.of(path)).toBe('from the session')
  tell.mockRestore()
  fileVersions.hashes.tell({ path, identity: identityOf(statOf(path)), hash: version(sha256(path)) })
  await runtime.close()
  const store = openStore({ folder: join(folder, '.cellar') })
  expect(store.hashedFiles()).toEqual([{ path, identity: identityOf(statOf(path)), hash: sha256(path) }])
  store.close()
})
