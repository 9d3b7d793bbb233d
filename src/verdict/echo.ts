// How long segments stood in a queue on the path: the age of the echoes that they carry.
//
// Each segment carries back the timestamp of our newest acknowledgement that the server had seen when it sent it (RFC
// 7323 section 3, TSecr). So the age of an echo is the round trip, plus the time since we last acknowledged anything,
// plus whatever the segment spent standing in a queue. We know the first two. This is what tells a slow link from a
// server that sends at the same pace: the link's segments stood in a queue, the server's met none.
//
// The kernel gives an average of the ages (tcpi_rcv_rtt, from net/ipv4/tcp_input.c, tcp_rcv_rtt_update): a new age
// weighs 1/8. Since Linux 6.16 an age below the average replaces it, and one above it counts only if nothing waits to
// be read. So between two samples the average is undone; and where no age fell below it, it is a lower bound.

import type { Row } from './rows.ts'

/** A single age may have been misread; so many of them agree by their median. */
const FEW = 3
/** More of them cost time and tell no more. */
const MANY = 21

/** Milliseconds of queue at each row; NaN where there was no echo near. Below 0: none. */
export function echoQueue(rows: readonly Row[], rtt: number): Float64Array {
  const ages = agesOf(rows, rtt)
  const gaps = longestGaps(rows, 500 + 4 * rtt)
  const reach = Math.max(2 * rtt, 40)
  const queue = new Float64Array(rows.length).fill(NaN)
  let low = 0
  let high = 0
  for (const [i, row] of rows.entries()) {
    while (high < ages.length && ages[high]!.at <= row.to + reach) high++
    while (low < high && ages[low]!.at < row.to - reach) low++
    if (high - low >= FEW) queue[i] = median(ages.slice(Math.max(low, high - MANY), high))
    if (row.receiveRtt === undefined) continue
    const bound = row.receiveRtt - rtt - gaps[i]!
    if (!(queue[i]! >= bound)) queue[i] = bound
  }
  return queue
}

interface Age {
  at: number
  /** What is left of it without the round trip and our own silence, ms. */
  queue: number
}

function agesOf(rows: readonly Row[], rtt: number): Age[] {
  const ages: Age[] = []
  // When we acknowledged, at the earliest and at the latest. The request counts: it carries a timestamp too.
  const begun = rows[0]?.from ?? 0
  const acks = [{ earliest: begun, latest: begun }]
  /** An acknowledgement that arrived just about when the segment left may have been seen or not. */
  const slack = 1 + 0.01 * rtt
  /** The newest of them that the server has surely seen, and the newest that it may have. */
  let sure = 0
  let maybe = 0
  let average: number | undefined
  for (const row of rows) {
    const arrival = row.first ?? row.to
    if (row.receiveRtt !== undefined && row.receiveRtt !== average) {
      while (sure + 1 < acks.length && acks[sure + 1]!.latest <= arrival - rtt - slack) sure++
      while (maybe + 1 < acks.length && acks[maybe + 1]!.latest <= arrival - rtt) maybe++
      const age = undone(average, row.receiveRtt, Math.min(row.segments ?? 1, Math.ceil(row.to - arrival) + 1))
      const oldest = Math.max(rtt, arrival - acks[sure]!.earliest)
      const youngest = Math.max(rtt, arrival - acks[maybe]!.earliest)
      ages.push({ at: row.to, queue: age > oldest ? age - oldest : Math.min(0, age - youngest) })
      average = row.receiveRtt
    }
    if (row.sent) acks.push(ackIn(row))
  }
  return ages
}

/** An acknowledgement goes out when something arrives; or, delayed, in the silence before; or when nobody looked. */
function ackIn({ from, to, first, shut }: Row): { earliest: number; latest: number } {
  if (shut > 0 || first === undefined) return { earliest: from, latest: to }
  return { earliest: first - from > 10 ? from : first, latest: first }
}

/** The age that moved the average, if it came `count` times. */
function undone(before: number | undefined, now: number, count: number): number {
  if (before === undefined) return now
  // Timestamps tick in whole milliseconds: an average that falls onto one was replaced by it.
  if (now < before) return Number.isInteger(now) ? now : Math.max(0, 8 * now - 7 * before)
  return before + (now - before) / (1 - (7 / 8) ** Math.max(1, Math.min(8, count)))
}

/** The longest time without arrivals within `reach` ms before each row's end: no echo is older than that for our sake. */
function longestGaps(rows: readonly Row[], reach: number): Float64Array {
  const gaps = new Float64Array(rows.length)
  const longest: { at: number; gap: number }[] = []
  let quietFrom = rows[0]?.from ?? 0
  for (const [i, row] of rows.entries()) {
    const came = row.segments ?? row.reads
    // What came while we did not look is taken as spread evenly.
    const spread = row.shut > 0 && came > 1 && row.first === undefined ? (row.to - row.from) / came : undefined
    const until = spread === undefined ? (came > 0 ? (row.first ?? row.to) : row.to) : row.from
    const gap = Math.max(until - quietFrom, spread ?? 0)
    if (came > 0) quietFrom = row.to
    while (longest.length > 0 && longest.at(-1)!.gap <= gap) longest.pop()
    longest.push({ at: row.to, gap })
    while (longest[0]!.at < row.to - reach) longest.shift()
    gaps[i] = longest[0]!.gap
  }
  return gaps
}

function median(ages: Age[]): number {
  const values = Float64Array.from(ages, (age) => age.queue).toSorted()
  return values[values.length >> 1]!
}
