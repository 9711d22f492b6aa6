/** JSON as TypeScript's configuration files hold it: with comments and trailing commas. undefined where it is neither. */
const comments = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
const trailingCommas = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g

export const parseJsonWithComments = (text: string): unknown => {
  // Strings are matched first and kept, so that nothing in them is taken for a comment or a comma.
  const keepStrings = (_: string, string: string | undefined): string => string ?? ''
  const plain = text
    .replace(/^\ufeff/, '')
    .replace(comments, keepStrings)
    .replace(trailingCommas, keepStrings)
  try {
    return JSON.parse(plain) as unknown
  } catch {
    return undefined // The caller warns, with the file's name.
  }
}
