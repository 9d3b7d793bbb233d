// Content to answer with: how long it is, and its bytes from any place on, a piece at a time.

import { open } from 'node:fs/promises'

/** Bytes that are pulled. */
export interface Pieces {
  /** The next 1 to `max` bytes, borrowed until the next call; undefined at the end. */
  take: (max: number) => Promise<Uint8Array | undefined>
  close: () => Promise<void>
}

export interface Content {
  size: number
  /** Its bytes from `from` up to, not including, `to`. */
  open: (from: number, to: number) => Promise<Pieces>
}

export function bytesContent(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    open: async (from, to) => {
      let at = from
      return {
        take: async (max) => (at < to ? bytes.subarray(at, (at = Math.min(to, at + max))) : undefined),
        close: async () => {},
      }
    },
  }
}

export function textContent(text: string): Content {
  return bytesContent(Buffer.from(text))
}

/** Read as it is sent, never loaded whole. Where the file has become shorter than `size`, `take` rejects with EIO. */
export function fileContent(path: string, size: number): Content {
  return {
    size,
    open: async (from, to) => {
      const file = await open(path)
      const buffer = Buffer.allocUnsafe(65536)
      let at = from
      return {
        take: async (max) => {
          if (at >= to) return undefined
          const { bytesRead } = await file.read(buffer, 0, Math.min(max, buffer.length, to - at), at)
          if (bytesRead === 0)
            throw Object.assign(new Error(`${path} ended at ${at} of ${size} bytes`), { code: 'EIO' })
          at += bytesRead
          return buffer.subarray(0, bytesRead)
        },
        close: () => file.close(),
      }
    },
  }
}

/**
 * `size` bytes that look random and are known: byte `i` is `generatedByte(i, seed)`, whatever the size.
 *
 * They are one pattern over and over, sent without a copy. Its length is a prime, so that a piece that was lost, doubled
 * or put at another place shows, unless it is a whole number of patterns off.
 */
export function generatedContent(size: number, seed = 0): Content {
  return {
    size,
    open: async (from, to) => {
      const pattern = patternOf(seed)
      let at = from
      return {
        take: async (max) => {
          if (at >= to) return undefined
          const place = at % PATTERN
          const piece = pattern.subarray(place, Math.min(PATTERN, place + max, place + to - at))
          at += piece.length
          return piece
        },
        close: async () => {},
      }
    },
  }
}

/** Byte `i` of generated content. */
export function generatedByte(i: number, seed = 0): number {
  return patternOf(seed)[i % PATTERN] as number
}

/** The largest prime below 1 MiB. */
const PATTERN = 1048573

let lastPattern: { seed: number; bytes: Uint8Array } | undefined

// xorshift32 (Marsaglia 2003), a byte a step.
function patternOf(seed: number): Uint8Array {
  if (lastPattern?.seed === seed) return lastPattern.bytes
  const bytes = new Uint8Array(PATTERN)
  let x = (0x9e3779b9 ^ (seed << 1)) | 1
  for (let i = 0; i < PATTERN; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    bytes[i] = x >>> 8
  }
  lastPattern = { seed, bytes }
  return bytes
}
