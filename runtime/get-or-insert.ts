/** The maps' method of that name, `getOrInsertComputed`, which the Node that we support lacks. */
interface Entries<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
}

/** What is under the key; where nothing is, what `make` gives stands there from now on. */
export const getOrInsert = <K, V>(entries: Entries<K, V>, key: K, make: () => V): V => {
  const known = entries.get(key)
  if (known !== undefined) return known
  const made = make()
  entries.set(key, made)
  return made
}
