/**
 * The comm between one notebook's page and its kernel. It opens one whenever there is a Cellar kernel to speak to (started,
 * restarted, changed, reconnected) and says nothing to any other kernel. A message for which there is no comm is dropped:
 * the next opening tells all.
 */
import type { ISessionContext } from '@jupyterlab/apputils'
import type { Kernel } from '@jupyterlab/services'
import type { JSONObject } from '@lumino/coreutils'
import type { IDisposable } from '@lumino/disposable'
import type { FrontMessage } from '../../../runtime/view.ts'
import { type KernelMessage, parseKernelMessage } from '../model/kernel-message.ts'

const TARGET = 'cellar'

export interface ConnectionParts {
  readonly session: ISessionContext
  /** The first message on a new comm: the whole document. */
  readonly greeting: () => FrontMessage
  readonly heard: (message: KernelMessage) => void
  /** A comm was opened or is gone: what was known is known no longer. */
  readonly changed: () => void
}

export class Connection implements IDisposable {
  readonly #parts: ConnectionParts
  #comm: Kernel.IComm | undefined
  /** What the comm was opened over; a restart keeps the kernel and disposes its comms. */
  #kernel: Kernel.IKernelConnection | undefined
  #disposed = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    const { session } = parts
    session.kernelChanged.connect(this.#renew, this)
    session.statusChanged.connect(this.#onStatus, this)
    session.connectionStatusChanged.connect(this.#onConnection, this)
    window.addEventListener('pagehide', this.#onPageHide)
    this.#renew()
  }

  get isDisposed(): boolean {
    return this.#disposed
  }

  get isOpen(): boolean {
    return this.#comm !== undefined && !this.#comm.isDisposed
  }

  send(message: FrontMessage): void {
    if (this.isOpen) this.#comm?.send(message as unknown as JSONObject)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    const { session } = this.#parts
    session.kernelChanged.disconnect(this.#renew, this)
    session.statusChanged.disconnect(this.#onStatus, this)
    session.connectionStatusChanged.disconnect(this.#onConnection, this)
    window.removeEventListener('pagehide', this.#onPageHide)
    this.#close()
  }

  /** The page is closed or reloaded: the kernel need not go on telling it. */
  readonly #onPageHide = (): void => this.#close()

  /** A restart disposes the comm under us, and an open one needs nothing. */
  #onStatus(): void {
    if (this.#comm?.isDisposed) this.#close()
    const status = this.#parts.session.session?.kernel?.status
    if (!this.isOpen && (status === 'idle' || status === 'busy')) this.#renew()
  }

  /** What was said while the line was down is lost on both sides. */
  #onConnection(): void {
    if (this.#parts.session.session?.kernel?.connectionStatus === 'connected') this.#renew()
    else this.#close()
  }

  #renew(): void {
    this.#close()
    const kernel = this.#parts.session.session?.kernel ?? undefined
    this.#kernel = kernel
    if (kernel) void this.#open(kernel)
  }

  async #open(kernel: Kernel.IKernelConnection): Promise<void> {
    const info = await kernel.info.catch(() => undefined)
    const overtaken = this.#disposed || this.#kernel !== kernel || this.isOpen || kernel.isDisposed
    if (overtaken || info?.implementation !== 'cellar' || kernel.connectionStatus !== 'connected') return
    const comm = kernel.createComm(TARGET)
    this.#comm = comm
    comm.onMsg = ({ content }) => {
      const message = parseKernelMessage(content.data)
      if (message && this.#comm === comm) this.#parts.heard(message)
    }
    // The kernel closes the oldest of many: the next status opens another.
    comm.onClose = () => {
      if (this.#comm === comm) this.#close()
    }
    comm.open(this.#parts.greeting() as unknown as JSONObject)
    this.#parts.changed()
  }

  #close(): void {
    const comm = this.#comm
    this.#comm = undefined
    if (!comm) return
    if (!comm.isDisposed && this.#kernel?.connectionStatus === 'connected') comm.close()
    if (!comm.isDisposed) comm.dispose()
    this.#parts.changed()
  }
}
