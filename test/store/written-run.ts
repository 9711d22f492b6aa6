/** What a writer process records as its i-th run, told again from its name and number: so a reader knows if it is whole. */
import type { RunEvent } from '../../runtime/run/events.ts'
import type { RunRecord, StoredUnit } from '../../runtime/store/store.ts'
import { runLiteral, said, storedUnit } from './literals.ts'

export interface WrittenRun {
  readonly run: RunRecord
  readonly units: readonly StoredUnit[]
  /** Appended after the run was recorded. */
  readonly late: readonly RunEvent[]
}

/** Every third run's value and every fourth's output are large enough to be files. */
export function writtenRun(name: string, i: number): WrittenRun {
  const id = `${name}-${i}`
  const units = [storedUnit(`value of ${id}`, i % 3 === 0 ? 90_000 : 30), storedUnit(`shared ${i % 5}`, 70_000)]
  const text =
    i % 4 === 0 ? Array.from({ length: 12_000 }, (_, line) => `${id} ${Math.imul(line, 2654435761)}`).join('\n') : id
  const run = runLiteral({
    id,
    cell: `c${i % 7}`,
    hash: `h${i % 7}`,
    startedAt: i,
    events: [said(text)],
    wrote: units.map(unit => unit.id),
  })
  return { run, units, late: i % 2 === 0 ? [said(`late ${id}`)] : [] }
}

export const writtenFrom = (id: string): WrittenRun => {
  const at = id.lastIndexOf('-')
  return writtenRun(id.slice(0, at), Number(id.slice(at + 1)))
}
