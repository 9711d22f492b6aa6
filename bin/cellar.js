#!/usr/bin/env node
/**
 * The `cellar` command. In a clone it first brings packages and bundles up to date, so that `npx cellar …` works with
 * nothing done before; in an installed package both are there already.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const scripts = new URL('../scripts/', import.meta.url)
if (existsSync(fileURLToPath(scripts))) {
  const { install } = await import(new URL('install.js', scripts))
  const { build } = await import(new URL('build.js', scripts))
  await install()
  await build()
}
await import('../dist/cli.js')
