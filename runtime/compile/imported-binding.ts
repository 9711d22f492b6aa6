/**
 * What `import { name }` binds. A name that the module doesn't export is an error only where the cell uses it as a value:
 * otherwise it is a type that was imported without saying so.
 */
export interface ImportedName {
  readonly name: string
  readonly from: string
  readonly used: boolean
}

export const importedBinding = (
  namespace: Readonly<Record<string, unknown>>,
  { name, from, used }: ImportedName,
): unknown => {
  if (name in namespace) return namespace[name]
  // Exports of a CommonJS module that Node couldn't list beforehand.
  const { default: whole } = namespace
  if ((typeof whole === 'object' || typeof whole === 'function') && whole !== null && name in whole)
    return Reflect.get(whole, name)
  if (used) throw new SyntaxError(`The requested module '${from}' does not provide an export named '${name}'`)
  return undefined
}
