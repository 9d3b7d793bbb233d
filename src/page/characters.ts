// Bytes in, characters out, in every encoding of the web, however the bytes were cut.
//
// A document is held until its encoding can be told: 3 bytes where the caller or the server said it, else 1,024. If
// those are all ASCII they go on as they are, undecided, until a <meta> declares the encoding (the reader of tags calls
// `declare`) or the first byte comes that is not ASCII; from there up to 65,536 bytes are held and judged.

import { isomorphicDecode } from '@exodus/bytes/encoding.js'
import {
  askedEncoding,
  decoderFor,
  fallbackEncoding,
  guessEncoding,
  httpEncoding,
  JUDGED,
  markEncoding,
  PRESCAN,
  prescan,
  spareDecoder,
  type Decoder,
  type Encoding,
  type Hints,
} from './charset.ts'

/** Characters come out in pieces that never end in half a character. */
export interface TextTarget {
  take(text: string): void
}

const PIECE = 16_384
const nothing = new Uint8Array(0)

/** Decodes one document. */
export class Characters {
  readonly #target: TextTarget
  readonly #markup: boolean
  readonly #asked: Encoding | undefined
  readonly #http: Encoding | undefined
  #phase: 'start' | 'ascii' | 'judge' | 'decode' = 'start'
  #encoding: Encoding | undefined
  #decoder: Decoder | undefined
  #held: Uint8Array = nothing
  #heldLength = 0

  /** @param markup whether to look for <meta>; text/plain has none */
  constructor(hints: Hints, markup: boolean, target: TextTarget) {
    this.#target = target
    this.#markup = markup
    this.#asked = askedEncoding(hints)
    this.#http = httpEncoding(hints)
  }

  /** What the document is read as; undefined while that is open. */
  get encoding(): Encoding | undefined {
    return this.#encoding
  }

  /** Takes bytes; they are borrowed for the call. */
  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE) this.#take(bytes.subarray(at, at + PIECE))
  }

  /** The bytes are over: lets out what was held. */
  end(): void {
    if (this.#phase === 'start') this.#begin()
    if (this.#phase === 'judge') this.#judge(true)
    // All of it was ASCII, which is the same in whatever it might have been: nothing was guessed.
    this.#encoding ??= { ...fallbackEncoding, guess: false }
    if (!this.#decoder) return
    this.#emit(this.#decoder.decode(nothing, { stream: false }))
    spareDecoder(this.#encoding.name, this.#decoder)
    this.#decoder = undefined
  }

  /** The markup says its encoding. Counts only while the encoding is open; begins with the first byte it matters to. */
  declare(encoding: Encoding): void {
    this.#encoding ??= encoding
  }

  #take(bytes: Uint8Array): void {
    if (this.#phase === 'decode') this.#decode(bytes)
    else if (this.#phase === 'ascii') this.#pass(bytes)
    else this.#hold(bytes)
  }

  // Asked or told by HTTP, only a byte order mark is of interest, and that takes three bytes.
  get #enough(): number {
    if (this.#phase === 'judge') return JUDGED
    return this.#asked || this.#http || !this.#markup ? 3 : PRESCAN
  }

  #hold(bytes: Uint8Array): void {
    const enough = this.#enough
    // Enough at once, as nearly always, is looked at where it is.
    if (this.#phase === 'start' && this.#heldLength === 0 && bytes.length >= enough) {
      this.#begin(bytes.subarray(0, enough), bytes)
      return
    }
    const taken = bytes.subarray(0, enough - this.#heldLength)
    if (taken.length === enough) this.#held = taken
    else {
      if (this.#held.length < enough) this.#held = grown(this.#held, enough)
      this.#held.set(taken, this.#heldLength)
    }
    this.#heldLength += taken.length
    if (this.#heldLength < enough) return
    if (this.#phase === 'start') this.#begin()
    else this.#judge(false)
    if (taken.length < bytes.length) this.#take(bytes.subarray(taken.length))
  }

  // `all` begins with `start`, of which the encoding is told.
  #begin(start = this.#released(), all = start): void {
    const mark = markEncoding(start)
    this.#encoding = this.#asked ?? mark?.encoding ?? this.#http ?? (this.#markup ? prescan(start) : undefined)
    const marked = mark !== undefined && mark.encoding.name === this.#encoding?.name
    this.#phase = this.#encoding ? 'decode' : 'ascii'
    this.#take(marked ? all.subarray(mark.length) : all)
  }

  // Undecided: ASCII is the same characters whatever comes out. The escape that begins ISO-2022-JP's other characters
  // counts as not ASCII.
  #pass(bytes: Uint8Array): void {
    let ascii = 0
    while (ascii < bytes.length && bytes[ascii]! < 0x80 && bytes[ascii] !== 0x1b) ascii++
    this.#emit(isomorphicDecode(bytes.subarray(0, ascii)))
    if (ascii === bytes.length) return
    this.#phase = this.#encoding ? 'decode' : 'judge'
    this.#take(bytes.subarray(ascii))
  }

  #judge(whole: boolean): void {
    const bytes = this.#released()
    this.#encoding = (this.#markup ? prescan(bytes) : undefined) ?? guessEncoding(bytes, whole)
    this.#phase = 'decode'
    this.#decode(bytes)
  }

  #decode(bytes: Uint8Array): void {
    this.#decoder ??= decoderFor(this.#encoding!.name)
    this.#emit(this.#decoder.decode(bytes, { stream: true }))
  }

  #released(): Uint8Array {
    const bytes = this.#held.subarray(0, this.#heldLength)
    this.#held = nothing
    this.#heldLength = 0
    return bytes
  }

  #emit(text: string): void {
    if (text !== '') this.#target.take(text)
  }
}

function grown(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size)
  larger.set(bytes)
  return larger
}
