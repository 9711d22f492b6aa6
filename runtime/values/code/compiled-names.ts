/**
 * The names by which compiled text speaks to the session (compile/compiled.ts): a box for each top-level name, the marks, the
 * runtime. A mark's number is one session's; stored text has the name there, `$$0m["x"]`.
 */
import { type Node, parse } from '../../analysis/syntax.ts'
import { eachChild, eachTarget } from '../../analysis/syntax-tree.ts'
import type { Name } from '../../brand.ts'
import { marksParameter, runtimeParameter, sharedPrefix, thisVariable } from '../../compile/compiled.ts'
import { type Edit, edited } from '../../text-edits.ts'

/** Which byte of the marks belongs to which name, in this session. */
export interface Marks {
  nameOf(mark: number): Name | undefined
  /** Makes one where the name has none yet. */
  of(name: Name): number
}

const compiledPrefix = '$$'
/** No box's name begins with a digit. */
const runtimePrefix = '$$0'

/** The box of a variable that closures share: they capture it as what it stands for. */
export const isSharedBox = (name: string): boolean => name.startsWith(sharedPrefix)

/** A box of the notebook, the marks or the runtime, not what stands for a variable of the user's. */
export const isCompiledName = (name: string): boolean =>
  name.startsWith(compiledPrefix) && name !== thisVariable && !isSharedBox(name)

/** As the user calls a captured variable. */
export const writtenName = (name: string): string => {
  if (name === thisVariable) return 'this'
  return isSharedBox(name) ? name.slice(sharedPrefix.length) : name
}

export const boxesAmong = (names: readonly string[]): readonly Name[] =>
  names
    .filter(name => isCompiledName(name) && !name.startsWith(runtimePrefix))
    .map(name => name.slice(compiledPrefix.length))
    .sort()

const given: readonly string[] = [marksParameter, runtimeParameter, thisVariable]

/** It needs more of its cell than the session gives to code that is made again. */
export const needsCell = (names: readonly string[]): boolean =>
  names.some(name => name.startsWith(runtimePrefix) && !given.includes(name))

const eachNode = (root: Node, visit: (node: Node) => void): void => {
  visit(root)
  eachChild(root, child => eachNode(child, visit))
}

/** What the code assigns through boxes that it shares with others. */
export const sharedBoxesWritten = (root: Node): readonly string[] => {
  const names = new Set<string>()
  const target = (node: Node): void => {
    if (node.type !== 'MemberExpression') return eachTarget(node, target)
    if (node.object.type === 'Identifier' && isSharedBox(node.object.name)) names.add(node.object.name)
  }
  eachNode(root, node => {
    if (node.type === 'AssignmentExpression' || node.type === 'ForOfStatement' || node.type === 'ForInStatement')
      target(node.left as Node)
    else if (node.type === 'UpdateExpression') target(node.argument)
  })
  return [...names]
}

/** The text with each mark's index replaced; undefined where one has no replacement. */
const withMarks = (text: string, replace: (index: unknown) => string | undefined): string | undefined => {
  if (!text.includes(marksParameter)) return text
  const edits: Edit[] = []
  let complete = true
  eachNode(parse(text), node => {
    if (node.type !== 'MemberExpression' || !node.computed) return
    const { object, property } = node
    if (object.type !== 'Identifier' || object.name !== marksParameter || property.type !== 'Literal') return
    const index = replace(property.value)
    if (index === undefined) complete = false
    else edits.push({ start: property.start as number, end: property.end as number, text: index })
  })
  return complete ? edited(text, edits) : undefined
}

export const markNamesIn = (text: string, marks: Marks): string | undefined =>
  withMarks(text, index => {
    // Text that came from the store has the name already.
    const name = typeof index === 'number' ? marks.nameOf(index) : (index as string)
    return name === undefined ? undefined : JSON.stringify(name)
  })

export const markNumbersIn = (text: string, marks: Marks): string | undefined =>
  withMarks(text, index => (typeof index === 'string' ? String(marks.of(index)) : undefined))
