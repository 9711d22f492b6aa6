/**
 * What an import that leads nowhere says to whoever wrote the cell: where it was looked for, and what to do. Node names a file of ours
 * instead. The error stays the same object with the same `code`, for code that catches it.
 */
import { isLocal, packageNamed } from '../../specifier.ts'

/** `parent`: the file that Node takes for the importing one, in `folder`. */
export const explainMissing = (
  error: unknown,
  { specifier, parent, folder }: { readonly specifier: string; readonly parent: string; readonly folder: string },
): void => {
  const isOurs = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  if (!isOurs || !error.message.endsWith(` imported from ${parent}`)) return
  error.message = isLocal(specifier)
    ? `Cannot find module '${specifier}' from the notebook's folder (${folder}).`
    : `Cannot find package '${packageNamed(specifier)}' from the notebook's folder (${folder}). Install it there: npm install ${packageNamed(specifier)}`
}
