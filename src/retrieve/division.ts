// One content over several connections: who receives what. Whoever has nothing left takes from whoever needs longest.

import type { Interval } from '../sink/segments.ts'

/** Bytes that are not worth a request of their own, while the piece they belong to is on its way. */
const smallest = 64 * 1024

/** Seconds that a piece may still take without anybody taking from it. */
const soon = 0.1

/** Seconds after which what is left of a piece is taken whole, however little it is: its connection hangs. */
const hanging = 3

/** A piece that a connection is receiving. */
export interface Piece {
  /** The next byte to come. */
  next: number
  last: number
  /** Bytes a second since it began. @param now ms */
  rate: (now: number) => number
  /** Up to here it is in the file. */
  written: () => number
  /** Nothing of it is left to receive: its connection is to be closed. */
  stop: () => void
}

export class Division {
  readonly #waiting: Interval[]
  readonly #running = new Set<Piece>()

  constructor(missing: readonly Interval[]) {
    this.#waiting = [...missing]
  }

  /** Somebody is receiving. */
  get busy(): boolean {
    return this.#running.size > 0
  }

  /** What is missing from the file, in order. */
  get missing(): Interval[] {
    const running = [...this.#running].map(({ written, last }): Interval => [written(), last])
    return [...running, ...this.#waiting].filter(([next, last]) => next <= last).toSorted((a, b) => a[0] - b[0])
  }

  /** Nobody receives it any more. What is missing of it goes back to whom it was taken from, or waits. */
  end(piece: Piece): void {
    this.#running.delete(piece)
    const next = piece.written()
    if (next > piece.last) return
    // It may have asked for less: then it ends sooner, and what is missing comes back here.
    const before = [...this.#running].find((it) => it.last + 1 === next && it.next <= it.last)
    if (before) before.last = piece.last
    else this.#waiting.unshift([next, piece.last])
  }

  /**
   * What somebody who has received `rate` bytes a second should receive next: something that waits, or as much of the end of
   * the piece that needs longest that both finish together. `undefined`: nothing is worth a request now.
   *
   * It is missing from this moment on until it is in the file, also while it is only asked for: a record that is written
   * meanwhile must say so. Whoever took it gives it back with `end`.
   */
  take(rate: number, now: number): Piece | undefined {
    const interval = this.#waiting.shift() ?? this.#takeOver(rate, now)
    if (!interval) return undefined
    const [next, last] = interval
    // Not begun, it needs no time that anybody could save.
    const piece: Piece = { next, last, rate: () => Infinity, written: () => next, stop: () => {} }
    this.#running.add(piece)
    return piece
  }

  #takeOver(rate: number, now: number): Interval | undefined {
    const [slowest] = [...this.#running]
      .map((piece) => ({ piece, left: timeLeft(piece, now) }))
      .toSorted((a, b) => b.left - a.left)
    if (!slowest || slowest.left < soon) return undefined
    const { piece } = slowest
    const bytes = piece.last + 1 - piece.next
    const its = piece.rate(now)
    const share = rate > 0 ? rate / (rate + its) : 0.5
    const taken = slowest.left > hanging && bytes * (1 - share) < smallest ? bytes : Math.floor(bytes * share)
    if (taken <= 0 || (taken < smallest && taken < bytes)) return undefined
    const from = piece.last + 1 - taken
    const interval: Interval = [from, piece.last]
    piece.last = from - 1
    if (piece.next > piece.last) piece.stop()
    return interval
  }
}

/** Seconds; without a rate, as if it had the slowest that is worth waiting for. */
function timeLeft(piece: Piece, now: number): number {
  return (piece.last + 1 - piece.next) / Math.max(1, piece.rate(now))
}
