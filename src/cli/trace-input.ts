// A trace from a file or from stdin, zipped or not, as events.

import { createReadStream } from 'node:fs'
import { constants, createGunzip } from 'node:zlib'
import { SluiceError } from '../errors.ts'
import { systemCode } from '../sink/write-error.ts'
import type { TraceEvent } from '../trace/event.ts'
import { TraceReader } from '../trace/ndjson.ts'
import type { Context } from './command.ts'

type Stdin = Context['stdin']

/**
 * The events of a trace, in order. Its value at the end: whether the trace was cut in the middle of a line.
 *
 * @param path - is stdin
 * @throws SluiceError bad-trace, list-unreadable
 */
export async function* eventsOf(path: string, stdin: Stdin): AsyncGenerator<TraceEvent, boolean> {
  const name = path === '-' ? 'stdin' : path
  let events: TraceEvent[] = []
  const reader = new TraceReader(name, (event) => events.push(event))
  for await (const text of textOf(path, stdin)) {
    try {
      reader.feed(text)
    } catch (error) {
      // What stood before the line that is wrong is good.
      yield* events
      throw error
    }
    yield* events
    events = []
  }
  reader.end()
  yield* events
  return reader.cut
}

/** The text of a file or of stdin, unzipped. @throws SluiceError list-unreadable */
export async function* textOf(path: string, stdin: Stdin): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  try {
    for await (const bytes of unzipped(path === '-' ? stdin() : createReadStream(path)))
      yield decoder.decode(bytes, { stream: true })
  } catch (error) {
    throw new SluiceError('list-unreadable', { path, reason: reasonOf(error) }, error)
  }
  yield decoder.decode()
}

// By its first bytes (RFC 1952 section 2.3.1), not by its name. One that a crash cut gives what is there.
async function* unzipped(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  const { value: first, done } = await chunks.next()
  if (done) return
  const whole = again(first, chunks)
  if (first[0] === 0x1f && first[1] === 0x8b) yield* await gunzipped(whole)
  else yield* whole
}

async function gunzipped(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { Readable } = await import('node:stream')
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  const zipped = Readable.from(source)
  zipped.on('error', (error) => gunzip.destroy(error))
  return zipped.pipe(gunzip)
}

async function* again(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function reasonOf(error: unknown): string {
  const words: Record<string, string> = { ENOENT: 'there is no such file', EISDIR: 'it is a directory' }
  return words[systemCode(error)] ?? (error as Error).message
}
