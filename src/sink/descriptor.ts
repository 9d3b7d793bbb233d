// Content to a descriptor that is not a file of ours to replace: stdout, a pipe, a device.

import { closeSync, openSync } from 'node:fs'
import { GatheringWriter } from './gather.ts'
import type { Sink } from './sink.ts'
import { writeError } from './write-error.ts'

/**
 * Writes straight to a descriptor and waits for it: nothing is queued in the process, so nothing is lost when it exits.
 * What came goes on at once, as somebody or the next program waits for it.
 */
export class DescriptorSink implements Sink {
  readonly #path: string
  readonly #fd: number
  readonly #own: boolean
  readonly #writer: GatheringWriter
  #written = 0

  /**
   * @param path its name in sentences, and what to open when `fd` is not given
   * @throws SluiceError write-failed
   */
  constructor(path: string, fd?: number) {
    this.#path = path
    this.#own = fd === undefined
    this.#fd = fd ?? open(path)
    this.#writer = new GatheringWriter(this.#fd, { patient: true })
  }

  /** @throws SluiceError output-closed when the pipe's reader is gone, write-failed otherwise */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#writer.write(bytes)
      await this.#writer.flush()
    } catch (error) {
      throw writeError(this.#path, error, this.#written)
    }
    this.#written += bytes.length
  }

  finish(): Promise<void> {
    if (this.#own) closeSync(this.#fd)
    return Promise.resolve()
  }

  abandon(): Promise<void> {
    return this.finish()
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw writeError(path, error, 0)
  }
}
