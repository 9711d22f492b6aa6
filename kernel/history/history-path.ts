/**
 * Where the history file lies: `CELLAR_HISTORY`, else the user's data folder by the XDG rules. Only the place is decided
 * here; nothing is made.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'

export const historyPath = (env: NodeJS.ProcessEnv): string =>
  env.CELLAR_HISTORY || join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'cellar', 'history.sqlite')
