/** Comm target `cellar` on figures: the list, contents in pages, restoring, and clear refusals. */
import { expect, it } from 'vitest'
import type { Message } from '../../../kernel/message.ts'
import { fakeKernel } from '../../support/fake-kernel.ts'

const open = async () => {
  const { client } = await fakeKernel()
  await client.idleOf(client.send('comm_open', { comm_id: 'c1', target_name: 'cellar', data: {} }))
  /** The answer's last page, and all pages' contents as one text. */
  return async (question: Readonly<Record<string, unknown>>) => {
    const parts: Record<string, unknown>[] = []
    const isLast = ({ header, content }: Message) => {
      const data = content.data as Record<string, unknown> | undefined
      if (header.msg_type !== 'comm_msg' || data?.req !== question.req) return false
      parts.push(data as Record<string, unknown>)
      return data?.pages === undefined || data.page === (data.pages as number) - 1
    }
    const last = client.next(isLast)
    client.send('comm_msg', { comm_id: 'c1', data: question })
    await last
    return { ...parts.at(-1), whole: parts.map(part => part.content ?? '').join('') }
  }
}

it('lists the figures with their versions', async () => {
  const ask = await open()
  expect(await ask({ type: 'figures', req: 'q' })).toMatchObject({
    figures: [{ name: 'fig-1', cell: 'a', versions: [{ version: 1, mime: 'image/svg+xml' }] }],
    page: 0,
    pages: 1,
  })
})

it('gives a content in pages that are one text again, as shown or as a file type', async () => {
  const ask = await open()
  const shown = await ask({ type: 'figure', req: 'q', name: 'fig-1', version: 1 })
  expect(shown).toMatchObject({ mime: 'as shown', pages: 3, origin: { code: 'plot()' } })
  expect(shown.whole).toHaveLength(2_500_000)
  expect(await ask({ type: 'figure', req: 'r', name: 'fig-1', version: 1, as: 'pdf' })).toMatchObject({
    mime: 'as pdf',
  })
})

it('restores a version and says which number it has now', async () => {
  const ask = await open()
  expect(await ask({ type: 'restore-figure', req: 'q', name: 'fig-1', version: 1 })).toMatchObject({ version: 2 })
})

it('answers what can not be had with the reason', async () => {
  const ask = await open()
  expect(await ask({ type: 'figure', req: '1', name: 'no', version: 1 })).toMatchObject({
    error: 'There is no figure no.',
  })
  expect(await ask({ type: 'figure', req: '2', name: 'fig-1', version: 'x' })).toMatchObject({
    error: "A figure's 'version' must be a number.",
  })
  expect(await ask({ type: 'figure', req: '3', name: 'fig-1', version: 1, as: 'gif' })).toMatchObject({
    error: "A figure's 'as' must be one of png, svg, pdf, eps.",
  })
})
