/** What a capture tells of one location of a unit. */
import type { SnapshotId } from '../brand.ts'
import type { Location } from '../location.ts'
import type { RootCapture } from './capture-pass.ts'
import { LiveBinding } from './code/live-binding.ts'
import type { MemberCapture } from './heap.ts'
import { previewOf, typeOf } from './preview.ts'

export const memberCapture = (
  { location, value, version, walk }: RootCapture,
  { shares, before }: { readonly shares: ReadonlyMap<Location, string>; readonly before: SnapshotId | undefined },
): MemberCapture => {
  const shown = LiveBinding.is(value) ? value.value : value
  return {
    location,
    ...(before === undefined ? {} : { before }),
    ...(version === undefined ? {} : { version }),
    ...(walk.hung.length === 0 ? {} : { partial: true }),
    shares,
    mentions: [...walk.mentions].sort(),
    preview: previewOf(shown),
    type: typeOf(shown),
  }
}
