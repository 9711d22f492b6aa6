/**
 * Standard (stage 3) decorators in the calling form that TypeScript emits. A decorator is called with the value and a context; what
 * it returns takes the value's place; initialisers it adds run when an instance (or the class) is made.
 */
type Callable = (this: unknown, ...args: readonly unknown[]) => unknown
type Kind = 'class' | 'method' | 'getter' | 'setter' | 'accessor' | 'field'

interface Context {
  readonly kind: Kind
  readonly name: PropertyKey
  readonly static?: boolean
  readonly private?: boolean
  readonly access?: Readonly<Record<string, Callable>>
  readonly metadata?: object
}

/** Class decorators get and replace `value`; members a property descriptor. */
type Descriptor = PropertyDescriptor & Record<string, unknown>

const slotOf = (kind: Kind): 'get' | 'set' | 'value' =>
  kind === 'getter' ? 'get' : kind === 'setter' ? 'set' : 'value'

export const esDecorate = (
  constructor: (object & { readonly prototype: object }) | null,
  descriptorIn: Descriptor | null,
  decorators: readonly Callable[],
  context: Context,
  initializers: Callable[] | null,
  extraInitializers: Callable[],
): void => {
  const { kind, name } = context
  const target = constructor && (context.static ? constructor : constructor.prototype)
  const own = target && !descriptorIn ? Object.getOwnPropertyDescriptor(target, name) : undefined
  const descriptor: Descriptor = descriptorIn ?? { ...own }
  for (const decorator of decorators.toReversed()) {
    const state = { isOver: false }
    const given = kind === 'accessor' ? { get: descriptor.get, set: descriptor.set } : descriptor[slotOf(kind)]
    const replaced = decorator(kind === 'field' ? undefined : given, contextFor(context, extraInitializers, state))
    state.isOver = true
    if (replaced !== undefined) replace({ kind, replaced, descriptor, initializers })
  }
  if (target && !descriptorIn && kind !== 'field') Object.defineProperty(target, name, descriptor)
}

const contextFor = (context: Context, extra: Callable[], state: { readonly isOver: boolean }) => ({
  ...context,
  ...(context.access ? { access: { ...context.access } } : {}),
  addInitializer: (initializer: unknown) => {
    if (state.isOver) throw new TypeError('Cannot add initializers after decoration has completed')
    extra.push(callable(initializer))
  },
})

const callable = (value: unknown): Callable => {
  if (typeof value !== 'function') throw new TypeError('Function expected')
  return value as Callable
}

const replace = (step: {
  readonly kind: Kind
  readonly replaced: unknown
  readonly descriptor: Descriptor
  readonly initializers: Callable[] | null
}): void => {
  const { kind, replaced, descriptor, initializers } = step
  // Initialisers run in the order opposite to the decorators, which come last first.
  if (kind === 'field') return void initializers?.unshift(callable(replaced))
  if (kind !== 'accessor') {
    descriptor[slotOf(kind)] = callable(replaced)
    return
  }
  if (typeof replaced !== 'object' || replaced === null) throw new TypeError('Object expected')
  const { get, set, init } = replaced as Record<string, unknown>
  if (get !== undefined) descriptor.get = callable(get) as () => unknown
  if (set !== undefined) descriptor.set = callable(set) as (value: unknown) => void
  if (init !== undefined) initializers?.unshift(callable(init))
}

/** With a value, each initialiser gets what the one before it made of it; without, they just run. */
export function runInitializers(
  self: unknown,
  initializers: readonly Callable[],
  ...value: readonly unknown[]
): unknown {
  const hasValue = value.length > 0
  let [current] = value
  for (const initializer of initializers) {
    const made = hasValue ? initializer.call(self, current) : initializer.call(self)
    if (hasValue) current = made
  }
  return hasValue ? current : undefined
}

export const propKey = (key: unknown): PropertyKey => (typeof key === 'symbol' ? key : String(key))

export const setFunctionName = <F extends object>(fn: F, name: PropertyKey, prefix?: string): F => {
  const text = typeof name === 'symbol' ? (name.description ? `[${name.description}]` : '') : String(name)
  return Object.defineProperty(fn, 'name', { configurable: true, value: prefix ? `${prefix} ${text}` : text })
}
