/**
 * Tagged templates of local modules: as in cells (`compile/rewrite-template.ts`) the object for a template's strings has a name, because the
 * module is loaded anew in each session while what kept the object comes back. Packages are left alone.
 */
import { createHash } from 'node:crypto'
import { type AnyNode, eachChild } from '../../analysis/any-node.ts'
import { templateName } from '../../template-object.ts'
import { type Edit, insertion } from '../../text-edits.ts'
import { SafeWeakMap } from '../../values/originals.ts'

const key = 'cellar.templates'

/** In the session; elsewhere (a worker thread of the user's) a template stays the text's own. */
export const nameTemplates = (objectOf: (name: string) => TemplateStringsArray): void => {
  const known = new SafeWeakMap<TemplateStringsArray, TemplateStringsArray>()
  const named = (place: string, strings: TemplateStringsArray): TemplateStringsArray => {
    const before = known.get(strings)
    if (before !== undefined) return before
    const texts = strings.raw.map((raw, i) => ({ raw, cooked: strings[i] ?? null }))
    const made = objectOf(templateName(place, 0, texts))
    known.set(strings, made)
    return made
  }
  const value =
    (place: string) =>
    (strings: TemplateStringsArray, ...values: readonly unknown[]): readonly unknown[] => [
      named(place, strings),
      ...values,
    ]
  Object.defineProperty(globalThis, key, { value, configurable: true })
}

/** Whether such a text could be it, before it is parsed. */
export const mayHaveTemplates = (text: string): boolean => /[\w$)\]}`]\s*`/.test(text)

/** ``tag`a${x}b` `` as ``tag(...named`a${x}b`)``. */
export const templateEdits = (program: AnyNode, path: string, text: string): readonly Edit[] => {
  // Inner templates come first.
  const edits: Edit[] = []
  const file = placeOf(path, text)
  let count = 0
  const visit = (node: AnyNode, isOfNew: boolean): void => {
    const callee = node['callee']
    eachChild(node, child => visit(child, node.type === 'NewExpression' ? child === callee : isOfNew && isSpine(node)))
    if (node.type !== 'TaggedTemplateExpression') return
    const { start, end } = node as unknown as { readonly start: number; readonly end: number }
    const { start: quasi } = node['quasi'] as { readonly start: number }
    const place = JSON.stringify(`${file}#${count++}`)
    edits.push(insertion(quasi, `(...(globalThis[${JSON.stringify(key)}]?.(${place})??((...all)=>all))`))
    edits.push(insertion(end, isOfNew ? '))' : ')'))
    if (isOfNew) edits.push(insertion(start, '('))
  }
  visit(program, false)
  return edits
}

/** The same wherever the project lies. */
const placeOf = (path: string, text: string): string =>
  `${path.split('/').slice(-2).join('/')}@${createHash('sha256').update(text).digest('base64url').slice(0, 12)}`

/** What `new` would take as its own, were it called. */
const isSpine = ({ type }: AnyNode): boolean => type === 'MemberExpression' || type === 'TaggedTemplateExpression'
