/** What draws PDF and EPS for the tests that compare pictures: poppler's pdftocairo and Ghostscript. */
import { debianProgram } from './debian-program.js'

export const renderers = async () => {
  const why = 'Pictures of PDF and EPS are compared with poppler and Ghostscript'
  await debianProgram({ names: ['pdftocairo'], packages: ['poppler-utils'], why })
  await debianProgram({ names: ['gs'], packages: ['ghostscript'], why })
}
