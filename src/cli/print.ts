// Text to stdout, or to a file that is complete or as it was before.

import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { safe } from '../render/safe.ts'
import { DescriptorSink } from '../sink/descriptor.ts'
import type { Sink } from '../sink/sink.ts'
import { writeError } from '../sink/write-error.ts'
import type { Output } from './command.ts'

/** Takes text at once, and hands it on when it is asked to wait: nobody holds more than what one piece brought. */
export class Print {
  readonly #open: () => Sink
  readonly #terminal: boolean
  #sink: Sink | undefined
  #pending = ''
  #last = '\n'

  /** @param path a file, or `-` for stdout */
  constructor(path: string, stdout: Output) {
    this.#open = () => (path === '-' ? new DescriptorSink('stdout', stdout.fd) : fileSink(path))
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

function fileSink(path: string): Sink {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there && !there.isFile()) return new DescriptorSink(path)
  const final = there ? realpathSync(path) : path
  const beside = `${final}.${process.pid}.part`
  const fd = opened(path, beside, there?.mode)
  const sink = new DescriptorSink(path, fd)
  return {
    write: (bytes) => sink.write(bytes),
    finish: () => {
      closeSync(fd)
      renameSync(beside, final)
      return Promise.resolve()
    },
    abandon: () => {
      closeSync(fd)
      rmSync(beside)
      return Promise.resolve()
    },
  }
}

function opened(path: string, beside: string, mode = 0o666): number {
  try {
    return openSync(beside, 'wx', mode)
  } catch (error) {
    throw writeError(path, error, 0)
  }
}
