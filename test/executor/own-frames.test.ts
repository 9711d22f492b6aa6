/** An error shows the user's frames and none of ours, from the built programs too, whose source maps lead into this repository. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile } from '../support/notebook-file.ts'

it('an error in a cell and in a local module shows no frame of the runtime', async () => {
  const path = notebookFile({
    a: `function outer() {\n  throw new RangeError('far')\n}\nouter()`,
    b: `import { fail } from './m.ts'\n\nfail(3)`,
  })
  const module = `interface Some {\n  a: number\n}\n\nexport const fail = (n: number): Some => {\n  throw new TypeError('in m ' + n)\n}\n`
  writeFileSync(join(dirname(path), 'm.ts'), module)
  const { code, stderr } = await cellar('run', path)
  const text = stripVTControlCharacters(stderr)
  expect(code).toBe(1)
  expect(text).toMatch(/RangeError: far\nCell \[1\], line 2:\n/)
  expect(text).toMatch(/TypeError: in m 3\n/)
  const frames = text.split('\n').filter(line => /^\s+at /.test(line))
  expect(frames.map(line => line.trim())).toEqual([
    'at outer (Cell [1], line 2)',
    'at Cell [1], line 4',
    'at fail (m.ts, line 6)',
    'at Cell [2], line 3',
  ])
})
