/** Where Cellar keeps what belongs to the user and to no notebook, by the XDG rules. Only the place is decided here; nothing is made. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export const dataFolder = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_DATA_HOME || join(env.HOME ?? homedir(), '.local', 'share'), 'cellar')
