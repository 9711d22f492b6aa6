/**
 * Counts the shapes that a drawing has once every `<use>` is followed: a few lines of SVG that refer to each other tenfold
 * ("billion laughs") would fill a renderer's memory. Pure; saturates instead of overflowing.
 */

interface Counted {
  shapes: number
  readonly uses: string[]
}

export class Expansion {
  readonly #byId = new Map<string, Counted>()
  readonly #root: Counted = { shapes: 0, uses: [] }
  #depth = 0
  /** The root, and elements with ids that are open: what is counted belongs to all of them. */
  readonly #open: { readonly counted: Counted; readonly depth: number }[] = [{ counted: this.#root, depth: 0 }]

  open(attributes: Readonly<Record<string, string>>): void {
    const { id } = attributes
    this.#depth++
    if (id !== undefined) {
      const counted = { shapes: 0, uses: [] }
      if (!this.#byId.has(id)) this.#byId.set(id, counted)
      this.#open.push({ counted, depth: this.#depth })
    }
    const reference = attributes.href ?? attributes['xlink:href']
    const used = reference?.startsWith('#') ? reference.slice(1) : undefined
    for (const { counted } of this.#open) {
      counted.shapes++
      if (used !== undefined) counted.uses.push(used)
    }
  }

  close(): void {
    if (this.#open.at(-1)?.depth === this.#depth) this.#open.pop()
    this.#depth--
  }

  total(): number {
    return this.#count(this.#root, new Map(), new Set())
  }

  #count(counted: Counted, known: Map<Counted, number>, path: Set<Counted>): number {
    const before = known.get(counted)
    if (before !== undefined) return before
    // A cycle is the renderer's to break, and all of them do.
    if (path.has(counted)) return 0
    path.add(counted)
    let sum = counted.shapes
    for (const id of counted.uses) {
      const target = this.#byId.get(id)
      if (target !== undefined) sum = Math.min(Number.MAX_SAFE_INTEGER, sum + this.#count(target, known, path))
    }
    path.delete(counted)
    known.set(counted, sum)
    return sum
  }
}
