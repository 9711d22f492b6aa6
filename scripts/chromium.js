/** The browser that tests drive: `CELLAR_CHROMIUM`, else the machine's or Debian's. */
import { debianProgram } from './debian-program.js'

/** @returns {Promise<string>} its path */
export const chromium = async () =>
  process.env.CELLAR_CHROMIUM ||
  debianProgram({
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    packages: ['chromium', 'fonts-dejavu-core'],
    why: 'The tests in a browser need Chromium (or CELLAR_CHROMIUM, its path)',
  })
