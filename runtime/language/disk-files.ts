/**
 * Source files on disk, as the compiler asks for them. What a package or TypeScript itself ships is read once; the
 * user's own modules are looked at again whenever the compiler asks for their version, so a saved edit counts at once.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import type ts from 'typescript'
import type { TypeScript } from './typescript.ts'

export interface DiskFiles {
  version(fileName: string): string
  snapshot(fileName: string): ts.IScriptSnapshot | undefined
  /** Whether one of the user's own modules changed since the last call. */
  changed(): boolean
}

export const diskFiles = (api: TypeScript): DiskFiles => {
  const snapshots = new Map<string, { readonly version: string; readonly snapshot: ts.IScriptSnapshot | undefined }>()
  const shipped = path.dirname(api.getDefaultLibFilePath({}))
  const isFixed = (file: string): boolean => file.includes('/node_modules/') || file.startsWith(shipped)
  const version = (file: string): string => (isFixed(file) ? 'fixed' : versionOnDisk(file))
  return {
    version,
    snapshot: file => {
      const now = version(file)
      const known = snapshots.get(file)
      if (known?.version === now) return known.snapshot
      const text = api.sys.readFile(file)
      const snapshot = text === undefined ? undefined : api.ScriptSnapshot.fromString(text)
      snapshots.set(file, { version: now, snapshot })
      return snapshot
    },
    changed: () => [...snapshots].some(([file, known]) => version(file) !== known.version),
  }
}

const versionOnDisk = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? 'missing' : `${stat.mtimeMs}:${stat.size}`
}
