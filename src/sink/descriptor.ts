// Content to a descriptor that is not a file of ours to replace: stdout, a pipe, a device.

import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import { isatty } from 'node:tty'
import { SluiceError } from '../errors.ts'
import { GatheringWriter } from './gather.ts'
import type { Sink } from './sink.ts'
import { systemCode, writeError } from './write-error.ts'

/**
 * Writes to a descriptor and waits for it: nothing stays queued in the process, so nothing is lost when it exits.
 *
 * What came goes on at once to a pipe, a socket or a terminal, where the next program or a person waits for it and may
 * take their time. Nobody waits at a file or a device such as /dev/null: those are written like any file.
 */
export class DescriptorSink implements Sink {
  readonly #path: string
  readonly #fd: number
  readonly #own: boolean
  readonly #awaited: boolean
  readonly #writer: GatheringWriter

  /**
   * @param path its name in sentences, and what to open when `fd` is not given
   * @throws SluiceError write-failed
   */
  constructor(path: string, fd?: number) {
    this.#path = path
    this.#own = fd === undefined
    this.#fd = fd ?? open(path)
    this.#awaited = isAwaited(this.#fd)
    this.#writer = new GatheringWriter(this.#fd, { patient: this.#awaited })
  }

  /** @throws SluiceError output-closed when the pipe's reader is gone, write-failed otherwise */
  write(bytes: Uint8Array): void | Promise<void> {
    try {
      const waiting = this.#awaited ? this.#pass(bytes) : this.#writer.write(bytes)
      return waiting?.catch((error: unknown) => this.#fail(error))
    } catch (error) {
      return this.#fail(error)
    }
  }

  /** What came is all written. @throws SluiceError as `write` */
  async flush(): Promise<void> {
    try {
      await this.#writer.flush()
    } catch (error) {
      this.#fail(error)
    }
  }

  async finish(): Promise<void> {
    try {
      await this.flush()
    } finally {
      if (this.#own) closeSync(this.#fd)
    }
  }

  abandon(): Promise<void> {
    return this.finish()
  }

  async #pass(bytes: Uint8Array): Promise<void> {
    await this.#writer.write(bytes)
    await this.#writer.flush()
  }

  #fail(error: unknown): never {
    throw writeError(this.#path, error, this.#writer.written)
  }
}

/** How often it is looked whether a pipe has a reader, ms. */
const lookEvery = 20

/**
 * Waits until the pipe at `path` has a reader: open(2) would wait for one, and all signals and clocks with it.
 *
 * @param waits asked now and then: false gives up
 * @returns a descriptor that holds the reader, to be closed when the pipe is opened; undefined for what is no pipe
 */
export async function untilRead(path: string, waits: () => boolean): Promise<number | undefined> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFIFO()) return undefined
  while (waits()) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      if (systemCode(error) !== 'ENXIO') throw writeError(path, error, 0)
    }
    await new Promise((resolve) => setTimeout(resolve, lookEvery))
  }
  throw new SluiceError('aborted', { reason: `nobody reads ${path}` })
}

function isAwaited(fd: number): boolean {
  const found = fstatSync(fd)
  return found.isFIFO() || found.isSocket() || isatty(fd)
}

function open(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw writeError(path, error, 0)
  }
}
