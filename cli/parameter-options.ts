/**
 * The values that `-p name=value` and `--params file` give to notebooks. Every name and type is checked against what the notebooks
 * declare before anything runs.
 */
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { type DeclaredParameters, declaredParameters } from '../runtime/parameters/declared.ts'
import { checkValues, kindIn, ParameterError, parseValue, readYaml, unknownName } from '../runtime/parameters/given.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { ParameterOptions } from './parameter-flags.ts'
import { UsageError } from './usage-error.ts'

/** Each `-p name=value` as its two halves; a name has one. */
export const assignmentsOf = ({
  param = [],
}: ParameterOptions): readonly (readonly [name: string, value: string])[] => {
  const all = param.map(splitAssignment)
  const names = all.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return all
  const values = all.flatMap(([name, value]) => (name === twice ? value : [])).join(',')
  throw new UsageError(
    `${twice} is given more than once. \`cellar run\` takes one value, \`cellar sweep\` takes several so: -p ${twice}=${values}.`,
  )
}

const splitAssignment = (text: string): readonly [name: string, value: string] => {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`-p takes name=value, such as -p n=3, not "${text}".`)
  return [text.slice(0, at).trim(), text.slice(at + 1)]
}

/** For each notebook those of the values that it declares. A name that none of them declares is an error. */
export const valuesFor = (
  notebooks: readonly (readonly NotebookCell[])[],
  options: ParameterOptions,
): readonly ParameterValues[] => {
  const declared = notebooks.map(declaredParameters)
  const file = options.params === undefined ? {} : readParameterFile(options.params)
  const assignments = assignmentsOf(options)
  for (const name of [...Object.keys(file), ...assignments.map(([name]) => name)])
    if (!declared.some(each => declares(each, name)))
      throw new ParameterError(
        unknownName(
          name,
          declared.flatMap(each => each.all),
        ),
      )
  return declared.map(each => {
    const mine = (name: string): boolean => declares(each, name)
    const values = Object.fromEntries([
      ...Object.entries(file).filter(([name]) => mine(name)),
      ...assignments
        .filter(([name]) => mine(name))
        .map(([name, text]) => [name, parseValue(name, kindIn(each, name), text)] as const),
    ])
    checkValues(each, values)
    return values
  })
}

const declares = ({ all, open }: DeclaredParameters, name: string): boolean => open || all.some(p => p.name === name)

const readParameterFile = (path: string): ParameterValues => {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}. --params takes a JSON or YAML file of name: value.`)
  const text = readFileSync(path, 'utf8')
  const values = extname(path) === '.json' ? readJson(path, text) : readYaml(text)
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new UsageError(`${path} holds no parameters: it must be an object, { "name": value }.`)
  return values as ParameterValues
}

const readJson = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON: ${(error as Error).message}.`)
  }
}
