// Content in a coding: gzip (RFC 1952), chunked (RFC 9112 section 7.1).

import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import { bytesContent, type Content, type Pieces } from './content.ts'

/** Compressed whole, in memory: for content that is small. */
export async function gzipContent(content: Content): Promise<Content> {
  const parts: Uint8Array[] = []
  const pieces = await content.open(0, content.size)
  for await (const piece of eachOf(pieces)) parts.push(new Uint8Array(piece))
  return bytesContent(await promisify(gzip)(Buffer.concat(parts)))
}

/** Compressed as it is pulled. */
export function gzipPieces(pieces: Pieces): Pieces {
  const compressor = createGzip()
  // Copied, since the compressor may hold a piece when the next is taken.
  const source = Readable.from(copies(pieces), { objectMode: false })
  source.on('error', (error) => compressor.destroy(error))
  const coded = source.pipe(compressor)[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Uint8Array = new Uint8Array()
  return {
    take: async (max) => {
      while (rest.length === 0) {
        const next = await coded.next()
        if (next.done) return undefined
        rest = next.value
      }
      const piece = rest.subarray(0, max)
      rest = rest.subarray(piece.length)
      return piece
    },
    close: async () => {
      compressor.destroy()
      source.destroy()
      await pieces.close()
    },
  }
}

/** In chunks of `size` bytes; the last may be shorter. */
export function chunkedPieces(pieces: Pieces, size: number): Pieces {
  const last = Buffer.from('0\r\n\r\n')
  let framed: Uint8Array = new Uint8Array()
  let ended = false
  return {
    take: async (max) => {
      if (framed.length === 0 && !ended) {
        const content = await fill(pieces, size)
        ended = content.length < size
        const chunk = [Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from('\r\n')]
        framed = Buffer.concat([...(content.length > 0 ? chunk : []), ...(ended ? [last] : [])])
      }
      if (framed.length === 0) return undefined
      const piece = framed.subarray(0, max)
      framed = framed.subarray(piece.length)
      return piece
    },
    close: () => pieces.close(),
  }
}

/** Exactly `size` bytes, fewer only at the end: `begun` and those after it. Borrowed where one piece has them all. */
export async function fill(pieces: Pieces, size: number, begun: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  const first = begun.length > 0 ? begun : ((await pieces.take(size)) ?? begun)
  if (first.length === size || first.length === 0) return first
  const parts = [new Uint8Array(first)]
  for (let left = size - first.length; left > 0; left -= parts.at(-1)?.length ?? 0) {
    const piece = await pieces.take(left)
    if (!piece) break
    parts.push(new Uint8Array(piece))
  }
  return Buffer.concat(parts)
}

async function* eachOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  try {
    for (let piece; (piece = await pieces.take(65536));) yield piece
  } finally {
    await pieces.close()
  }
}

async function* copies(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for (let piece; (piece = await pieces.take(65536));) yield new Uint8Array(piece)
}
