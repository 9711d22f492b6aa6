/** Variables and the working directory as inputs and outputs of a run, and what child processes see of them. */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { once } from 'node:events'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'
import { beforeEach, describe, expect, it } from 'vitest'
import { version } from '../../runtime/brand.ts'
import { locationOf } from '../../runtime/location.ts'
import { directory } from '../../runtime/effects/files/file-versions.ts'
import { inRestoreOrder } from '../../runtime/effects/files/restore-file.ts'
import { versionOnDisk } from '../../runtime/effects/files/version-on-disk.ts'
import { hashOf, install, readsOf, writesOf } from './installed.ts'

const { effects, folder, at, inRun } = install()

beforeEach(() => {
  process.env.CITY = 'Bern'
  delete process.env.RIVER
  process.chdir(folder)
})

const show = (value: string) => execFileSync(process.execPath, ['-p', value], { encoding: 'utf8' }).trim()

describe('a variable', () => {
  it.each<[string, () => unknown]>([
    ['read', () => process.env.CITY],
    ['asked for', () => 'CITY' in process.env],
    ['asked for as own', () => Object.hasOwn(process.env, 'CITY')],
    [
      'taken apart',
      () => {
        const { CITY } = process.env
        return CITY
      },
    ],
    ['copied with the others', () => ({ ...process.env })],
    ['printed with the others', () => inspect(process.env)],
  ])('that is %s is an input', async (_, code) => {
    const { report } = await inRun(code)
    expect(readsOf(report, folder)).toMatchObject({ 'env:CITY': hashOf('Bern') })
  })

  it('that is missing is an input', async () => {
    const { value, report } = await inRun(() => process.env.RIVER)
    expect(value).toBeUndefined()
    expect(readsOf(report, folder)).toEqual({ 'env:RIVER': 'missing' })
  })

  it('the set of names is an input of who lists them', async () => {
    const names = async () => readsOf((await inRun(() => Object.keys(process.env))).report, folder)['env:*']
    const before = await names()
    process.env.CITY = 'Thun'
    process.env.JPY_PARENT_PID = '1'
    expect(await names()).toBe(before)
    process.env.RIVER = 'Aare'
    expect(await names()).not.toBe(before)
  })

  it('that is written is known before and after, and no input', async () => {
    const { report } = await inRun(() => {
      process.env.CITY = 'Thun'
      process.env.RIVER = 'Aare'
      return process.env.CITY
    })
    expect(writesOf(report, folder)).toEqual({
      'env:CITY': [hashOf('Bern'), hashOf('Thun')],
      'env:RIVER': [null, hashOf('Aare')],
    })
    expect(readsOf(report, folder)).toEqual({})
  })

  it('that is deleted is gone, also for children', async () => {
    const { report } = await inRun(() => delete process.env.CITY)
    expect(writesOf(report, folder)).toEqual({ 'env:CITY': [hashOf('Bern'), null] })
    expect(show('process.env.CITY')).toBe('undefined')
  })

  it('can be put back', async () => {
    await inRun(() => {
      process.env.CITY = 'Thun'
      process.env.RIVER = 'Aare'
    })
    expect(await effects.restore(locationOf('env', 'CITY'), hashOf('Bern'))).toBe(true)
    expect(await effects.restore(locationOf('env', 'RIVER'), null)).toBe(true)
    expect([process.env.CITY, process.env.RIVER]).toEqual(['Bern', undefined])
    expect(await effects.restore(locationOf('env', 'CITY'), hashOf('never seen'))).toBe(false)
  })

  it('never stands in a report as it is: it may be a secret', async () => {
    process.env.CITY = 'hunter2'
    const { report } = await inRun(() => [process.env.CITY, Object.entries(process.env)])
    expect(JSON.stringify(report)).not.toContain('hunter2')
  })

  it("behaves like Node's", async () => {
    const { value } = await inRun(() => {
      process.env.RIVER = 5 as never
      return [
        process.env.RIVER,
        typeof process.env.toString,
        String(process.env),
        Object.prototype.toString.call(process.env),
      ]
    })
    expect(value).toEqual(['5', 'function', '[object Object]', '[object Object]'])
    expect(() => Reflect.set(process.env, Symbol('s'), 'x')).toThrow(TypeError)
  })

  it('the planner finds the same version', async () => {
    const { report } = await inRun(() => [process.env.CITY, process.env.RIVER, Object.keys(process.env)])
    for (const { location, version } of report.reads) expect(versionOnDisk(location)).toBe(version)
  })
})

describe('children get the real variables, and passing them on reads none by name', () => {
  it('processes', async () => {
    const { value, report } = await inRun(() => {
      process.env.CITY = 'Thun'
      const { stdout } = spawnSync(process.execPath, ['-p', 'process.env.CITY'], { encoding: 'utf8' })
      return [show('process.env.CITY'), stdout.trim()]
    })
    expect(value).toEqual(['Thun', 'Thun'])
    expect(Object.keys(readsOf(report, folder)), 'only what the notebook made of them').toEqual(['env:*='])
  })

  it('workers', async () => {
    const { value, report } = await inRun(async () => {
      process.env.CITY = 'Thun'
      const source = 'require("worker_threads").parentPort.postMessage(process.env.CITY)'
      const worker = new Worker(source, { eval: true })
      expect(worker).toBeInstanceOf(Worker)
      return once(worker, 'message')
    })
    expect(value).toEqual(['Thun'])
    expect(readsOf(report, folder)).not.toHaveProperty('env:PATH')
  })
})

describe('the working directory', () => {
  it.each<[string, () => unknown]>([
    ['asked for', () => process.cwd()],
    ['used by a relative path', () => fs.existsSync('x')],
    ['used by path.resolve', () => path.resolve('x')],
  ])('is an input when %s', async (_, code) => {
    expect((await inRun(code)).report.reads).toContainEqual({ location: 'cwd:', version: folder })
  })

  it('is no input of absolute paths', async () => {
    const { report } = await inRun(() => fs.existsSync(at('x')))
    expect(report.reads.map(r => r.location)).not.toContain('cwd:')
  })

  it('is known when changed, and can be put back', async () => {
    fs.mkdirSync(at('sub'), { recursive: true })
    const { report } = await inRun(() => process.chdir(at('sub')))
    expect(report.writes).toEqual([{ location: 'cwd:', before: folder, after: at('sub') }])
    expect(await effects.restore(locationOf('cwd', ''), report.writes[0]!.before)).toBe(true)
    expect(process.cwd()).toBe(folder)
  })

  it('stays where it is when the folder to go back to is gone', async () => {
    expect(await effects.restore(locationOf('cwd', ''), version(at('none')))).toBe(false)
    expect(process.cwd()).toBe(folder)
  })

  it('is put back after the files, as its folder may come with them', () => {
    const cwd = { location: locationOf('cwd', ''), to: version(at('sub/deep')) }
    const file = { location: locationOf('file', at('sub/deep')), to: directory }
    expect(inRestoreOrder([cwd, file])).toEqual([file, cwd])
  })

  it('stays when the change fails', async () => {
    const { report } = await inRun(() => expect(() => process.chdir(at('none'))).toThrow(/ENOENT/))
    expect(report.writes).toEqual([])
  })
})
