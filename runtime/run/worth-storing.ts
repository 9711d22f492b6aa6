/** Is a value worth keeping in the store? Pure. */

/** bytes: below this it always is; a look-up costs less than deciding */
const small = 1 << 20
/** bytes a millisecond, written and read back, of the slower disks we know (shared/techniques.md, "Hashing, storing") */
const bytesPerMs = 200_000

/** Kept when writing and reading it back takes less time than computing it did. */
export const worthStoring = (bytes: number, ms: number): boolean => bytes <= small || bytes / bytesPerMs < ms
