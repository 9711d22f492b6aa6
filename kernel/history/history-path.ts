/** Where the history file lies: `CELLAR_HISTORY`, else the user's data folder. Only the place is decided here; nothing is made. */
import { join } from 'node:path'
import { dataFolder } from '../../runtime/data-folder.ts'

export const historyPath = (env: NodeJS.ProcessEnv): string =>
  env.CELLAR_HISTORY || join(dataFolder(env), 'history.sqlite')
