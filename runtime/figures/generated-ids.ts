/**
 * Ids that a library counts up or draws at random (Plot's `plot-clip-7`, Vega's `clip12`, Plotly's `defs-a1b2c3`), numbered
 * from 1 in each drawing, so that the same figure has the same text at every run. Pure.
 */

/** Returns what rewrites an attribute's value or a style sheet. */
export const renamedIds = (markup: string): ((text: string) => string) => {
  const uid = /\sid=["'](?:top)?defs-([0-9a-f]{6})["']/.exec(markup)?.[1]
  const names = numbered(markup, uid)
  if (names.size === 0 && uid === undefined) return text => text
  return text => {
    if (names.has(text)) return names.get(text) as string
    const renamed = !text.includes('#')
      ? text
      : text.replace(/#([\w.:-]+)/g, (whole, id: string) => (names.has(id) ? `#${names.get(id)}` : whole))
    const listed = /^[\w.:-]+(?: [\w.:-]+)+$/.test(renamed)
      ? renamed.replace(/[\w.:-]+/g, id => names.get(id) ?? id)
      : renamed
    return uid === undefined ? listed : listed.replaceAll(uid, '000000')
  }
}

const numbered = (markup: string, uid: string | undefined): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const [, id = ''] of markup.matchAll(/\sid=["']([^"'\s]+)["']/g)) {
    const stem = id.replace(/\d+$/, '')
    if (stem === id || names.has(id) || (uid !== undefined && id.includes(uid))) continue
    const count = (counts.get(stem) ?? 0) + 1
    counts.set(stem, count)
    names.set(id, `${stem}${count}`)
  }
  return names
}
