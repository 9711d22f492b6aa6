/** How a shared page looks: light and dark by the reader's system or choice, on screens of any width and on paper. No font is loaded. */
import { stateColour } from '../../plan/state-colours.ts'

const DARK = `
  --page: #16181d; --text: #e4e6ea; --faint: #9aa1ad; --line: #343944; --code: #1f232b; --link: #7cb2ff; --error: #3a2226;
  --keyword: #c792ea; --string: #a5d6a7; --number: #f5b971; --title: #82aaff; --comment: #7f8794; --type: #ffcb6b;
  color-scheme: dark;`

export const PAGE_STYLE = `
:root {
  --page: #fff; --text: #1f2328; --faint: #656d76; --line: #d8dee4; --code: #f6f8fa; --link: #0b57d0; --error: #fff0f0;
  --keyword: #8250df; --string: #116329; --number: #953800; --title: #0550ae; --comment: #6e7781; --type: #7a4a00;
  color-scheme: light;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {${DARK}} }
:root[data-theme=dark] {${DARK}}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif }
a { color: var(--link) }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 1.5rem; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem }
header h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.25; overflow-wrap: anywhere }
.about, footer, .note, .provenance { color: var(--faint); font-size: .875rem }
.about { margin: 0 0 .75rem } .about b { font-weight: 600 }
.tools { display: flex; gap: .5rem; margin-bottom: 1rem }
button { font: inherit; font-size: .8125rem; padding: .2rem .7rem; color: var(--text); background: var(--code);
  border: 1px solid var(--line); border-radius: 6px; cursor: pointer }
nav.contents { max-width: 62rem; margin: 0 auto 1rem; padding: 0 1.25rem; font-size: .875rem }
nav.contents ul { list-style: none; margin: .25rem 0; padding: 0 }
nav.contents a { text-decoration: none } nav.contents a:hover { text-decoration: underline }
@media (min-width: 88rem) {
  nav.contents { position: fixed; top: 1.5rem; left: 0; width: 13rem; max-height: calc(100vh - 3rem); overflow: auto; padding-right: 0 }
}
.cell { margin: 0 0 1.25rem; scroll-margin-top: 1rem }
.markdown img { max-width: 100%; height: auto }
.markdown h1, .markdown h2 { border-bottom: 1px solid var(--line); padding-bottom: .2rem }
.markdown h1, .markdown h2, .markdown h3 { line-height: 1.3; scroll-margin-top: 1rem }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--faint) }
code, pre { font: .84rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace }
pre { margin: 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.markdown code { background: var(--code); padding: .1em .3em; border-radius: 4px }
.markdown pre { background: var(--code); padding: .6rem .8rem; border-radius: 6px } .markdown pre code { padding: 0 }
details.code { border: 1px solid var(--line); border-left-width: 5px; border-radius: 6px; background: var(--code) }
details.code > summary { padding: .2rem .6rem; color: var(--faint); font-size: .78rem; cursor: pointer; display: flex; gap: .6rem;
  align-items: baseline; overflow: hidden; white-space: nowrap }
details.code > summary::before { content: '▸' } details.code[open] > summary::before { content: '▾' }
details.code > summary::-webkit-details-marker { display: none }
details.code > summary .title { overflow: hidden; text-overflow: ellipsis; flex: 1; font-family: ui-monospace, monospace }
details.code[open] > summary .title.first { visibility: hidden }
details.code pre { padding: .2rem .9rem .7rem }
.state { color: #222; border-radius: 999px; padding: 0 .55rem; font-size: .75rem; white-space: nowrap }
${Object.entries(stateColour)
  .map(
    ([state, colour]) =>
      `.state.${state} { background: ${colour} } .is-${state} details.code { border-left-color: ${colour} }`,
  )
  .join('\n')}
.outputs { margin-top: .6rem; padding-left: .9rem; display: grid; gap: .6rem; grid-template-columns: minmax(0, 1fr) }
.is-stale .outputs, .is-blocked .outputs { opacity: .62 }
.caption { font-size: .875rem; margin: .35rem 0 0; max-width: 45rem }
.why { color: var(--faint); font-size: .8125rem; margin: .35rem 0 0 .9rem }
pre.stream, pre.plain, pre.error { max-height: 40rem; overflow: auto }
pre.stderr { border-left: 3px solid #d4a72c; padding-left: .7rem }
pre.error { background: var(--error); padding: .6rem .8rem; border-radius: 6px }
img.paper, .graph svg { background: #fff; padding: .35rem; border-radius: 4px; max-width: 100%; height: auto; display: block }
.graph { overflow-x: auto } .graph svg { max-width: none }
.html { overflow-x: auto }
.html table, table.sortable, .markdown table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
.html td, .html th, .sortable td, .sortable th, .markdown td, .markdown th { padding: .25rem .7rem; border-bottom: 1px solid var(--line);
  text-align: left }
th.sorts { cursor: pointer } th[aria-sort=ascending]::after { content: ' ▴' } th[aria-sort=descending]::after { content: ' ▾' }
iframe { width: 100%; height: 20rem; border: 0; border-radius: 4px; background: #fff; color-scheme: light; display: block }
.chart:not(.drawn):has(img) iframe { height: 0 } .chart.drawn > img { display: none }
math[display=block] { overflow-x: auto }
input[type=search] { font: inherit; width: 100%; max-width: 30rem; padding: .35rem .7rem; color: var(--text); background: var(--code);
  border: 1px solid var(--line); border-radius: 6px }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.25rem }
.earlier { margin: .6rem 0 0 .9rem; font-size: .8125rem } .earlier summary { color: var(--faint); cursor: pointer }
figure.card { margin: 0; font-size: .8125rem; overflow-wrap: anywhere } .card iframe { height: 16rem } main > iframe { height: 32rem }
.card .table { max-height: 16rem; overflow: auto } .card img { max-width: 100%; max-height: 16rem; object-fit: contain }
.pages { display: flex; gap: .5rem; align-items: center; margin: 1rem 0 }
footer { padding: 2rem 1.25rem; }
.hljs-keyword, .hljs-literal, .hljs-built_in { color: var(--keyword) } .hljs-string, .hljs-regexp, .hljs-attr { color: var(--string) }
.hljs-number, .hljs-symbol { color: var(--number) } .hljs-title, .hljs-name { color: var(--title) }
.hljs-comment, .hljs-meta { color: var(--comment) } .hljs-type, .hljs-class { color: var(--type) }
${['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
  .map((name, i) => {
    const colour = ['#57606a', '#cf222e', '#1a7f37', '#9a6700', '#0969da', '#8250df', '#1b7c83', '#8c959f'][i]
    return (
      `.ansi-${name}-fg, .ansi-bright-${name}-fg { color: color-mix(in srgb, ${colour} 80%, var(--text)) } ` +
      `.ansi-${name}-bg, .ansi-bright-${name}-bg { background: ${colour}; color: #fff }`
    )
  })
  .join('\n')}
@media print {
  :root { --page: #fff; --text: #000; --code: #f6f8fa; --line: #ccc; --faint: #555; color-scheme: light }
  .tools, nav.contents { display: none } header, main, footer { max-width: none; padding: 0 }
  pre.stream, pre.plain, pre.error { max-height: none } .is-stale .outputs { opacity: 1 }
  img.paper, tr, .graph svg { break-inside: avoid; max-width: 100% } h1, h2, h3 { break-after: avoid }
  .chart.drawn > img { display: block } .chart:has(img) iframe { display: none }
}
`
