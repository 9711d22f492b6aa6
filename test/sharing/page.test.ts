/**
 * The page of a notebook, looked at as text: what it shows of each kind of output, and that nothing foreign gets into it that could run or
 * load anything. What a browser makes of it is in test/lab.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { isStatic } from '../../runtime/sharing/page/clean-html.ts'
import { temporaryFolder } from '../support/notebook-file.ts'
import { pageFrom, shown } from './shared-literal.ts'

/** The body without our own script: what a notebook put there. */
const bodyOf = (page: string): string => page.slice(page.indexOf('<body>'), page.indexOf("<script>\n'use strict'"))
const policyOf = (page: string): string => /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
const sourceOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

type Node = DefaultTreeAdapterTypes.ChildNode

/** What a browser's parser finds in the text of the notebook that could run, load or lead elsewhere. */
const liveIn = (page: string): readonly string[] => {
  const found: string[] = []
  const visit = (node: Node, inMain: boolean): void => {
    if (!('tagName' in node)) return
    const bad = /^(script|svg|math|form|button|iframe|meta|base|link|style|textarea|object|embed)$/i.test(node.tagName)
    const attribute = node.attrs.find(
      ({ name, value }) =>
        /^on|^(action|formaction|srcdoc)$/i.test(name) ||
        (name === 'src' && !value.startsWith('data:image/')) ||
        (name === 'href' && !/^(https?:|#)/.test(value)),
    )
    if (inMain && (bad || attribute)) found.push(`${node.tagName} ${attribute?.name}`)
    for (const child of node.childNodes) visit(child, inMain || node.tagName === 'main')
  }
  for (const node of parse(page).childNodes) visit(node, false)
  return found
}

describe('a page', () => {
  it('shows streams with their colours, and of a redrawn line what is left', () => {
    const text = ['\u001b[31mred\u001b[0m & <b>\n', '10%\r50%\r100%\n']
    const page = bodyOf(pageFrom([{ code: 'go()', outputs: [{ output_type: 'stream', name: 'stdout', text }] }]))
    expect(page).toContain('<span class="ansi-red-fg">red</span> &amp; &lt;b&gt;\n100%\n</pre>')
  })

  it('shows an error with its traceback', () => {
    const error = { output_type: 'error', ename: 'Error', evalue: 'no', traceback: ['Error: no', '    at [1], line 1'] }
    expect(bodyOf(pageFrom([{ code: 'throw 1', outputs: [error] }]))).toContain(
      '<pre class="error">Error: no\n    at [1], line 1</pre>',
    )
  })

  it('takes the richest form of an output', () => {
    const page = bodyOf(pageFrom([shown({ 'text/html': '<b>rich</b>', 'text/plain': 'poor' })]))
    expect(page).toContain('<b>rich</b>')
    expect(page).not.toContain('poor')
  })

  it('highlights code and lists the headings', () => {
    const page = bodyOf(pageFrom([{ markdown: '# One' }, { markdown: '## Two & three' }, { code: 'const a = 1' }]))
    expect(page).toContain('<span class="hljs-keyword">const</span> a = <span class="hljs-number">1</span>')
    expect(page).toContain('<a href="#s-two-three">Two &amp; three</a>')
    expect(page).toContain('<h2 id="s-two-three">')
  })

  it('draws formulas without a font or a script, and leaves prices alone', () => {
    const page = bodyOf(
      pageFrom([{ markdown: 'Costs $5 or $6. Euler: $e^{i\\pi}$' }, shown({ 'text/latex': '$$x^2$$' })]),
    )
    expect(page).toContain('Costs $5 or $6.')
    expect(page.match(/<math /g)).toHaveLength(2)
  })

  it('starts code folded where the author collapsed it', () => {
    const metadata = { jupyter: { source_hidden: true } }
    const page = bodyOf(pageFrom([{ code: 'hidden', metadata }, { code: 'plain' }]))
    expect(page.match(/<details class="code">/g)).toHaveLength(1)
    expect(page.match(/<details class="code" open>/g)).toHaveLength(1)
  })
})

describe('a hostile notebook', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="  java\nscript:alert(1)">x</a>',
    '<svg onload=alert(1)></svg>',
    '<math><mi><style><img title="</style><img src=x onerror=alert(1)>"></style></mi></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<form action=https://evil><button>go</button></form>',
    '<iframe src=https://evil></iframe>',
    '<meta http-equiv=refresh content="0;url=https://evil">',
    '<base href=https://evil>',
    '<link rel=stylesheet href=https://evil>',
    '<img src=https://evil/beacon.png>',
    '<textarea><img src=x onerror=alert(1)></textarea/>',
  ])('gets nothing live into Markdown by %s', html => {
    const page = pageFrom([{ markdown: `text ${html}` }, { markdown: html }, shown({ 'text/markdown': html })])
    expect(liveIn(page)).toEqual([])
  })

  it('gets nothing live into the page by any jumble of markup', () => {
    const fragment = fc.constantFrom(
      ...[
        '<',
        '>',
        '</',
        '/>',
        '"',
        "'",
        '`',
        '=',
        ' ',
        '\n',
        '&lt;',
        '&#60;',
        '&quot;',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?',
        '\u0000',
      ],
      ...[
        'script',
        'style',
        'svg',
        'math',
        'mtext',
        'mglyph',
        'foreignObject',
        'title',
        'noscript',
        'template',
        'textarea',
        'xmp',
        'plaintext',
      ],
      ...['a', 'img', 'p', 'table', 'td', 'select', 'option', 'span data-math="0"', 'details', 'b'],
      ...[
        ' onerror=',
        ' onload=',
        ' href=',
        ' src=',
        ' style=',
        ' srcdoc=',
        'javascript:alert(1)',
        'data:text/html,x',
        'alert(1)',
        '$x$',
      ],
    )
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 24 }), parts => {
        const html = parts.join('')
        const page = pageFrom([{ markdown: html }, shown({ 'text/html': html }), shown({ 'text/latex': html })])
        // Our own formulas and frames are no part of what got in.
        const own = /^(math|iframe srcdoc)/
        expect(liveIn(page).filter(found => !own.test(found))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('can only show active HTML in a sandboxed frame', () => {
    const page = bodyOf(pageFrom([shown({ 'text/html': '<p>hi</p><script>alert("x")</script>' })]))
    expect(page).not.toContain('<script>alert')
    expect(page).toMatch(/<iframe sandbox="allow-scripts" [^>]*srcdoc="[^"]*&lt;script&gt;alert\(&quot;x&quot;\)/)
    expect(page).not.toContain('allow-same-origin')
  })

  it('has exactly its frames’ scripts in the policy, beside the page’s own', () => {
    const html = '<script>run(1)\r\n</script><b onclick="go()">x</b>'
    const policy = policyOf(pageFrom([shown({ 'text/html': html })]))
    expect(policy).toContain(sourceOf('run(1)\n'))
    expect(policy).toContain(sourceOf('go()'))
    expect(policy).toContain("'unsafe-hashes'")
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/)
    expect(policyOf(pageFrom([{ code: 'a' }]))).not.toMatch(/unsafe-hashes|unsafe-eval/)
  })

  it('shows SVG only as an image, which runs nothing', () => {
    const page = bodyOf(
      pageFrom([shown({ 'image/svg+xml': '<svg onload="alert(1)"><script>alert(1)</script></svg>' })]),
    )
    expect(page).toContain('<img class="paper" src="data:image/svg+xml;base64,')
    expect(page).not.toMatch(/<svg onload/)
  })

  it('cannot break out of attributes by names, labels, ids or MIME data', () => {
    const evil = '"><img src=x onerror=alert(1)>'
    const page = pageFrom(
      [
        { markdown: `# ${evil}` },
        { code: `//| label: '${evil}'\n1` },
        shown({ 'image/png': evil }),
        shown({ [evil]: 1 }),
      ],
      `/nowhere/${evil}.ipynb`,
    )
    expect(liveIn(page)).toEqual([])
    expect(bodyOf(page)).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  it('cannot cover the page with a style', () => {
    const style =
      'position:fixed;inset:0;background:url(https://evil);background-image:url(x);text-align:right;color:rgb(1,2,3)'
    const page = bodyOf(pageFrom([shown({ 'text/html': `<p style="${style}">x</p>` })]))
    expect(page).toContain('<p style="text-align:right;color:rgb(1,2,3)">x</p>')
  })

  it('cannot have files of this machine put into the page', () => {
    const folder = temporaryFolder()
    const png = Buffer.from('89504e470d0a1a0a', 'hex')
    writeFileSync(join(folder, 'secret.png'), png)
    const inside = join(folder, 'nb')
    mkdirSync(inside)
    writeFileSync(join(inside, 'own picture.png'), png)
    writeFileSync(join(inside, 'passwd.png'), 'root:x:0:0')
    symlinkSync(join(folder, 'secret.png'), join(inside, 'link.png'))
    const names = ['own%20picture.png', '../secret.png', 'link.png', 'passwd.png', join(folder, 'secret.png')]
    const markdown = names.map(name => `![p](${name})`).join('\n')
    const page = bodyOf(pageFrom([{ markdown }], join(inside, 'nb.ipynb')))
    expect(page.match(/<img[^>]*src="data:image\/png/g)).toHaveLength(1)
    expect(page.match(/picture not included/g)).toHaveLength(4)
  })

  it('is read even when its outputs are no outputs', () => {
    const outputs = [
      null,
      7,
      {},
      { output_type: 'stream' },
      { output_type: 'display_data', data: [] },
      { output_type: 'x' },
    ]
    expect(bodyOf(pageFrom([{ code: 'a', outputs }]))).toContain('<pre class="stream stdout"></pre>')
  })
})

describe('static HTML', () => {
  it('is what needs no script, style sheet or form', () => {
    expect(isStatic('<table><tr><td style="color:red">1</td></tr></table>')).toBe(true)
    for (const html of ['<style>b{}</style>', '<svg/>', '<b onclick=x>', '<custom-element>', '<a href=javascript:x>'])
      expect(isStatic(html)).toBe(false)
  })
})
