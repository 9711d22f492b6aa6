/**
 * The calls of the system by which memory becomes a file's: through koffi, where it is installed, on Linux with glibc. It refuses (undefined)
 * wherever it isn't known that a large allocation of V8's is a mapping of its own, which is given back to the system when it is freed.
 */
import { createRequire } from 'node:module'

export interface SystemCalls {
  address(bytes: Uint8Array): bigint
  /** Puts the file in place of the memory, which begins with a page. False: the memory is as it was. */
  map(memory: Uint8Array, file: { readonly descriptor: number; readonly offset: number }, access: Access): boolean
  /** Bounds the private memory of this process, in bytes: what is asked for beyond it is refused. Absent: unbounded, as far as the system allows. */
  boundData(bytes?: number): void
  /** A file in memory, without a name: gone with the last who has it open. */
  openMemoryFile(): number | undefined
}

/** `read`: of what the file says, now and later; `copy`: what is written stays here. */
export type Access = 'read' | 'copy'

/** bytes from which glibc's malloc always gives a mapping of its own, whatever was freed before (M_MMAP_THRESHOLD_MAX) */
export const mappable = 32 * 2 ** 20
/** bytes. Larger ones exist on some machines: there, nothing is mapped. */
export const pageSize = 4096
/** Where malloc puts such a block in its first page: behind the two words of its own. */
export const blockStart = 16

/** Where bytes of this length begin in a file, at or after `at`, so that a buffer's pages can be the file's. */
export const startOfMappable = (at: number, length: number): number =>
  length < mappable ? at : Math.ceil((at - blockStart) / pageSize) * pageSize + blockStart

const flags = { read: 0x1, write: 0x2, shared: 0x01, private: 0x02, fixed: 0x10, closeOnExec: 0x1 } as const

/** RLIMIT_DATA */
const data = 2

let loaded: { readonly calls: SystemCalls | undefined } | undefined

/** Takes a few milliseconds the first time. */
export const systemCalls = (): SystemCalls | undefined => {
  loaded ??= { calls: load() }
  return loaded.calls
}

const load = (): SystemCalls | undefined => {
  // Another malloc may have been put before glibc's.
  if (process.platform !== 'linux' || (process.env.LD_PRELOAD ?? '') !== '') return undefined
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const library = koffi.load(null)
    library.func('const char *gnu_get_libc_version()') // Thrown for any other libc.
    if (library.func('int getpagesize()')() !== pageSize) return undefined
    const mmap = library.func('intptr_t mmap(void *at, size_t length, int access, int flags, int file, int64_t offset)')
    const memoryFile = library.func('int memfd_create(const char *name, unsigned int flags)')
    const getLimit = library.func('int getrlimit(int resource, void *limit)')
    const setLimit = library.func('int setrlimit(int resource, void *limit)')
    // Copies nothing, and gives the address that it was told.
    const addressOf = library.func('memcpy', 'intptr_t', ['void *', 'void *', 'size_t'])
    return {
      address: bytes => BigInt(addressOf(bytes, bytes, 0) as number | bigint),
      map: (memory, { descriptor, offset }, access) => {
        const [may, how] = access === 'read' ? [flags.read, flags.shared] : [flags.read | flags.write, flags.private]
        return Number(mmap(memory, memory.length, may, how | flags.fixed, descriptor, offset)) !== -1
      },
      boundData: bytes => {
        const [soft, hard] = [0, 1]
        const limit = new BigUint64Array(2)
        getLimit(data, limit)
        const most = limit[hard] as bigint
        limit[soft] = bytes === undefined || BigInt(bytes) > most ? most : BigInt(bytes)
        setLimit(data, limit)
      },
      openMemoryFile: () => {
        const descriptor = memoryFile('cellar', flags.closeOnExec) as number
        return descriptor === -1 ? undefined : descriptor
      },
    }
  } catch {
    return undefined // Not installed (it is optional), or not for this machine: bytes are copied instead.
  }
}

/** Where in its page a byte stands. */
export const offsetInPage = (calls: SystemCalls, bytes: Uint8Array): number =>
  Number(calls.address(bytes) % BigInt(pageSize))
