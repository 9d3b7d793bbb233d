// zlib, brotli and zstd through Node's streams: public, and slower than decode-block.ts, as every block goes to the thread
// pool and back.

import { codingError, trailingError } from './decoder.ts'
import type { Coding, Decoder } from './decoder.ts'

export class StreamDecoder implements Decoder {
  readonly #coding: Coding
  #fed = 0
  #decoded = 0
  #failure: Error | undefined
  #reject: ((error: Error) => void) | undefined

  constructor(coding: Coding) {
    this.#coding = coding
    const { name, stream } = coding
    stream.on('data', (bytes: Uint8Array) => this.#emit(bytes))
    stream.on('error', (error) => this.#fail(codingError(name, error, this.#decoded)))
  }

  feed(bytes: Uint8Array): Promise<void> {
    this.#fed += bytes.length
    return this.#settled((resolve) => this.#coding.stream.write(bytes, (error) => error ?? resolve()))
  }

  async end(): Promise<void> {
    const { name, stream } = this.#coding
    // It ends before it is told to when something follows the coding's end.
    if (!stream.readableEnded) {
      await this.#settled((resolve) => {
        stream.once('end', resolve)
        stream.end()
      })
    }
    if (stream.bytesWritten < this.#fed) throw trailingError(name)
  }

  close(): void {
    this.#coding.stream.destroy()
  }

  #emit(bytes: Uint8Array): void {
    const { stream, emit } = this.#coding
    this.#decoded += bytes.length
    try {
      const wait = emit(bytes)
      if (!wait) return
      stream.pause()
      wait.then(
        () => stream.resume(),
        (error: Error) => this.#fail(error),
      )
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #settled(start: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#reject = reject
      start(resolve)
    })
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#coding.stream.destroy()
    this.#reject?.(this.#failure)
  }
}
