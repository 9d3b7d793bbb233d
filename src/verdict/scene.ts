// What one exchange's rows show: the path's round trip and queue, how fast bytes came when, and where they did not.

import { echoQueue } from './echo.ts'
import type { Row, Rows } from './rows.ts'

/** A stretch of the body's time: bytes came (flow), or none did (quiet). */
export interface Piece {
  kind: 'flow' | 'quiet'
  from: number
  to: number
  row: Row
  /** Of the row. */
  index: number
  /** Of a quiet piece: how long the whole silence is that it is part of, ms. */
  silence: number
}

/** What is known beside the rows. */
export interface Known {
  /** Round trip without a queue, ms. */
  rtt: number
  /** Bytes that a full segment carries. */
  segment: number
  /** The kernel tells of arrivals and of the window; else only the reads are known. */
  sees: boolean
  /** Segments carry timestamps, so the kernel's receive-side round trip is the age of echoes. */
  timestamps: boolean
}

/** Shorter waits are the spacing of segments and the scheduler's; they count as flow. Milliseconds. */
const QUIET = 3

export class Scene {
  readonly rows: readonly Row[]
  readonly known: Known
  readonly pieces: readonly Piece[]
  /** Milliseconds that segments stood in a queue, at each row; NaN where unknown. */
  readonly queue: Float64Array
  /** A queue this long is one: timestamps tick in ms, and a busy host adds some per cent of the round trip. */
  readonly standing: number
  /** A wait this long is more than anything on its way could take: a round trip, its variation, a timer's slack. */
  readonly silence: number
  readonly end: number
  readonly #sum: Float64Array

  constructor(rows: readonly Row[], known: Known) {
    this.rows = rows
    this.known = known
    this.standing = Math.max(2, 0.03 * known.rtt)
    this.silence = 1.25 * known.rtt + 6
    this.end = rows.at(-1)?.to ?? 0
    this.#sum = new Float64Array(rows.length + 1)
    for (const [i, row] of rows.entries()) this.#sum[i + 1] = this.#sum[i]! + arrivals(row)
    this.pieces = piecesOf(rows)
    this.queue = known.timestamps ? echoQueue(rows, known.rtt) : new Float64Array(rows.length).fill(NaN)
  }

  /** Bytes that arrived in that time. What a row brought counts as spread from its first read to its end. */
  bytes(from: number, to: number): number {
    return this.#arrivedBy(to) - this.#arrivedBy(from)
  }

  /** Bytes a round trip around `at`: the average over three of them, or over 10 ms where they are shorter. */
  perRound(at: number): number {
    const reach = Math.max(1.5 * this.known.rtt, 5)
    const from = Math.max(this.rows[0]?.from ?? 0, at - reach)
    const to = Math.min(this.end, at + reach)
    return to > from ? (this.bytes(from, to) / (to - from)) * this.known.rtt : 0
  }

  /** Whether segments stood in a queue then. */
  queued(piece: Piece): boolean {
    return this.queue[piece.index]! > this.standing
  }

  #arrivedBy(at: number): number {
    let low = 0
    let high = this.rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rows[middle]!.to < at) low = middle + 1
      else high = middle
    }
    const row = this.rows[low]
    if (!row) return this.#sum[low]!
    // While one segment was missing, those behind it came all the same.
    const from = row.outOfOrder ? row.from : (row.first ?? row.from)
    const part = row.to > from ? Math.max(0, at - from) / (row.to - from) : at >= row.to ? 1 : 0
    return this.#sum[low]! + part * arrivals(row)
  }
}

/** The scene of an exchange until `at`. */
export function sceneOf(rows: Rows, at: number, rttElse: number): Scene {
  const { kernel } = rows
  const segment = kernel.segmentBytes ?? 0
  const path = kernel.pathSegmentBytes ?? 0
  // The kernel's estimate is of what came: of a server that sends little at a time it is too small.
  const full = segment >= 0.9 * path && segment > 0 ? segment : path || 1448
  return new Scene(rows.until(at), {
    rtt: Math.max(rows.rtt ?? rttElse, 0.01),
    // Half of a small window is the most that Linux puts into one (tcp_bound_to_half_wnd).
    segment: Math.min(full, rows.largestWindow >> 1 || full),
    sees: kernel.arrived !== undefined,
    timestamps: kernel.timestamps ?? false,
  })
}

/** Bytes that a row brought, as the kernel saw them, or else as we read them. */
export const arrivals = (row: Row) => row.arrived ?? row.bytes

function piecesOf(rows: readonly Row[]): Piece[] {
  const pieces: Piece[] = []
  for (const [index, row] of rows.entries()) {
    const came = firstArrival(row)
    const nothing = arrivals(row) === 0 && row.reads === 0
    const split = nothing ? row.to : came - row.from >= QUIET ? came : row.from
    if (split > row.from) pieces.push({ kind: 'quiet', from: row.from, to: split, row, index, silence: 0 })
    if (row.to > split) pieces.push({ kind: 'flow', from: split, to: row.to, row, index, silence: 0 })
  }
  measureSilences(pieces)
  return pieces
}

/** When the row's first bytes came, at the earliest. */
function firstArrival(row: Row): number {
  // While we did not look, they may have come at any time; unless asking again did not bring them at once.
  const unseen = row.shut > 0 && !(row.first !== undefined && row.first > (row.asked ?? row.to) + 1)
  if (arrivals(row) > 0 && (unseen || row.first === undefined)) return row.from
  return row.first ?? row.to
}

/** A silence goes on over all quiet pieces until a row brings something. */
function measureSilences(pieces: Piece[]): void {
  for (let first = 0; first < pieces.length; first++) {
    if (pieces[first]!.kind === 'flow') continue
    let last = first
    const ends = (piece: Piece) => arrivals(piece.row) > 0 || piece.row.reads > 0
    while (!ends(pieces[last]!) && pieces[last + 1]?.kind === 'quiet') last++
    for (let i = first; i <= last; i++) pieces[i]!.silence = pieces[last]!.to - pieces[first]!.from
    first = last
  }
}
