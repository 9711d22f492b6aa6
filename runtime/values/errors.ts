/** What can be wrong with stored values: bytes that no version of Cellar wrote. Raw RangeErrors and TypeErrors never leave this folder. */
export class ValueFormatError extends Error {
  override readonly name = 'ValueFormatError'

  constructor(why: string, cause?: unknown) {
    super(
      `A stored value can't be read: ${why}. Its bytes are damaged or of another version; run the cell that made it again.`,
      cause === undefined ? {} : { cause },
    )
  }
}

/** Sound bytes of what can't be made again here: its cells have to. */
export class UnmadeError extends ValueFormatError {
  readonly why: string

  constructor(why: string) {
    super(why)
    this.why = why
  }
}
