/** Where this package stands and which version it is: found upward, because the bundle lies in dist/ and the source in cli/. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const findRoot = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))

export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

const manifest: { readonly version: string } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
export const packageVersion = manifest.version
