/** `experimentalDecorators` of TypeScript: decorators called as `decorator(target, key, descriptor)`, last one first. */
type Decorator = (...args: readonly unknown[]) => unknown
type Descriptor = PropertyDescriptor | null | undefined

/** `descriptor` null means: read it from the target; undefined: the member is a field and has none. */
export function decorate(
  decorators: readonly Decorator[],
  target: object,
  ...[key, ...given]: readonly [key?: PropertyKey, descriptor?: Descriptor]
): unknown {
  if (key === undefined)
    return decorators.reduceRight<unknown>((decorated, decorator) => decorator(decorated) || decorated, target)
  const [descriptor] = given
  let current: unknown = descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : descriptor
  const isField = given.length > 0 && descriptor === undefined
  for (const decorator of decorators.toReversed()) {
    current = (isField ? decorator(target, key) : decorator(target, key, current)) || current
  }
  if (current) Object.defineProperty(target, key, current as PropertyDescriptor)
  return current
}

export const decorateParam =
  (index: number, decorator: Decorator): Decorator =>
  (target, key) =>
    decorator(target, key, index)

/** Needs the `reflect-metadata` package, as in TypeScript; without it, nothing happens. */
export const decorateMetadata = (key: string, value: unknown): Decorator => {
  const { metadata } = Reflect as { metadata?: (key: string, value: unknown) => Decorator }
  return metadata ? metadata(key, value) : () => undefined
}
