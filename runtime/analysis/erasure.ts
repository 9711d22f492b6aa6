/** What of the user's tsconfig changes the JavaScript that his TypeScript becomes. */
export interface Erasure {
  readonly jsx: 'automatic' | 'classic'
  readonly jsxImportSource?: string
  /** `h`, `React.createElement` */
  readonly jsxFactory?: string
  readonly jsxFragmentFactory?: string
  readonly legacyDecorators: boolean
  readonly decoratorMetadata: boolean
  readonly defineFields: boolean
}

export const defaultErasure: Erasure = {
  jsx: 'automatic',
  legacyDecorators: false,
  decoratorMetadata: false,
  defineFields: true,
}
