// -n: one content over several connections.
//
//   the first answer goes on as it is ──► is enough left to be worth more? ──► others ask for ranges of it
//   every range: 206, of the same version, of the same total; otherwise that connection is given up, with a reason

import { now } from '../clock.ts'
import { isSluiceError, SluiceError } from '../errors.ts'
import { codingsUnderFraming } from '../http/framing.ts'
import { fitsRange, parseContentRange } from '../http/range.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { compareVersions, ifRange, validatorsOf } from '../http/validators.ts'
import { sleep } from '../net/gate.ts'
import type { Segments } from '../sink/segments.ts'
import type { Interval } from '../sink/segments.ts'
import { Division } from './division.ts'
import type { Piece } from './division.ts'
import { ask } from './follow.ts'
import type { Answer } from './follow.ts'
import type { Run } from './run.ts'
import { settledWithin } from './settled.ts'

/** How long the first connection is watched, ms, before others are made. */
const patience = 100

/** Others are made when more than this, ms, is left at the first one's rate: a handshake and a slow start cost as much. */
const worthwhile = 300

/** How far before a gap is asked again, to compare with what a crash may have torn, bytes. */
const overlap = 64 * 1024

/** Why an answer cannot be shared, or undefined when it can. */
export function notSegmentable(head: ResponseHead, total: number | undefined): string | undefined {
  if (total === undefined) return 'the server does not say how long it is'
  if (head.header.has('Content-Encoding')) return 'it has a content coding'
  if (!ifRange(validatorsOf(head.header))) return 'the server gives nothing to know the file by'
  if (head.status !== 206 && !head.header.list('Accept-Ranges').includes('bytes'))
    return 'the server does not offer ranges'
  return undefined
}

/**
 * Receives what is missing of `segments`, beginning with the answer that is there already.
 *
 * @param from offset of that answer's first byte
 * @returns bytes of content received, those compared included
 * @throws SluiceError changed-on-server, write-failed, or what the last connection failed with
 */
export async function receiveSegmented(answer: Answer, from: number, segments: Segments, run: Run): Promise<number> {
  const team = new Team(answer, segments, run)
  const first = team.begin(from)
  await settledWithin(first, patience)
  const more = team.worthMore() ? (run.options.connections ?? 1) - 1 : 0
  const others = Array.from({ length: more }, (_, i) => team.work(i + 2))
  // Everybody is waited for before the file is closed: nobody may write to a descriptor that is somebody else's by then.
  const outcomes = await Promise.allSettled([first, ...others])
  const fatal = outcomes.find((outcome) => outcome.status === 'rejected')
  if (fatal || team.missing.length > 0) {
    await segments.abandon(team.missing)
    throw fatal ? fatal.reason : team.failure
  }
  return team.received
}

/** The connections of one content. */
class Team {
  received = 0
  /** What the connection that was given up last failed with. */
  failure: unknown = new Error('something is missing and nothing failed')
  readonly #answer: Answer
  readonly #segments: Segments
  readonly #run: Run
  readonly #division: Division
  readonly #open = new Set<Answer>()
  #stopped = false
  /** What one connection gave last, bytes a second since it began: a burst at its beginning is no rate. */
  #rate = 0

  constructor(answer: Answer, segments: Segments, run: Run) {
    this.#answer = answer
    this.#segments = segments
    this.#run = run
    this.#division = new Division(segments.missing)
  }

  get missing(): Interval[] {
    return this.#division.missing
  }

