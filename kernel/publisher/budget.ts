/**
 * How much one cell may put on the page. Past the bound its text or its displays are left out, with one notice each that
 * says where the whole is; errors, results, updates and comms always pass. A clear empties the page and so the account.
 */
import type { PublishedEvent } from './iopub-message.ts'

/** UTF-16 units of text: about 100,000 long lines. JupyterLab gets slow to open and save a notebook beyond it. */
export const MAX_TEXT = 8 * 1024 * 1024
/** Displays of one cell: each is a widget in the page. */
export const MAX_DISPLAYS = 2_000
/** UTF-16 units of displayed data (base64, JSON): what a browser tab can hold beside the rest. */
export const MAX_DISPLAY_DATA = 128 * 1024 * 1024

export class Budget {
  #text = 0
  #displays = 0
  #data = 0
  readonly #told = new Set<string>()

  /** The events to show in this one's place: itself, itself cut short and a notice, a notice, or nothing. */
  admit(event: PublishedEvent): readonly PublishedEvent[] {
    switch (event.type) {
      case 'stream':
        return this.#admitText(event)
      case 'display':
        this.#displays++
        this.#data += sizeOf(event.data)
        if (this.#displays <= MAX_DISPLAYS && this.#data <= MAX_DISPLAY_DATA) return [event]
        return this.#notice(
          'displays',
          `more than ${MAX_DISPLAYS.toLocaleString('en')} displays or ${MAX_DISPLAY_DATA / 1024 ** 2} MB of them`,
        )
      case 'clear':
        this.#text = this.#displays = this.#data = 0
        this.#told.clear()
        return [event]
      default:
        return [event]
    }
  }

  #admitText(event: Extract<PublishedEvent, { readonly type: 'stream' }>): readonly PublishedEvent[] {
    const left = MAX_TEXT - this.#text
    this.#text += event.text.length
    if (event.text.length <= left) return [event]
    const notice = this.#notice('text', `more than ${MAX_TEXT / 1024 ** 2} MB of text`)
    return left > 0 ? [{ ...event, text: event.text.slice(0, left) }, ...notice] : notice
  }

  #notice(kind: string, what: string): readonly PublishedEvent[] {
    if (this.#told.has(kind)) return []
    this.#told.add(kind)
    const text = `\n[Cellar: this cell showed ${what}; the rest is not shown here. The run keeps it whole: \`cellar runs\` lists it, \`cellar runs RUN\` shows it.]\n`
    return [{ type: 'stream', name: 'stderr', text }]
  }
}

const sizeOf = (data: Readonly<Record<string, unknown>>): number => {
  let size = 0
  for (const value of Object.values(data))
    size += typeof value === 'string' ? value.length : (JSON.stringify(value)?.length ?? 0)
  return size
}
