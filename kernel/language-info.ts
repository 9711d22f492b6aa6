/**
 * What the kernel says of its language. A notebook whose metadata say the same is not marked as changed when JupyterLab opens it, so
 * the notebooks that Cellar makes carry this.
 */
import { createRequire } from 'node:module'

/** Of the installed compiler; read from its package.json only: loading the compiler would cost the first request 230 ms. */
const typescriptVersion = (): string =>
  (createRequire(import.meta.url)('typescript/package.json') as { readonly version: string }).version

export const languageInfo = () => ({
  codemirror_mode: 'typescript',
  file_extension: '.ts',
  mimetype: 'application/typescript',
  name: 'typescript',
  nbconvert_exporter: 'script',
  pygments_lexer: 'typescript',
  version: typescriptVersion(),
})
