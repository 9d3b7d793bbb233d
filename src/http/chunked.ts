// The chunked transfer coding (RFC 9112 section 7.1), decoded as it arrives.
//
//   chunk-size [ chunk-ext ] CRLF chunk-data CRLF … 0 [ chunk-ext ] CRLF [ trailer-section ] CRLF

import { SluiceError } from '../errors.ts'
import { latin1 } from './abnf.ts'
import { parseHeader } from './head.ts'
import type { Header } from './header.ts'
import { maxChunkDigits, maxChunkExtension, maxTrailerBytes } from './limits.ts'

type State = 'size' | 'extension' | 'data' | 'data-end' | 'trailers' | 'done'

const LF = 0x0a
const CR = 0x0d

/** Takes the coding off, and finds where it ends. */
export class ChunkedBody {
  #state: State = 'size'
  /** Bytes of this chunk that are still to come. */
  #left = 0
  #digits = 0
  #extension = 0
  #trailers = ''
  /** Bytes of content so far, for the sentences of errors. */
  #content = 0
  #scratch = new Uint8Array(0)

  /** The last chunk and the trailer section have arrived. */
  get done(): boolean {
    return this.#state === 'done'
  }

  get content(): number {
    return this.#content
  }

  /** The trailer section; empty until `done`, and mostly after. */
  get trailers(): Header {
    return parseHeader(this.done ? this.#trailers.split(/\r?\n/).filter((line) => line !== '') : [])
  }

  /**
   * Takes `bytes`, adds their content to `out` and returns how many were used: all of them unless the body ended.
   * What is added is borrowed: of `bytes` or, when chunks are small, of a buffer that the next call writes over.
   */
  feed(bytes: Uint8Array, out: Uint8Array[]): number {
    let at = 0
    let gathered = 0
    const gather = (to: number) => {
      if (to > gathered) out.push(this.#scratch.subarray(gathered, to))
      gathered = to
    }
    let filled = 0
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state !== 'data') {
        at = this.#step(bytes, at)
        continue
      }
      const take = Math.min(this.#left, bytes.length - at)
      if (take < smallChunk) {
        // Many small chunks become few large pieces: what follows costs more a piece than a byte.
        if (this.#scratch.length < bytes.length) this.#scratch = new Uint8Array(bytes.length)
        for (let i = 0; i < take; i++) this.#scratch[filled + i] = bytes[at + i]!
        filled += take
      } else {
        gather(filled)
        out.push(bytes.subarray(at, at + take))
      }
      at += take
      this.#left -= take
      this.#content += take
      if (this.#left === 0) this.#state = 'data-end'
    }
    gather(filled)
    return at
  }

  /** One step through what is not data; returns where it came to. */
  #step(bytes: Uint8Array, start: number): number {
    let at = start
    switch (this.#state) {
      case 'size':
        for (; at < bytes.length; at++) {
          const digit = hexDigit(bytes[at]!)
          if (digit < 0) {
            if (this.#digits === 0) this.#refuse('a chunk size is missing')
            this.#state = 'extension'
            this.#extension = 0
            break
          }
          if (++this.#digits > maxChunkDigits) this.#refuse(`a chunk size has more than ${maxChunkDigits} digits`)
          this.#left = this.#left * 16 + digit
          if (this.#left > Number.MAX_SAFE_INTEGER) this.#refuse('a chunk size is past 2^53')
        }
        return at
      case 'extension':
        return this.#extend(bytes, at)
      case 'data-end':
        // CRLF, or LF alone (Deviation: section 2.2's leniency for line ends, which curl extends to here).
        if (bytes[at] === CR && this.#digits === 0) {
          this.#digits = 1
          return at + 1
        }
        if (bytes[at] !== LF) this.#refuse('a chunk is longer than its size says')
        this.#digits = 0
        this.#state = 'size'
        return at + 1
      default:
        return this.#trail(bytes, at)
    }
  }

  // Up to the LF: [ chunk-ext ], of which nothing is known here (section 7.1.1: unrecognised ones are ignored).
  #extend(bytes: Uint8Array, start: number): number {
    const first = bytes[start]!
    if (this.#extension === 0 && !extensionStart.has(first)) this.#refuse('a chunk size is not hexadecimal')
    const lf = bytes.indexOf(LF, start)
    const end = lf < 0 ? bytes.length : lf
    this.#extension += end - start
    if (this.#extension > maxChunkExtension) this.#refuse(`a chunk extension is longer than ${maxChunkExtension} bytes`)
    if (lf < 0) return end
    this.#state = this.#left > 0 ? 'data' : 'trailers'
    this.#digits = 0
    return lf + 1
  }

  // Field lines until an empty one.
  #trail(bytes: Uint8Array, start: number): number {
    const lf = bytes.indexOf(LF, start)
    const end = lf < 0 ? bytes.length : lf + 1
    if (this.#trailers.length + end - start > maxTrailerBytes)
      throw new SluiceError('header-too-large', { limit: `${maxTrailerBytes} bytes of trailers` })
    this.#trailers += latin1(bytes, start, end)
    if (lf >= 0 && /(?:^|\n)\r?\n$/.test(this.#trailers)) this.#state = 'done'
    return end
  }

  #refuse(problem: string): never {
    throw new SluiceError('bad-chunk', { problem, received: this.#content })
  }
}

/** Pieces below this many bytes are gathered. A copy of 512 bytes costs about what a piece of its own costs. */
const smallChunk = 512

// SP HTAB ; CR LF: BWS before an extension is allowed by section 7.1.1.
const extensionStart = new Set([0x20, 0x09, 0x3b, CR, LF])

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
