// Where the chunks of the chunked transfer coding begin and end (RFC 9112 section 7.1).
//
//   *( chunk-size [ chunk-ext ] CRLF chunk-data CRLF ) 1*"0" [ chunk-ext ] CRLF
//
// The trailer section that follows is not read here.

import { Gathered } from './gathered.ts'
import { maxChunkDigits, maxChunkExtension } from './limits.ts'

type State = 'size' | 'after-size' | 'size-lf' | 'extension' | 'data' | 'data-end' | 'data-lf' | 'done' | 'broken'

const LF = 0x0a
const CR = 0x0d
const SP = 0x20
const HTAB = 0x09
const SEMICOLON = 0x3b

/** Takes the chunked coding off, up to and including the line of the last chunk. */
export class ChunkedBody {
  #state: State = 'size'
  /** The size of the chunk as far as it was read; then how many of its bytes are still to come. */
  #left = 0
  #digits = 0
  #extension = 0
  /** The line of the size ended with LF alone. */
  #lfAlone = false
  #content = 0
  #problem = ''
  readonly #gathered = new Gathered()

  /** The last chunk has arrived. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** Bytes of content so far. */
  get content(): number {
    return this.#content
  }

  /** Why it is not the chunked coding; '' while it is. */
  get problem(): string {
    return this.#problem
  }

  /**
   * Takes `bytes`, adds their content to `out` and returns how many were used: all of them unless the body ended or
   * broke. What is added is borrowed: of `bytes`, or of a buffer that the next call writes over.
   */
  feed(bytes: Uint8Array, out: Uint8Array[]): number {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'data') at = this.#takeData(bytes, at, out)
      else if (this.#state === 'size') at = this.#takeSize(bytes, at)
      else if (this.#state === 'done' || this.#state === 'broken') break
      else this.#takeByte(bytes[at++]!)
    }
    this.#gathered.flush(out)
    return at
  }

  #takeData(bytes: Uint8Array, start: number, out: Uint8Array[]): number {
    const end = Math.min(start + this.#left, bytes.length)
    this.#gathered.add(bytes, start, end, out)
    this.#content += end - start
    this.#left -= end - start
    if (this.#left > 0) return end
    const ended = isCrlf(bytes, end)
    this.#state = ended ? 'size' : 'data-end'
    return ended ? end + 2 : end
  }

  // chunk-size = 1*HEXDIG
  #takeSize(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const digit = hexDigit(bytes[at]!)
      if (digit < 0) {
        if (this.#digits === 0) this.#break('a chunk size is missing')
        else if (!isCrlf(bytes, at)) this.#state = 'after-size'
        else {
          this.#endSize(false)
          return at + 2
        }
        return at
      }
      this.#left = this.#left * 16 + digit
      if (++this.#digits > maxChunkDigits || this.#left > Number.MAX_SAFE_INTEGER) {
        this.#break(`a chunk size has more than ${maxChunkDigits} digits or is past 2^53`)
        return at
      }
    }
    return bytes.length
  }

  // One byte of the rest of the line, or of the line end after the data.
  //
  // Deviation: LF alone ends these lines too, for servers that send no CR at all. Section 2.2 allows that in the header
  // only. A chunk whose size was followed by CRLF is not ended by LF: its last byte may well be a CR that is one too
  // many, and would be kept.
  #takeByte(byte: number): void {
    switch (this.#state) {
      case 'after-size':
        if (byte === LF) this.#endSize(true)
        else if (byte === CR) this.#state = 'size-lf'
        else if (byte === SEMICOLON) this.#state = 'extension'
        // Section 7.1.1: BWS may stand before an extension; it counts as one.
        else if (byte === SP || byte === HTAB) this.#countExtension()
        else this.#break('a chunk size is not hexadecimal')
        return
      case 'extension':
        // Nothing is known of extensions here; section 7.1.1 says to ignore those.
        if (byte === LF) this.#endSize(true)
        else if (byte === CR) this.#state = 'size-lf'
        else this.#countExtension()
        return
      case 'size-lf':
        if (byte === LF) this.#endSize(false)
        else this.#break('the line of a chunk size has a CR inside')
        return
      case 'data-end':
        if (byte === CR) this.#state = 'data-lf'
        else if (byte === LF && this.#lfAlone) this.#state = 'size'
        else this.#break('a chunk does not end where its size says')
        return
      default:
        if (byte === LF) this.#state = 'size'
        else this.#break('a chunk does not end where its size says')
    }
  }

  #endSize(lfAlone: boolean): void {
    this.#state = this.#left > 0 ? 'data' : 'done'
    this.#digits = 0
    this.#extension = 0
    this.#lfAlone = lfAlone
  }

  #countExtension(): void {
    if (++this.#extension > maxChunkExtension)
      this.#break(`a chunk extension is longer than ${maxChunkExtension} bytes`)
  }

  #break(problem: string): void {
    this.#problem = problem
    this.#state = 'broken'
  }
}

// Both bytes at once, as nearly always: a quarter faster for chunks of 16 bytes than one by one.
const isCrlf = (bytes: Uint8Array, at: number) => bytes[at] === CR && bytes[at + 1] === LF

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
