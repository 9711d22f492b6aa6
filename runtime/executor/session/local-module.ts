/** Local modules as the session loads them: with names for what their tagged templates are given, and classes that can be blank. */
import { parseSync } from '../../oxc.ts'
import type { AnyNode } from '../../analysis/any-node.ts'
import { edited } from '../../text-edits.ts'
import { blankEditsOf, mayHavePrivates } from '../../values/code/blank-switches.ts'
import { mayHaveTemplates, templateEdits } from './module-templates.ts'
import { isRewritten, rewriteCompiled, type SourceType } from './module-text.ts'

export const rewriteLocalModules = (): void =>
  rewriteCompiled((text, file, format) =>
    localText(text, file.replace(/\?v=.*$/, ''), format === 'module' ? format : 'commonjs'),
  )

export const localText = (text: string, path: string, sourceType: SourceType): string => {
  if (path.includes('/node_modules/') || isRewritten(text)) return text
  const hasTemplates = mayHaveTemplates(text)
  const hasPrivates = mayHavePrivates(text)
  if (!hasTemplates && !hasPrivates) return text
  const { program, errors } = parseSync(path, text, { lang: 'jsx', sourceType })
  // Node says what is wrong with it.
  if (errors.length > 0) return text
  const tree = program as unknown as AnyNode
  const blanks = hasPrivates ? blankEditsOf(tree) : []
  return edited(text, [...blanks, ...(hasTemplates ? templateEdits(tree, path, text) : [])])
}
