// The body of the answer that counts: through its codings into the target, and proved whole.

import { createReadStream } from 'node:fs'
import { isSluiceError, SluiceError } from '../errors.ts'
import { codingsUnderFraming } from '../http/framing.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { abortable } from '../net/connect.ts'
import { decoded } from '../sink/decode.ts'
import { hashing } from '../sink/hash.ts'
import type { HashingSink } from '../sink/hash.ts'
import type { Sink } from '../sink/sink.ts'
import type { Interval } from '../sink/segments.ts'
import type { Target } from '../sink/target.ts'
import type { Answer } from './follow.ts'
import type { RetrieveOptions } from './options.ts'
import type { Run } from './run.ts'
import { notSegmentable, receiveSegmented } from './segmented.ts'

/** What came of it. */
export interface Received {
  /** Bytes of content that the target took, those compared included. */
  content: number
  /** The message said how long it is. */
  declared: boolean
  sha256?: string
  /** A condition held: there is nothing newer. */
  unchanged?: boolean
}

/** The answer goes on with what is held. */
export interface Rest {
  /** Offset of the answer's first byte. */
  from: number
  /** Offset behind its last byte, as far as it says. */
  end: number | undefined
  /** Size of the whole, bytes. */
  total: number | undefined
  /** How much of the beginning is held, bytes. */
  held: number
  /** The file that holds what comes before. */
  path: string
  /** It has gaps. */
  missing: readonly Interval[] | undefined
}

/** @throws SluiceError incomplete, too-large, bad-coding, checksum-mismatch, write-failed, … */
export async function receive(answer: Answer, rest: Rest | undefined, target: Target, run: Run): Promise<Received> {
  const { head } = answer
  const { options, trace } = run
  const total = rest ? rest.total : totalOf(head, options)
  if (options.maxFilesize !== undefined && total !== undefined && total > options.maxFilesize) {
    throw new SluiceError('too-large', { allowed: options.maxFilesize, size: total, of: 'declared' })
  }
  const wanted = (options.connections ?? 1) > 1 || rest?.missing !== undefined
  // Behind what is held (-C of nothing) its place in the content is not its place in the file: that is for one who writes
  // in order.
  const apart = rest !== undefined && rest.from > rest.held
  if (!wanted || apart || !target.segments) return receiveInOrder(answer, rest, total, target, run)
  const why = notSegmentable(head, total)
  if (why === undefined) return receiveInSegments(answer, rest, total!, target.segments, target, run)
  trace.tell({ type: 'range', first: rest?.from ?? 0, last: (total ?? 0) - 1, why: `one connection only: ${why}` })
  return receiveInOrder(answer, rest, total, target, run)
}

async function receiveInOrder(
  answer: Answer,
  rest: Rest | undefined,
  total: number | undefined,
  target: Target,
  { options, clocks }: Run,
): Promise<Received> {
  const { head, exchange, url } = answer
  const from = rest?.from ?? 0
  // A pipe may wait for its reader.
  const sink = await abortable(target.open({ url, head, from, total }), clocks.signal)
  const hashed = options.checksum || options.hash ? await overWhole(sink, options, rest) : undefined
  const into = hashed ?? sink
  let content = 0
  const counted: Sink = {
    write(bytes) {
      content += bytes.length
      if (rest?.end !== undefined && from + content > rest.end)
        throw new SluiceError('changed-on-server', {
          path: rest.path,
          what: `more came than bytes ${from}-${rest.end - 1}`,
        })
      return into.write(bytes)
    },
    finish: () => into.finish(),
    abandon: () => into.abandon(),
  }
  const whole = await withoutCodings(head, counted, options, from)
  try {
    const end = await exchange.body(head, whole)
    // A 206 may hold less than was asked for: the rest is another request's.
    if (rest?.total !== undefined && from + content < rest.total)
      throw new SluiceError('incomplete', { what: 'body', received: from + content, expected: rest.total })
    answer.end(end.reusable)
    await whole.finish()
    return {
      content,
      declared: end.declared,
      ...(options.hash && hashed?.hex !== undefined ? { sha256: hashed.hex } : {}),
    }
  } catch (error) {
    await whole.abandon()
    // Nobody shall go on from what is known to be wrong.
    if (isSluiceError(error, 'checksum-mismatch')) await target.forget()
    throw error
  }
}

// Several places of the file are written at once, so it is hashed when it is whole.
async function receiveInSegments(
  answer: Answer,
  rest: Rest | undefined,
  total: number,
  open: NonNullable<Target['segments']>,
  target: Target,
  run: Run,
): Promise<Received> {
  const { options } = run
  const from = rest?.from ?? 0
  const segments = await open.call(target, { url: answer.url, head: answer.head, from, total })
  const content = await receiveSegmented(answer, from, segments, run)
  const file = { write: () => undefined, finish: () => segments.finish(), abandon: () => segments.abandon([]) }
  if (!options.checksum && !options.hash) {
    await file.finish()
    return { content, declared: true }
  }
  const hashed = await overWhole(file, options, { from: total, path: segments.path })
  try {
    await hashed.finish()
  } catch (error) {
    if (isSluiceError(error, 'checksum-mismatch')) await target.forget()
    throw error
  }
  return { content, declared: true, ...(options.hash && hashed.hex !== undefined ? { sha256: hashed.hex } : {}) }
}

// Size of the content, where the head says it and no coding comes between.
function totalOf({ status, framing, header }: ResponseHead, { decode }: RetrieveOptions): number | undefined {
  if (framing.type !== 'length' || (decode && header.has('Content-Encoding'))) return undefined
  return status === 206 ? undefined : framing.length
}

async function withoutCodings(
  head: ResponseHead,
  sink: Sink,
  { raw, decode, maxFilesize }: RetrieveOptions,
  from: number,
): Promise<Sink> {
  const codings = raw
    ? []
    : [...(decode ? head.header.list('Content-Encoding') : []), ...codingsUnderFraming(head.header)]
  if (codings.length === 0 && maxFilesize === undefined) return sink
  return decoded(codings, sink, maxFilesize === undefined ? {} : { maxSize: Math.max(0, maxFilesize - from) })
}

// A hash of the whole content: what is held of it goes first.
function overWhole(
  sink: Sink,
  { checksum }: RetrieveOptions,
  rest: Pick<Rest, 'from' | 'path'> | undefined,
): Promise<HashingSink> {
  const before = rest && rest.from > 0 ? createReadStream(rest.path, { end: rest.from - 1 }) : []
  return hashing(sink, { ...(checksum ? { checksum } : {}), before: before as AsyncIterable<Uint8Array> })
}
