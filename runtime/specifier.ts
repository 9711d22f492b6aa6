/** What the text after `from` means, as far as it says so itself. It refuses to look for files. */

/** A file of the user's, by its path. */
export const isLocal = (specifier: string): boolean => /^(\.{1,2}\/|\/|file:)/.test(specifier)

/** `@scope/name/sub` is of `@scope/name`. */
export const packageNamed = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
