/** A notebook as a text, with a line `---` between its cells. */
export interface WholeNotebook {
  readonly name: string
  readonly cells: readonly string[]
}

export const notebook = (name: string, text: string): WholeNotebook => ({ name, cells: text.trim().split('\n---\n') })
