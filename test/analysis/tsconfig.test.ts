/** The user's tsconfig.json, read from real folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultErasure } from '../../runtime/analysis/erasure.ts'
import { mappedPaths, readTsconfig } from '../../runtime/analysis/tsconfig.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cellar-tsconfig-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

test('without one, the defaults hold', () => {
  write({ 'tsconfig.json': '{}' })
  expect(readTsconfig(folder)).toMatchObject({
    erasure: defaultErasure,
    warnings: [],
    files: [join(folder, 'tsconfig.json')],
  })
})

test('comments, trailing commas and text that looks like either are understood', () => {
  write({
    'tsconfig.json':
      '\ufeff{ // why\n "compilerOptions": { /* so */ "jsx": "react", "jsxFactory": "h/*,]*/", "experimentalDecorators": true, }, }',
  })
  expect(readTsconfig(folder).erasure).toMatchObject({ jsx: 'classic', jsxFactory: 'h/*,]*/', legacyDecorators: true })
})

test('is found above the folder, and what it extends is followed', () => {
  write({
    'tsconfig.json':
      '{ "extends": ["./base", "pkg/tsconfig.json"], "compilerOptions": { "jsxImportSource": "preact" } }',
    'base.json': '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }',
    'node_modules/pkg/tsconfig.json':
      '{ "compilerOptions": { "useDefineForClassFields": true, "emitDecoratorMetadata": true } }',
    'deep/er/x.txt': '',
  })
  expect(readTsconfig(join(folder, 'deep/er')).erasure).toEqual({
    ...defaultErasure,
    jsxImportSource: 'preact',
    legacyDecorators: true,
    decoratorMetadata: true,
    defineFields: true,
  })
})

test('class fields follow the target where nothing else is said', () => {
  write({ 'tsconfig.json': '{ "compilerOptions": { "target": "ES2020" } }' })
  expect(readTsconfig(folder).erasure.defineFields).toBe(false)
})

test('paths are relative to the file they stand in, the longest prefix first', () => {
  write({
    'a/tsconfig.json': '{ "extends": "../base.json" }',
    'base.json':
      '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "@/lib/*": ["./lib/*", "./lib2/*"], "one": ["./one.ts"] } } }',
  })
  const config = readTsconfig(join(folder, 'a'))
  expect(mappedPaths(config, '@/x')).toEqual([join(folder, 'src/x')])
  expect(mappedPaths(config, '@/lib/$&')).toEqual([join(folder, 'lib/$&'), join(folder, 'lib2/$&')])
  expect(mappedPaths(config, 'one')).toEqual([join(folder, 'one.ts')])
  expect(mappedPaths(config, 'react')).toEqual([])
  expect(mappedPaths(config, './@/x')).toEqual([])
})

test('baseUrl makes bare names paths', () => {
  write({ 'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }' })
  expect(mappedPaths(readTsconfig(folder), 'lib/x')).toEqual([join(folder, 'src/lib/x')])
  expect(mappedPaths(readTsconfig(folder), 'node:fs')).toEqual([])
})

test('a broken one, a missing base and a circle warn and stop nothing', () => {
  write({ 'tsconfig.json': '{ nonsense' })
  expect(readTsconfig(folder)).toMatchObject({
    erasure: defaultErasure,
    warnings: [expect.stringContaining('not JSON')],
  })
  write({ 'tsconfig.json': '{ "extends": "./nowhere" }' })
  expect(readTsconfig(folder).warnings).toEqual([expect.stringContaining('./nowhere')])
  write({ 'tsconfig.json': '{ "extends": "./tsconfig.json" }' })
  expect(readTsconfig(folder).warnings.length).toBe(1)
})
