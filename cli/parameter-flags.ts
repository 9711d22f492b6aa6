/** `-p name=value` and `--params file` of the verbs that run notebooks. Only their help needs to read any. */
import type { Command } from 'commander'

export interface ParameterOptions {
  readonly param?: readonly string[]
  readonly params?: string
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

export const withParameterFlags = async (command: Command): Promise<Command> =>
  command
    .option('-p, --param <name=value>', 'set a parameter of the notebook; once for each', collect)
    .option('--params <file>', 'set the parameters in this JSON or YAML file; -p goes before it')
    .addHelpText('after', await helpFor(process.argv.slice(2)))

/** Commander takes a text, or what gives it at once. */
const helpFor = async (args: readonly string[]): Promise<string> => {
  const isAsked = args[0] === 'help' || args.includes('--help') || args.includes('-h')
  return isAsked ? (await import('./parameters-help.ts')).parametersHelp(args) : ''
}
