/** What a capture tells of one location of a unit. */
import type { Location } from '../location.ts'
import type { RootCapture } from './capture-pass.ts'
import { LiveBinding } from './code/live-binding.ts'
import type { MemberCapture } from './heap.ts'
import { previewOf, typeOf } from './preview.ts'

export const memberCapture = (
  { location, value, version, walk }: RootCapture,
  shares: ReadonlyMap<Location, string>,
): MemberCapture => {
  const shown = LiveBinding.is(value) ? value.value : value
  return {
    location,
    ...(version === undefined ? {} : { version }),
    ...(walk.hung.length === 0 ? {} : { partial: true }),
    shares,
    mentions: [...walk.mentions].sort(),
    preview: previewOf(shown),
    type: typeOf(shown),
  }
}
