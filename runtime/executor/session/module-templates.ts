/**
 * Tagged templates of local modules: as in cells (`compile/rewrite-template.ts`) the object for a template's strings has a name, because the
 * module is loaded anew in each session while what kept the object comes back. The text keeps its lines; packages are left alone.
 */
import { createHash } from 'node:crypto'
import { parseSync } from '../../oxc.ts'
import { type AnyNode, eachChild } from '../../analysis/any-node.ts'
import { templateName } from '../../template-object.ts'
import { SafeWeakMap } from '../../values/originals.ts'
import { type Insertion, rewriteCompiled, type SourceType, withInserted } from './module-text.ts'

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
  rewriteCompiled((text, file, format) =>
    withNamedTemplates(text, file.replace(/\?v=.*$/, ''), format === 'module' ? format : 'commonjs'),
  )
}

/** ``tag`a${x}b` `` as ``tag(...named`a${x}b`)``. */
export const withNamedTemplates = (text: string, path: string, sourceType: SourceType): string => {
  if (path.includes('/node_modules/') || !/[\w$)\]}`]\s*`/.test(text) || text.includes(key)) return text
  const { program, errors } = parseSync(path, text, { lang: 'jsx', sourceType })
  // Node says what is wrong with it.
  if (errors.length > 0) return text
  // Inner templates come first.
  const inserted: Insertion[] = []
  const file = placeOf(path, text)
  let count = 0
  const visit = (node: AnyNode, isOfNew: boolean): void => {
    const callee = node['callee']
    eachChild(node, child => visit(child, node.type === 'NewExpression' ? child === callee : isOfNew && isSpine(node)))
    if (node.type !== 'TaggedTemplateExpression') return
    const { start, end } = node as unknown as { readonly start: number; readonly end: number }
    const { start: quasi } = node['quasi'] as { readonly start: number }
    const place = JSON.stringify(`${file}#${count++}`)
    inserted.push([quasi, `(...(globalThis[${JSON.stringify(key)}]?.(${place})??((...all)=>all))`])
    inserted.push([end, isOfNew ? '))' : ')'])
    if (isOfNew) inserted.push([start, '('])
  }
  visit(program as unknown as AnyNode, false)
  return withInserted(text, inserted)
}

/** The same wherever the project lies. */
const placeOf = (path: string, text: string): string =>
  `${path.split('/').slice(-2).join('/')}@${createHash('sha256').update(text).digest('base64url').slice(0, 12)}`

/** What `new` would take as its own, were it called. */
const isSpine = ({ type }: AnyNode): boolean => type === 'MemberExpression' || type === 'TaggedTemplateExpression'
