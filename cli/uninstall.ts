/** `cellar uninstall`: takes the kernel out of the Jupyter it was registered with, and touches nothing else there. */
import type { Command } from 'commander'
import type { KernelspecPlace } from '../kernel/install.ts'
import { placeOptions } from './install.ts'

export const uninstallCommand = (program: Command): void => {
  placeOptions(program.command('uninstall').description('take the kernel out of Jupyter')).action(
    async (place: KernelspecPlace) => {
      const { uninstallKernelspec } = await import('../kernel/install.ts')
      const removed = uninstallKernelspec(place)
      process.stdout.write(removed ? `Removed ${removed}\n` : 'It was not installed there.\n')
    },
  )
}
