// Content codings taken off on the way to a sink (RFC 9110 section 8.4): gzip, deflate, br, zstd, and several of them.
//
//   next ◄── the coding applied first ◄── … ◄── the coding applied last ◄── content as it came
//
// A coding has to end where its content ends. One that ends too late is incomplete, one that ends too early is bad: what
// came is not what the server meant. Output goes on in blocks, so that a bomb takes no more memory than a letter.

import { SluiceError } from '../errors.ts'
import { BlockDecoder } from './decode-block.ts'
import { StreamDecoder } from './decode-stream.ts'
import type { Coding, Decoder, ZlibStream } from './decoder.ts'
import type { Sink } from './sink.ts'

export interface DecodeOptions {
  /** Bytes of content allowed to reach `next`, as --max-filesize. @default no limit */
  maxSize?: number
  /** @default in this thread, where Node allows it */
  decoder?: (coding: Coding) => Decoder
}

/** Codings of one content at most, as for curl. */
export const maxCodings = 5

/**
 * A sink that takes encoded content and passes on to `next` what it decodes to. Content of no bytes at all is nothing,
 * whatever it is said to be coded in.
 *
 * @param codings of Content-Encoding, in the order of the field, which is the order they were applied in
 * @throws SluiceError bad-coding; its writes and finish unknown-coding, bad-coding, incomplete, too-large
 */
export async function decoded(codings: readonly string[], next: Sink, options: DecodeOptions = {}): Promise<Sink> {
  const { maxSize, decoder = (coding: Coding) => BlockDecoder.over(coding) ?? new StreamDecoder(coding) } = options
  const names = codings.map((name) => name.toLowerCase()).filter((name) => name !== 'identity' && name !== 'none')
  if (names.length > maxCodings)
    throw new SluiceError('bad-coding', { coding: names.join(', '), reason: `more than ${maxCodings} codings` })
  const limited = maxSize === undefined ? next : new LimitedSink(next, maxSize, names.length > 0)
  if (names.length === 0) return limited
  const zlib = await import('node:zlib')
  return names.reduce<Sink>((sink, name) => {
    if (!Object.hasOwn(streams, name)) return new RefusingSink(sink, name)
    const make = (start: Uint8Array) =>
      decoder({ name, stream: streams[name]!(zlib, start), emit: (bytes) => sink.write(bytes) })
    return new DecodingSink(sink, make)
  }, limited)
}

type Zlib = typeof import('node:zlib')

/** What takes each coding off, seeing the content's first two bytes. */
const streams: Record<string, (zlib: Zlib, start: Uint8Array) => ZlibStream> = {
  // Several members one after the other are one content (RFC 1952 section 2.2); Node's gunzip sees to that.
  gzip: (zlib) => zlib.createGunzip(),
  'x-gzip': (zlib) => zlib.createGunzip(),
  // RFC 9110 section 8.4.1.2: the zlib format. Deviation: the bare deflate format too, which some servers send.
  deflate: (zlib, start) => (isZlib(start) ? zlib.createInflate() : zlib.createInflateRaw()),
  br: (zlib) => zlib.createBrotliDecompress(),
  // RFC 9659 section 3: a window of 8 MiB at most. zstd itself would take 128 MiB of memory if told to.
  zstd: (zlib) => zlib.createZstdDecompress({ params: { [zlib.constants.ZSTD_d_windowLogMax]: 23 } }),
}

/** CMF and FLG: method 8, and together a multiple of 31 (RFC 1950 section 2.2). */
function isZlib([cmf = 0, flg = 0]: Uint8Array): boolean {
  return (cmf & 0x0f) === 8 && (cmf * 256 + flg) % 31 === 0
}

class DecodingSink implements Sink {
  readonly #next: Sink
  readonly #make: (start: Uint8Array) => Decoder
  #decoder: Decoder | undefined
  /** What came while it was too little to make a decoder. */
  #start = new Uint8Array(0)

  constructor(next: Sink, make: (start: Uint8Array) => Decoder) {
    this.#next = next
    this.#make = make
  }

  write(bytes: Uint8Array): void | Promise<void> {
    if (this.#decoder) return this.#decoder.feed(bytes)
    if (this.#start.length === 0 && bytes.length >= 2) return this.#begin(bytes)
    const start = Uint8Array.from([...this.#start, ...bytes])
    if (start.length >= 2) return this.#begin(start)
    this.#start = start
    return undefined
  }

  async finish(): Promise<void> {
    if (!this.#decoder && this.#start.length > 0) await this.#begin(this.#start)
    await this.#decoder?.end()
    this.#decoder?.close()
    await this.#next.finish()
  }

  async abandon(): Promise<void> {
    this.#decoder?.close()
    await this.#next.abandon()
  }

  #begin(start: Uint8Array): void | Promise<void> {
    this.#decoder = this.#make(start)
    return this.#decoder.feed(start)
  }
}

/** A coding that nobody here can take off: there may be nothing in it, as in an answer to HEAD. */
class RefusingSink implements Sink {
  readonly #next: Sink
  readonly #coding: string

  constructor(next: Sink, coding: string) {
    this.#next = next
    this.#coding = coding
  }

  write(): never {
    throw new SluiceError('unknown-coding', { coding: this.#coding })
  }

  finish(): Promise<void> {
    return this.#next.finish()
  }

  abandon(): Promise<void> {
    return this.#next.abandon()
  }
}

class LimitedSink implements Sink {
  readonly #next: Sink
  readonly #allowed: number
  readonly #of: 'decoded' | 'received'
  #size = 0

  constructor(next: Sink, allowed: number, isDecoded: boolean) {
    this.#next = next
    this.#allowed = allowed
    this.#of = isDecoded ? 'decoded' : 'received'
  }

  write(bytes: Uint8Array): void | Promise<void> {
    this.#size += bytes.length
    if (this.#size > this.#allowed)
      throw new SluiceError('too-large', { allowed: this.#allowed, size: this.#size, of: this.#of })
    return this.#next.write(bytes)
  }

  finish(): Promise<void> {
    return this.#next.finish()
  }

  abandon(): Promise<void> {
    return this.#next.abandon()
  }
}
