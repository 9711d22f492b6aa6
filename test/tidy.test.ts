/** The rules of the house that a machine can check beside the linter's (which knows `any`): arrows, lengths, names, comments. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const MAX_LINES = 400

const filesUnder = (folder: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && !`${entry.parentPath}/`.includes('/node_modules/'))
        .map(entry => relative(root, join(entry.parentPath, entry.name)))
    : []

const isSource = (file: string): boolean => /\.(ts|tsx|js|mjs|css)$/.test(file)
const product = ['kernel', 'runtime', 'pipeline', 'cli'].flatMap(filesUnder).filter(isSource)
const scripts = ['scripts', 'bin'].flatMap(filesUnder).filter(isSource)
const tests = filesUnder('test').filter(file => isSource(file) && !file.includes('/fixtures/'))
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Comments and the texts of strings are no code; what is left can be searched. Specifiers are read from the text itself. */
const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

interface Import {
  readonly specifier: string
  /** Only types: nothing is loaded. */
  readonly typeOnly: boolean
}

const importsOf = (file: string): readonly Import[] => {
  const text = textOf(file).replace(/\/\*[\s\S]*?\*\//g, '')
  const statements = text.matchAll(
    /^(?:import|export)\s(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  )
  const calls = text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]/g)
  return [
    ...[...statements].map(m => ({ specifier: (m[2] ?? m[3])!, typeOnly: m[1] !== undefined })),
    ...[...calls].map(m => ({ specifier: m[1]!, typeOnly: false })),
  ]
}

const offenders = (
  files: readonly string[],
  offends: (file: string) => boolean | string | undefined,
): readonly string[] =>
  files.flatMap(file => {
    const offence = offends(file)
    return offence ? [offence === true ? file : `${file}: ${offence}`] : []
  })

/** ring → the rings it may import from */
const arrows: Readonly<Record<string, readonly string[]>> = {
  runtime: ['runtime'],
  pipeline: ['pipeline', 'runtime'],
  kernel: ['kernel', 'pipeline', 'runtime', 'package.json'],
  cli: ['cli', 'kernel', 'pipeline', 'runtime', 'package.json'],
}

/** package → where alone it may be imported */
const homes: Readonly<Record<string, RegExp>> = {
  zeromq: /^kernel\/sockets/,
  'better-sqlite3': /^(runtime\/(store|executor\/pool)|kernel\/history)\//,
  koffi: /^runtime\/memory\//,
  piscina: /^runtime\/(store|figures\/conversion)\//,
  'oxc-parser': /^runtime\/oxc/,
  'oxc-transform': /^runtime\/oxc/,
  tslab: /^runtime\/language\//,
  typescript: /^runtime\/(language|compile)\//,
  commander: /^cli\//,
}

describe('imports', () => {
  it('point inward', () => {
    const wrong = offenders(product, file => {
      const ring = file.split('/')[0]!
      return importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => relative(root, resolve(root, dirname(file), specifier)))
        .find(target => !arrows[ring]!.includes(target.split('/')[0]!))
    })
    expect(wrong).toEqual([])
  })

  it('of a package with one home stay there', () => {
    const wrong = offenders(
      product,
      file =>
        importsOf(file)
          .filter(({ typeOnly }) => !typeOnly)
          .find(({ specifier }) => homes[specifier] && !homes[specifier].test(file))?.specifier,
    )
    expect(wrong).toEqual([])
  })

  it('of the command line reach the kernel only when asked for', () => {
    const wrong = offenders(filesUnder('cli').filter(isSource), file => {
      const eager = textOf(file).match(/^import (?!type).*from '\.\.\/kernel\/[^']*'/m)
      return eager?.[0]
    })
    expect(wrong).toEqual([])
  })
})

describe('a file', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    const wrong = offenders([...product, ...scripts, ...tests], file => {
      const lines = textOf(file).split('\n').length - 1
      return lines > MAX_LINES && `${lines} lines`
    })
    expect(wrong).toEqual([])
  })

  it('opens with a comment that says what it is', () => {
    const wrong = offenders(
      [...product, ...scripts, ...tests],
      file => !/^(#!.*\n)?\s*\/\*\*?[\s*]*\S/.test(textOf(file)),
    )
    expect(wrong).toEqual([])
  })

  it('is not called after nothing in particular', () => {
    const vague = /^(utils?|helpers?|common|misc|types|manager|base)$/
    const wrong = offenders([...product, ...scripts, ...tests], file =>
      file.split('/').some(part => vague.test(part.replace(/\.(test|bench)?\.?[a-z]+$/, ''))),
    )
    expect(wrong).toEqual([])
  })

  it('has a name in kebab-case', () => {
    const wrong = offenders([...product, ...scripts, ...tests], file => !/^[a-z0-9.-]+$/.test(basename(file)))
    expect(wrong).toEqual([])
  })
})

describe('tests', () => {
  it('are never skipped or alone', () => {
    const wrong = offenders(
      tests.filter(file => file.endsWith('.test.ts')),
      file => codeOf(file).match(/\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|runIf)\b|\bx(?:it|describe)\(/)?.[0],
    )
    expect(wrong).toEqual([])
  })

  it('lie in the folder that they test', () => {
    /** Folders of tests that belong to no single folder of the product. */
    const across = new Set(['support', 'fixtures', 'property', 'golden', 'lab', 'clients', 'bench'])
    const homesOf = new Set([
      'kernel',
      'cli',
      'pipeline',
      'scripts',
      'labextension',
      ...filesUnder('runtime').map(file => file.split('/')[1]!),
    ])
    const wrong = offenders(tests, file => {
      const [, folder, rest] = file.split('/')
      return rest !== undefined && !across.has(folder!) && !homesOf.has(folder!)
    })
    expect(wrong).toEqual([])
  })
})
