/**
 * kernel_info_request: what this kernel is and speaks. Answered on shell and control, also while a cell runs. It claims no
 * feature that is not there: `supported_features` is empty until the debugger and subshells are.
 */
import { version } from '../../package.json'
import { languageInfo } from '../language-info.ts'
import { PROTOCOL_VERSION } from '../message.ts'
import { atOnce, ok } from '../request.ts'

const HELP_LINKS = [
  { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
  { text: 'Node.js documentation', url: 'https://nodejs.org/api/' },
  { text: 'JavaScript reference (MDN)', url: 'https://developer.mozilla.org/docs/Web/JavaScript' },
]

export const kernelInfoRoute = () => {
  const language = languageInfo()
  const reply = ok({
    protocol_version: PROTOCOL_VERSION,
    implementation: 'cellar',
    implementation_version: version,
    language_info: language,
    banner: `Cellar ${version}: TypeScript ${language.version} on Node ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: HELP_LINKS,
  })
  return atOnce(() => reply)
}