  /** More connections would help. */
  worthMore(): boolean {
    const left = this.missing.reduce((sum, [next, last]) => sum + last + 1 - next, 0)
    return left > 0 && (left / Math.max(1, this.#rate)) * 1000 > worthwhile
  }

  /** The first answer, and then whatever is left. */
  async begin(from: number): Promise<void> {
    const piece = this.#division.take(0, now())
    if (piece) await this.#guarded(() => this.#receive(this.#answer, from, piece))
    // The first connection's message is the content's own; what else it asks for counts as another's.
    await this.work((this.#run.options.connections ?? 1) + 1)
  }

  /** Receives pieces as long as there are any. */
  async work(connection: number): Promise<void> {
    while (!this.#stopped) {
      const piece = this.#division.take(this.#rate, now())
      if (piece) {
        if (!(await this.#guarded(() => this.#request(connection, piece)))) return
      } else {
        if (!this.#division.busy) return
        // Somebody else may still fail, or hang.
        await sleep(50, this.#run.clocks.signal)
        this.#run.clocks.signal.throwIfAborted()
      }
    }
  }

  // A connection that fails is given up and the others go on, unless the file is another or cannot be written.
  async #guarded(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (
        this.#run.clocks.signal.aborted ||
        !isSluiceError(error) ||
        error.code === 'changed-on-server' ||
        error.code === 'write-failed'
      ) {
        this.#stopped = true
        for (const answer of this.#open) answer.end(false)
        throw error
      }
      this.failure = error
      this.#run.trace.tell({ type: 'range', first: 0, last: 0, why: `a connection is given up: ${error.message}` })
      return false
    }
  }

  async #request(connection: number, piece: Piece): Promise<void> {
    const run = { ...this.#run, trace: this.#run.trace.beside({ connection }) }
    const first = Math.max(piece.next - overlap, endBefore(this.#segments.missing, piece.next))
    const { last } = piece
    let answer: Answer
    try {
      run.trace.tell({ type: 'range', first, last, why: 'on a connection of its own' })
      const version = ifRange(validatorsOf(this.#answer.head.header))!
      answer = await ask(
        this.#answer.hop,
        [
          ['Range', `bytes=${first}-${last}`],
          ['If-Range', version],
        ],
        run,
      )
      this.#check(answer, first, last)
    } catch (error) {
      this.#division.end(piece)
      throw error
    }
    await this.#receive(answer, first, piece)
  }

  #check(answer: Answer, first: number, last: number): void {
    const { head } = answer
    const got = parseContentRange(head.header)
    const same = compareVersions(validatorsOf(this.#answer.head.header), validatorsOf(head.header)) !== 'changed'
    const coded = head.header.has('Content-Encoding') || codingsUnderFraming(head.header).length > 0
    const fits = head.status === 206 && !coded && got !== undefined && fitsRange({ first, last }, got)
    if (same && fits && (got.total ?? this.#total) === this.#total && !this.#stopped) return
    answer.end(false)
    if (!same || (fits && got.total !== this.#total))
      throw new SluiceError('changed-on-server', { path: this.#segments.path, what: 'a range is of another version' })
    throw new SluiceError('range-refused', {
      asked: `${first}-${last}`,
      answered: `the server answered ${head.status} ${head.reason}`.trimEnd(),
    })
  }

  get #total(): number {
    return this.#segments.total
  }

  // An answer that begins at `from`, as far as nobody else takes its end over.
  async #receive(answer: Answer, from: number, piece: Piece): Promise<void> {
    const { next } = piece
    const sink = this.#segments.at(from, next)
    const began = now()
    let at = from
    piece.rate = (time) => ((at - from) / Math.max(1, time - began)) * 1000
    piece.written = () => sink.written
    piece.stop = () => answer.end(false)
    this.#open.add(answer)
    try {
      const take = (bytes: Uint8Array) => {
        const mine = bytes.subarray(0, Math.max(0, piece.last + 1 - at))
        at += mine.length
        piece.next = Math.max(next, at)
        this.received += mine.length
        const time = now()
        this.#rate = piece.rate(time)
        this.#segments.note(() => this.missing, time)
        return sink.write(mine)
      }
      const { reusable } = await answer.exchange.body(answer.head, { write: take }, () => at > piece.last)
      await sink.finish()
      // A range may hold less than was asked for; what is missing of it waits for somebody. Nothing new at all would be
      // asked for again for ever.
      if (sink.written === next && next <= piece.last)
        throw new SluiceError('incomplete', { what: 'body', received: at - from, expected: piece.last + 1 - from })
      answer.end(reusable)
      if (this.missing.length > 0) await answer.exchange.paused()
    } catch (error) {
      await sink.abandon()
      // It was stopped because somebody took all that was left of it; what it has must be in the file all the same.
      if (at <= piece.last || sink.written <= piece.last || this.#run.clocks.signal.aborted) throw error
    } finally {
      this.#open.delete(answer)
      answer.end(false)
      this.#division.end(piece)
    }
  }
}

/** Where what lies before `next` without a gap begins. */
function endBefore(missing: readonly Interval[], next: number): number {
  return Math.min(next, Math.max(0, ...missing.filter(([first]) => first < next).map(([, last]) => last + 1)))
}
