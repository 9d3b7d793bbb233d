// A list of URLs as rows, streamed: how long it is makes no difference to the memory it takes.

import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { SluiceError } from '../errors.ts'
import { systemCode } from '../sink/write-error.ts'
import { delimitedRows } from './list-delimited.ts'
import { jsonRows } from './list-json.ts'
import { lineRows, ndjsonRows } from './list-lines.ts'
import { columnOf } from './list-columns.ts'
import type { Row } from './row.ts'

export const listFormats = ['txt', 'csv', 'tsv', 'json', 'ndjson', 'parquet'] as const
export type ListFormat = (typeof listFormats)[number]

export interface ListOptions {
  /** @default what the name ends in, else txt */
  format?: ListFormat | undefined
  /** The column with the URL. @default url, or the only one */
  urlColumn?: string | undefined
  /** A column that there has to be besides. */
  needed?: string | undefined
}

/**
 * The rows of `source`, a file's path or a stream of bytes, some at a time.
 *
 * @throws SluiceError list-unreadable, usage (no such column, or none at all)
 */
export async function* readList(source: string | Readable, options: ListOptions = {}): AsyncGenerator<Row[]> {
  const name = typeof source === 'string' ? source : 'stdin'
  const format = options.format ?? formatOf(name)
  const { urlColumn, needed } = options
  const choose = (columns: readonly string[]) => columnOf(columns, urlColumn, needed)
  try {
    const column = urlColumn ?? needed
    if (format === 'txt' && column !== undefined)
      throw new SluiceError('usage', {
        problem: `the list is read as txt, which has no column ${JSON.stringify(column)}`,
        suggestion: 'say what it is: --input-format csv',
      })
    if (format === 'parquet') {
      if (typeof source !== 'string')
        throw new SluiceError('usage', { problem: 'a Parquet list has to be a file: it is read from its end' })
      const { parquetRows } = await import('./list-parquet.ts')
      yield* parquetRows(source, choose)
      return
    }
    const pieces = text(
      unzipped(typeof source === 'string' ? createReadStream(source, { highWaterMark: 64 * 1024 }) : source),
    )
    if (format === 'txt') yield* lineRows(pieces)
    else if (format === 'ndjson') yield* ndjsonRows(pieces, choose)
    else if (format === 'json') yield* jsonRows(pieces, choose)
    else yield* delimitedRows(pieces, format === 'csv' ? ',' : '\t', choose)
  } catch (error) {
    if (error instanceof SluiceError) throw error
    const reason = reasons[systemCode(error)] ?? (error instanceof Error ? error.message : String(error))
    throw new SluiceError('list-unreadable', { path: name, reason }, error)
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  Z_BUF_ERROR: 'its gzip ends too early',
  Z_DATA_ERROR: 'its gzip is broken',
}

/** By the end of its name, `.gz` apart. */
export function formatOf(name: string): ListFormat {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(basename(name))?.[1]?.toLowerCase() ?? ''
  const others: Record<string, ListFormat> = { jsonl: 'ndjson', tab: 'tsv', pq: 'parquet' }
  return others[extension] ?? listFormats.find((format) => format === extension) ?? 'txt'
}

// By its first two bytes (RFC 1952 section 2.3.1), whatever it is called. Not by reading them first: it may be a pipe.
async function* unzipped(source: Readable): AsyncGenerator<Uint8Array> {
  const { start, all } = await begun(source)
  yield* start[0] === 0x1f && start[1] === 0x8b ? await gunzip(Readable.from(all, { highWaterMark: 1 })) : all
}

async function gunzip(bytes: Readable): Promise<AsyncIterable<Uint8Array>> {
  const { createGunzip } = await import('node:zlib')
  const unzip = createGunzip({ chunkSize: 256 * 1024 })
  bytes.on('error', (error) => unzip.destroy(error))
  return bytes.pipe(unzip)
}

// UTF-16 is what begins with its byte order mark: Windows' shells write it. All else is UTF-8; what is not becomes U+FFFD,
// and the URL is bad.
async function* text(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { start, all } = await begun(bytes)
  const mark = (start[0]! << 8) | start[1]!
  // Removes the mark.
  const decoder = new TextDecoder(mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8')
  for await (const piece of all) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

/** Its first two bytes, if there are two, and all of it. */
async function begun(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]()
  let start: Uint8Array = new Uint8Array(0)
  while (start.length < 2) {
    const next = await pieces.next()
    if (next.done) break
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value])
  }
  const all = (async function* () {
    if (start.length > 0) yield start
    yield* { [Symbol.asyncIterator]: () => pieces }
  })()
  return { start, all }
}
