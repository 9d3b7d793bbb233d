// Text to stdout, or to a file.

import { safe } from '../render/safe.ts'
import { DescriptorSink } from '../sink/descriptor.ts'
import type { Sink } from '../sink/sink.ts'
import type { Output } from './command.ts'
import { replacedFile } from './replaced-file.ts'

/** Takes text at once, and hands it on when it is asked to wait: nobody holds more than what one piece brought. */
export class Print {
  readonly #open: () => Sink
  readonly #terminal: boolean
  #sink: Sink | undefined
  #pending = ''
  #last = '\n'

  /** @param path a file, or `-` for stdout */
  constructor(path: string, stdout: Output) {
    this.#open = () => (path === '-' ? new DescriptorSink('stdout', stdout.fd) : replacedFile(path))
    this.#terminal = path === '-' && stdout.terminal
  }

  /** Something is out, and cannot be taken back. */
  get begun(): boolean {
    return this.#sink !== undefined
  }

  readonly write = (text: string): void => {
    if (text === '') return
    this.#last = text.at(-1)!
    this.#pending += this.#terminal ? safe(text) : text
  }

  /** What is not out yet shall never be. */
  forget(): void {
    this.#pending = ''
    this.#last = '\n'
  }

  /** @throws SluiceError output-closed, write-failed */
  flush(): void | Promise<void> {
    if (this.#pending === '') return undefined
    const bytes = Buffer.from(this.#pending)
    this.#pending = ''
    return (this.#sink ??= this.#open()).write(bytes)
  }

  async finish(): Promise<void> {
    // The shell's prompt shall not stand behind the text.
    if (this.#terminal && this.#last !== '\n') this.write('\n')
    await this.flush()
    await (this.#sink ??= this.#open()).finish()
  }

  async abandon(): Promise<void> {
    await this.#sink?.abandon()
  }
}
