// The contract of something that takes one content coding off, and what its failures are called.

import type { BrotliDecompress, Inflate, ZstdDecompress } from 'node:zlib'
import { SluiceError } from '../errors.ts'

/** What Node has for a coding; the decoders drive it in their own ways. */
export type ZlibStream = Inflate | BrotliDecompress | ZstdDecompress

export interface Coding {
  name: string
  stream: ZlibStream
  /** Takes decoded bytes, which are borrowed as a sink's are. */
  emit: (bytes: Uint8Array) => void | Promise<void>
}

/** Makers: `BlockDecoder` (at once, in this thread), `StreamDecoder` (through Node's streams). */
export interface Decoder {
  /** Takes encoded bytes, borrowed. Throws or rejects with bad-coding, or with what `emit` failed with. */
  feed(bytes: Uint8Array): void | Promise<void>
  /** That was all. Throws or rejects with `incomplete` if the coding had not ended. */
  end(): void | Promise<void>
  close(): void
}

/** What zlib says, in our words. @param decoded bytes that came out before */
export function codingError(coding: string, error: Error, decoded: number): SluiceError {
  // Z_BUF_ERROR is "unexpected end of file" for all three libraries.
  return 'code' in error && error.code === 'Z_BUF_ERROR'
    ? new SluiceError('incomplete', { what: 'coding', received: decoded }, error)
    : new SluiceError('bad-coding', { coding, reason: error.message }, error)
}

/** Bytes came after the coding's end. What they are nobody knows. */
export function trailingError(coding: string): SluiceError {
  return new SluiceError('bad-coding', { coding, reason: 'something follows its end' })
}
