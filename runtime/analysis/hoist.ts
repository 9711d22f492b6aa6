/**
 * Which names a scope declares before any of its code runs: the `var`s of a whole function body, and the `let`, `const`,
 * `class`, `function` and `import` that stand directly in a block. It binds nothing; `scopes.ts` does.
 */
import { boundBy, eachChild, type Identifier, isClass, isFunction, type Node } from './syntax-tree.ts'

export type BindingKind = 'const' | 'let' | 'var' | 'function' | 'class' | 'import' | 'parameter' | 'catch' | 'self'

type Declare = (identifier: Identifier, kind: BindingKind) => void

/** The declaration inside an `export`, or the statement itself. */
export const unexported = (statement: Node): Node =>
  (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
  statement.declaration
    ? statement.declaration
    : statement

export const lexicalNames = (statements: readonly Node[], declare: Declare): void => {
  for (const outer of statements) {
    const statement = unexported(outer)
    if (statement.type === 'VariableDeclaration') {
      if (statement.kind === 'var') continue
      const kind = statement.kind === 'let' ? 'let' : 'const'
      for (const { id } of statement.declarations) for (const name of boundBy(id)) declare(name, kind)
    } else if (statement.type === 'FunctionDeclaration') {
      if (statement.id) declare(statement.id, 'function')
    } else if (statement.type === 'ClassDeclaration') {
      if (statement.id) declare(statement.id, 'class')
    } else if (statement.type === 'ImportDeclaration') {
      for (const specifier of statement.specifiers) declare(specifier.local, 'import')
    }
  }
}

/** The `var`s of a body, through blocks and loops but not into functions, classes' methods or static blocks. */
export const varNames = (node: Node, declare: Declare): void => {
  if (isFunction(node) || isClass(node) || node.type === 'ExpressionStatement') return
  if (node.type === 'VariableDeclaration') {
    if (node.kind === 'var') {
      for (const { id } of node.declarations) for (const name of boundBy(id)) declare(name, 'var')
    }
    return
  }
  eachChild(node, child => varNames(child, declare))
}
