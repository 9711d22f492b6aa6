/** Settings from everywhere: the later source wins, key by key, and what can't be used is told and changes nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configLayers } from '../../runtime/config/config-layers.ts'
import { defaults, settled } from '../../runtime/config/settings.ts'

const place = () => {
  const root = mkdtempSync(join(tmpdir(), 'cellar-config-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const folder of ['home', 'project/deep']) mkdirSync(join(root, folder), { recursive: true })
  const notebook = join(root, 'project/deep/nb.ipynb')
  return {
    write: (file: string, text: string) => writeFileSync(join(root, file), text),
    notebook,
    layers: (env: Readonly<Record<string, string>> = {}) =>
      configLayers({ env, notebook, userFolder: join(root, 'home') }),
  }
}

test('without any file or variable the defaults hold', () => {
  expect(settled(place().layers())).toEqual(defaults)
})

test('environment < user file < project file < notebook, key by key', () => {
  const { write, layers } = place()
  const env = { CELLAR_BATCHRUN: '1' }
  expect(settled(layers(env))).toEqual({ ...defaults, show: false })
  write('home/config.yaml', 'show: true\nfig-types: [svg]\n')
  expect(settled(layers(env))).toEqual({ ...defaults, show: true, 'fig-types': ['svg'] })
  write('project/cellar.json', '{ "fig-types": "pdf eps" }')
  expect(settled(layers(env))).toMatchObject({ show: true, 'fig-types': ['pdf', 'eps'] })
  write('project/deep/nb.ipynb', '{"metadata":{"cellar":{"capture":"off","key":"of others"}},"cells":[]}')
  expect(settled(layers(env))).toEqual({ capture: 'off', show: true, 'fig-types': ['pdf', 'eps'] })
  expect(layers(env).flatMap(layer => layer.problems)).toEqual([])
})

test('a variable counts by being set, whatever it is set to', () => {
  const { layers } = place()
  expect(settled(layers({ CELLAR_NOSHOW: '0' })).show).toBe(false)
  expect(settled(layers({ CELLAR_NOSHOW: '' })).show).toBe(true)
  expect(settled(layers({ CELLAR_SAVEALL: '1' })).capture).toBe('all')
})

test('what can not be used is told with its file, and the rest of the file holds', () => {
  const { write, layers } = place()
  write('home/config.yaml', 'fig-typs: svg\nfig-types: [gif]\nshow: false\n')
  write('project/cellar.yaml', 'a: [b')
  const read = layers()
  expect(settled(read)).toEqual({ ...defaults, show: false })
  expect(read.flatMap(layer => layer.problems)).toEqual([
    expect.stringMatching(/config\.yaml: Unknown setting `fig-typs`; there are capture, fig-types, show\.$/),
    expect.stringMatching(/config\.yaml: `fig-types` must be a list of png, svg, pdf, eps, not \["gif"\]\.$/),
    expect.stringMatching(/cellar\.yaml is no YAML: /),
  ])
})
