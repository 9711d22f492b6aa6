/** `cellar install`: registers the kernel with the Jupyter a user already has. */
import { type Command, Option } from 'commander'
import type { KernelspecPlace } from '../kernel/install.ts'

/** The options that name a place; `install` and `uninstall` take the same. */
export const placeOptions = (command: Command): Command =>
  command
    .addOption(new Option('--user', 'for this user, in every Jupyter (default)').conflicts(['prefix', 'sysPrefix']))
    .addOption(new Option('--prefix <folder>', 'in this environment, e.g. a venv').conflicts(['user', 'sysPrefix']))
    .addOption(new Option('--sys-prefix', 'in the active Python environment').conflicts(['user', 'prefix']))

export const installCommand = (program: Command): void => {
  placeOptions(program.command('install').description('register the kernel with Jupyter')).action(
    async (place: KernelspecPlace) => {
      const { installKernelspec } = await import('../kernel/install.ts')
      process.stdout.write(`The kernel "TypeScript (Cellar)" is installed in ${installKernelspec(place)}\n`)
    },
  )
}
