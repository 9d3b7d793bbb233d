// zlib, brotli and zstd a block at a time, at once and in this thread.
//
// Node offers two public ways: streams, whose every block goes to the thread pool and back, and one call for the whole,
// whose memory a bomb exhausts. What we want lies just below: the streams' own handle has `writeSync`, which gunzipSync
// uses. It is not public. It is used where it looks as it does in the versions of Node that it was tried on, and only
// there, as a wrong number of arguments would abort the process; decode-stream.ts does without it.

import { codingError, trailingError } from './decoder.ts'
import type { Coding, Decoder } from './decoder.ts'

/** Bytes decoded at a time. For gzip 64 KiB cost 6 % more of the processor, 1 MiB 2 % less; brotli and zstd do not mind. */
export const blockSize = 256 * 1024

const triedOn = new Set(['24', '26'])
const nothing = new Uint8Array(0)

/** A decoder that is done when its calls return, unless `emit` has them wait. */
export class BlockDecoder implements Decoder {
  readonly #coding: Coding
  readonly #inside: Internals
  readonly #block = new Uint8Array(blockSize)
  #input: Uint8Array = nothing
  #more = false
  #decoded = 0
  #error: Error | undefined

  /** Undefined where this Node does not have what it takes. Takes the coding's stream over. */
  static over(coding: Coding, nodeVersion: string = process.versions.node): BlockDecoder | undefined {
    const inside = coding.stream as unknown as Internals
    return triedOn.has(nodeVersion.split('.')[0]!) && looksRight(inside) ? new BlockDecoder(coding, inside) : undefined
  }

  private constructor(coding: Coding, inside: Internals) {
    this.#coding = coding
    this.#inside = inside
    const onerror: Handle['onerror'] = (message, _errno, code) => {
      this.#error = Object.assign(new Error(message), { code })
    }
    Object.assign(inside._handle, { onerror })
  }

  feed(bytes: Uint8Array): void | Promise<void> {
    return this.#decode(bytes, this.#inside._defaultFlushFlag)
  }

  end(): void | Promise<void> {
    return this.#decode(nothing, this.#inside._finishFlushFlag)
  }

  close(): void {
    this.#coding.stream.destroy()
  }

  #decode(bytes: Uint8Array, flush: number): void | Promise<void> {
    this.#input = bytes
    do {
      const wait = this.#step(flush)
      if (wait) return this.#decodeAfter(wait, flush)
    } while (this.#more)
    return undefined
  }

  async #decodeAfter(wait: Promise<void>, flush: number): Promise<void> {
    await wait
    while (this.#more) await this.#step(flush)
  }

  /** One block. Afterwards `#more` says whether there is another in the input. */
  #step(flush: number): void | Promise<void> {
    const input = this.#input
    this.#inside._handle.writeSync(flush, input, 0, input.length, this.#block, 0, blockSize)
    if (this.#error) throw codingError(this.#coding.name, this.#error, this.#decoded)
    const [room, left] = this.#inside._writeState
    const produced = blockSize - room
    // Input is left behind at the end of a coding too. What is not another of the same (a gzip member, a zstd frame) is
    // not touched the next time either.
    if (produced === 0 && left > 0 && left === input.length) throw trailingError(this.#coding.name)
    this.#input = input.subarray(input.length - left)
    this.#more = room === 0 || left > 0
    this.#decoded += produced
    return produced === 0 ? undefined : this.#coding.emit(room === 0 ? this.#block : this.#block.subarray(0, produced))
  }
}

/** What of Node's streams over zlib is not public: lib/zlib.js, `processChunkSync`. */
interface Internals {
  _handle: Handle
  /** What the handle reports: room left in the output, bytes left of the input. */
  _writeState: [room: number, left: number]
  _defaultFlushFlag: number
  _finishFlushFlag: number
}

interface Handle {
  onerror: (message: string, errno: number, code: string) => void
  writeSync: (
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ) => void
}

function looksRight({ _handle, _writeState, _defaultFlushFlag, _finishFlushFlag }: Partial<Internals>): boolean {
  return (
    typeof _handle?.writeSync === 'function' &&
    typeof _handle.onerror === 'function' &&
    (_writeState as unknown) instanceof Uint32Array &&
    typeof _defaultFlushFlag === 'number' &&
    typeof _finishFlushFlag === 'number'
  )
}
