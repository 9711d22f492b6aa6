/** What a console asks after each line: is this a whole cell? */
import { expect, test } from 'vitest'
import { completeness } from '../../runtime/compile/is-complete.ts'

test.each([
  '1 + 1',
  '',
  '\n',
  'let x = 1',
  'if (a) {}',
  'f()',
  '// only a comment',
  'x // {',
  '"{"',
  '`a\nb`',
  '<b>hi</b>',
  'const f = <T,>(x: T) => x',
  'const a = <any>b',
  'declare function f(): void',
  'function f(): void;',
  'await x',
  'type A = string',
  '/a(/; 1'.replace('(', ''),
])('%j is complete', source => {
  expect(completeness(source)).toEqual({ is: 'complete' })
})

test.each([
  ['if (a) {', '  '],
  ['function f() {', '  '],
  ['function f()', ''],
  ['f(', '  '],
  ['x = [1,', ''],
  ['  const o = {', '    '],
  ['x = () =>', '  '],
  ['1 +', ''],
  ['`abc', ''],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
  ['`a ${b} c', ''],
  ['`a ${', '  '],
  ['/* open', ''],
  ['@decorated', ''],
  ['class A extends', ''],
  ['try {}', ''],
  ['do x()', ''],
  ['a ? b', ''],
  ['x.', ''],
  ['const x =', ''],
  ['import {', '  '],
  ['enum E {\n  A,', '  '],
  ['<div>', ''],
  ['<div>{a', ''],
  ['"a\\', ''],
  ['switch (a) {\n  case 1:', '  '],
  ['if (a) {\n  b()\n', '  '],
])('%j is to be continued, indented by %j', (source, indent) => {
  expect(completeness(source)).toEqual({ is: 'incomplete', indent })
})

test.each([
  '}',
  ')',
  'let = 7q',
  '1 + ;',
  'a b',
  'f(1))',
  '"abc',
  '/abc',
  'const x',
  'return 1',
  '<div></span>',
  'if (a) } else {',
])('%j is wrong whatever follows', source => {
  expect(completeness(source)).toEqual({ is: 'invalid' })
})
