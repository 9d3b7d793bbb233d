// What a run came to so far: how URLs ended, why they failed, how fast it goes, which hosts are slow.

import type { Result, State } from './row.ts'

export interface HostFigures {
  host: string
  items: number
  failed: number
  bytes: number
  /** Mean ms to the first byte. */
  wait: number
}

/** What of a shard's or a run's results is kept when they are over. */
export interface Totals {
  states: Record<string, number>
  /** By kind: `http 404`, `timed-out`. */
  failures: Record<string, number>
  bytes: number
}

/** Hosts with figures of their own; of more than these, those least lately used are forgotten. */
const hostsKept = 10_000

export class Tally {
  offered = 0
  /** There is more to come than was offered so far. */
  offering = false
  bytes = 0
  readonly states = new Map<State, number>()
  readonly failures = new Map<string, number>()
  readonly #hosts = new Map<string, { items: number; failed: number; bytes: number; waits: number }>()
  /** Of the last seconds: [at, done, bytes]. */
  readonly #recent: [at: number, done: number, bytes: number][] = []

  get done(): number {
    let sum = 0
    for (const count of this.states.values()) sum += count
    return sum
  }

  add(host: string, result: Pick<Result, 'state' | 'error' | 'bytes' | 'wait_ms'>): void {
    this.states.set(result.state, (this.states.get(result.state) ?? 0) + 1)
    if (result.state === 'failed' || result.state === 'invalid') {
      const kind = kindOf(result.error)
      this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1)
    }
    this.bytes += result.bytes ?? 0
    if (host !== '') this.#ofHost(host, result)
  }

  /** What an earlier run came to. */
  addTotals({ states, failures, bytes }: Totals): void {
    for (const [state, count] of Object.entries(states))
      this.states.set(state as State, (this.states.get(state as State) ?? 0) + count)
    for (const [kind, count] of Object.entries(failures))
      this.failures.set(kind, (this.failures.get(kind) ?? 0) + count)
    this.bytes += bytes
  }

  get totals(): Totals {
    return { states: Object.fromEntries(this.states), failures: Object.fromEntries(this.failures), bytes: this.bytes }
  }

  /** Items and bytes a second over the last five; call it now and then. */
  rate(now: number): { items: number; bytes: number } | undefined {
    this.#recent.push([now, this.done, this.bytes])
    while (this.#recent.length > 2 && now - this.#recent[0]![0] > 5000) this.#recent.shift()
    const [then, done, bytes] = this.#recent[0]!
    const seconds = (now - then) / 1000
    return seconds > 0.2 ? { items: (this.done - done) / seconds, bytes: (this.bytes - bytes) / seconds } : undefined
  }

  /** The slowest to answer first. */
  slowest(count: number): HostFigures[] {
    return [...this.#hosts]
      .map(([host, { items, failed, bytes, waits }]) => ({ host, items, failed, bytes, wait: waits / items }))
      .toSorted((a, b) => b.wait - a.wait)
      .slice(0, count)
  }

  #ofHost(host: string, { state, bytes, wait_ms: wait }: Pick<Result, 'state' | 'bytes' | 'wait_ms'>): void {
    let figures = this.#hosts.get(host)
    if (!figures) {
      if (this.#hosts.size >= hostsKept) this.#hosts.delete(this.#hosts.keys().next().value!)
      this.#hosts.set(host, (figures = { items: 0, failed: 0, bytes: 0, waits: 0 }))
    }
    figures.items++
    figures.bytes += bytes ?? 0
    figures.waits += wait ?? 0
    if (state === 'failed') figures.failed++
  }
}

/** Of `http 404: the server answered 404 Not Found`, what stands before the colon. */
export function kindOf(error: string | null): string {
  return (error ?? '').split(':', 1)[0]!
}
