/**
 * In which order the points of a sweep run when several run at once. A wave holds the points that differ from the first in as many axes:
 * whatever two of its points have in common differs from the first in fewer, so an earlier wave has computed it, once.
 */
import { cellId } from '../runtime/brand.ts'
import { isOfContent } from '../runtime/effects/files/file-versions.ts'
import { keyOf, kindOf } from '../runtime/location.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'

export const wavesOf = (points: readonly ParameterValues[]): readonly (readonly ParameterValues[])[] => {
  const waves: ParameterValues[][] = []
  for (const point of points) (waves[differing(point, points[0] ?? {}).length] ??= []).push(point)
  return waves.filter(wave => wave !== undefined)
}

/** A cell that makes the same file at several points: two of them at once would write it over each other. */
export interface FileAtManyPoints {
  readonly cell: string
  readonly file: string
}

/** Asked of a runtime that has just run the first point: which cell that writes a file runs again at others? `put` brings it to a point. */
export const fileAtManyPoints = (
  runtime: NotebookRuntime,
  points: readonly ParameterValues[],
  put: (runtime: NotebookRuntime, point: ParameterValues) => void,
): FileAtManyPoints | undefined => {
  const [first = {}] = points
  // One point for each set of axes says as much as all of them.
  const others = new Map(points.map(point => [differing(point, first).join(), point]))
  others.delete('')
  for (const point of others.values()) {
    put(runtime, point)
    for (const { id, state } of runtime.states()) {
      const files =
        state === 'fresh' ? [] : (runtime.trace(cellId(id))?.writes ?? []).filter(w => kindOf(w.location) === 'file')
      // It may have made the folder, too.
      const file = files.find(({ version }) => version !== null && isOfContent(version)) ?? files[0]
      if (file !== undefined) return { cell: id, file: keyOf(file.location) }
    }
  }
  return undefined
}

const differing = (point: ParameterValues, first: ParameterValues): readonly string[] =>
  Object.keys(point).filter(name => point[name] !== first[name])
