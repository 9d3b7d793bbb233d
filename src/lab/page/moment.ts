// What was so at one moment of a run: the machine and the sentence show it, live at the end of the trace and in a replay
// anywhere else.

import type { Span, Timeline } from './timeline.ts'

export interface Moment {
  at: number
  phase: 'idle' | 'connecting' | 'asked' | 'running' | 'done' | 'failed'
  /** Bytes that wait in the receive buffer; memory held; memory there is. Undefined: the kernel does not say. */
  waiting: number | undefined
  held: number | undefined
  capacity: number | undefined
  /** The window is less than a segment. */
  shut: boolean
  /** How long the pause that goes on has lasted, ms; 0 when there is none. */
  pausedFor: number
  /** All pauses so far, ms. */
  paused: number
  /** Everything is here or was read. */
  serverDone: boolean
  arrived: number
  read: number
  count: number
  /** The last reads, at most three, the newest last. */
  last: { bytes: number; total: number }[]
  /** Milliseconds that the program sleeps after each read, and has slept of it; 0 when it asks. */
  delay: number
  slept: number
  recvSize: number
  size: number | undefined
}

/** A pause of which the server tells lasts until it says otherwise; it says so at least each so many ms. */
const TELLS = 250

export function momentAt(line: Timeline, at: number): Moment {
  const index = line.reads.at.last(at)
  const lastRead = line.reads.at.get(index)
  const setting = (name: string) => line.settings.get(name)?.at(at) ?? 0
  const delay = setting('delay')
  const over = line.over && at >= line.end
  const slept = index < 0 || over ? 0 : at - lastRead
  const read = line.read.at(at) ?? 0
  const done = line.serverDone
  return {
    at,
    phase: phaseAt(line, at),
    waiting: line.waiting.at(at),
    held: line.held.at(at),
    capacity: line.capacity.at(at),
    shut: line.isShut(line.window.at(at)),
    ...pauseAt(line, at),
    serverDone: done !== undefined && at >= done,
    arrived: Math.max(read, Math.min(line.arrived.at(at) ?? 0, line.size ?? Infinity)),
    read,
    count: line.count.at(at) ?? 0,
    last: [index - 2, index - 1, index]
      .filter((i) => i >= 0)
      .map((i) => ({ bytes: line.reads.bytes.get(i), total: line.reads.total.get(i) })),
    delay,
    slept: delay > 0 && slept <= delay * 1.5 ? Math.min(slept, delay) : 0,
    recvSize: setting('recvSize') || (index < 0 ? 0 : line.reads.asked.get(index)),
    size: line.size,
  }
}

/** The pauses that had begun; one that goes on ends at the moment. */
export function pausesUntil({ pauses }: Timeline, { at, pausedFor }: Moment): Span[] {
  const begun = pauses.filter(({ from }) => from < at)
  return begun.map(({ from, to }, i) => ({
    from,
    to: i === begun.length - 1 && pausedFor > 0 ? at : Math.min(to, at),
  }))
}

function phaseAt(line: Timeline, at: number): Moment['phase'] {
  if (!line.started) return 'idle'
  if (line.over && at >= line.end) return line.failed ? 'failed' : 'done'
  if (line.requestedAt === undefined || at < line.requestedAt) return 'connecting'
  return at < line.reads.at.get(0) || line.reads.at.length === 0 ? 'asked' : 'running'
}

function pauseAt(line: Timeline, at: number): { pausedFor: number; paused: number } {
  const { pauses } = line
  let low = 0
  let high = pauses.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (pauses[middle]!.from <= at) low = middle + 1
    else high = middle
  }
  const pause = pauses[low - 1]
  const told = line.paused.at(at) ?? 0
  if (!pause) return { pausedFor: 0, paused: told }
  const open =
    low === pauses.length &&
    !line.over &&
    (line.serverTells ? at - pause.to < TELLS : line.holds) &&
    line.paused.times.last(at) === line.paused.length - 1
  const goesOn = at <= pause.to || (open && (!line.serverTells || line.isShut(line.window.at(at) ?? 0)))
  return { pausedFor: goesOn ? at - pause.from : 0, paused: told + (goesOn && at > pause.to ? at - pause.to : 0) }
}
