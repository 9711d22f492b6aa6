/**
 * Source code as HTML with highlighting classes, made at export time so that a page needs no script for it. Knows the languages that
 * notebooks and their texts hold; any other is shown plain. All text is escaped.
 */
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { escapeHtml } from '../../capture/html-escape.ts'

for (const [name, grammar] of Object.entries({ bash, json, python, sql, typescript, xml, yaml }))
  hljs.registerLanguage(name, grammar)

/** Longer code costs more to highlight than anyone gains by the colours. */
const MAX_LENGTH = 100_000

/** `language` as a fence names it: `ts`, `js`, `sh`. */
export const codeHtml = (source: string, language: string): string =>
  source.length <= MAX_LENGTH && hljs.getLanguage(language) !== undefined
    ? hljs.highlight(source, { language, ignoreIllegals: true }).value
    : escapeHtml(source)
