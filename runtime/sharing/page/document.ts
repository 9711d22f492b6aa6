/**
 * A whole HTML document around what is shown: one file with its style and script inside, and a policy that lets nothing else run and
 * nothing be fetched, so that it opens offline and tells nobody that it was opened.
 */
import { createHash } from 'node:crypto'
import { escapeHtml } from '../../capture/html-escape.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'

export interface PageParts {
  readonly title: string
  /** HTML of the body. */
  readonly body: string
  /** Script sources that frames need beside the page's own. */
  readonly scriptSources?: readonly string[]
  /** Where its pictures are: in the page, or in files beside it. */
  readonly pictures?: 'inside' | 'beside'
}

export const htmlDocument = ({
  title,
  body,
  scriptSources = [],
  pictures = 'inside',
}: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([PAGE_SCRIPT_SOURCE, ...scriptSources], pictures)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Cellar">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${body}
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`

const PAGE_SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}'`

/** Frames inherit it, which keeps them from the network too. */
const policy = (scriptSources: readonly string[], pictures: 'inside' | 'beside'): string =>
  [
    "default-src 'none'",
    `script-src ${scriptSources.join(' ')}`,
    "style-src 'unsafe-inline'",
    // A page that is read from disk has no origin that 'self' could name.
    pictures === 'beside' ? "img-src data: 'self' file:" : 'img-src data:',
    'font-src data:',
    'media-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
  ].join('; ')
