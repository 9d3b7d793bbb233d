// A retrieval's progress in one line: how much, of how much, how fast, how long still.

import type { TraceEvent } from '../trace/event.ts'
import { amount, duration, rate, share } from './units.ts'

/** Folds the trace; `line` draws what is known now. */
export class Meter {
  #total: number | undefined
  #header = 0
  #received = 0
  #from = 0
  /** Reads of the last seconds, for the rate: [at, received]. */
  readonly #recent: [at: number, received: number][] = []

  readonly see = (event: TraceEvent): void => {
    if (event.type === 'request') this.#restart()
    if (event.type === 'head') {
      this.#header = event.size
      this.#total = event.framing.type === 'length' ? event.framing.length : undefined
    }
    if (event.type === 'resume') this.#from = event.from
    if (event.type === 'read') this.#read(event.at, event.total)
  }

  get facts(): { received: number; total: number | null; rate: number | null; left: number | null } {
    const received = this.#from + Math.max(0, this.#received - this.#header)
    const total = this.#total === undefined ? null : this.#total + this.#from
    const perMs = this.#rate()
    return {
      received,
      total,
      rate: perMs === undefined ? null : perMs * 1000,
      left: total === null || !perMs ? null : (total - received) / perMs,
    }
  }

  /** One line of at most `columns` characters; `blocks` draws the bar with eighth blocks, else with `#`. */
  line(columns: number, blocks: boolean): string {
    const { received, total, rate: perSecond, left } = this.facts
    const speed = perSecond === null ? '' : rate(perSecond, 1000)
    if (total === null) return [amount(received), speed].filter(Boolean).join('  ').slice(0, columns)
    const text = `${share(received, total).padStart(4)}  ${amount(received)} of ${amount(total)}  ${speed}${left === null ? '' : `  ${duration(Math.max(0, left))} left`}`
    const room = Math.min(40, columns - text.length - 3)
    return (room < 8 ? text : `${bar(received / Math.max(1, total), room, blocks)} ${text}`).slice(0, columns)
  }

  #restart(): void {
    this.#total = undefined
    this.#header = this.#received = this.#from = 0
    this.#recent.length = 0
  }

  #read(at: number, received: number): void {
    this.#received = received
    const last = this.#recent.at(-1)
    // Ten points a second are enough for a rate over three.
    if (!last || at - last[0] >= 100) this.#recent.push([at, received])
    while (this.#recent.length > 2 && at - this.#recent[0]![0] > 3000) this.#recent.shift()
  }

  #rate(): number | undefined {
    const [first] = this.#recent
    const last = this.#recent.at(-1)
    return first && last && last[0] > first[0] ? (last[1] - first[1]) / (last[0] - first[0]) : undefined
  }
}

function bar(fraction: number, width: number, blocks: boolean): string {
  const eighths = Math.floor(Math.min(1, Math.max(0, fraction)) * width * 8)
  const full = Math.floor(eighths / 8)
  if (!blocks) return `[${'#'.repeat(Math.max(0, full - 1)).padEnd(width - 2, '.')}]`.slice(0, width)
  const partial = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8]!
  return `${'█'.repeat(full)}${partial}`.padEnd(width, '░')
}
