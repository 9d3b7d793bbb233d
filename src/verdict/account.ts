// Where the time of a retrieval went, added up: each millisecond once, in order.

import type { Interval, Limit, Share } from './verdict.ts'
import { limitOf } from './verdict.ts'

export class Account {
  readonly shares: Record<Share, number> = {
    resolve: 0,
    connect: 0,
    tls: 0,
    think: 0,
    server: 0,
    network: 0,
    ramp: 0,
    window: 0,
    receiver: 0,
  }
  /** Of each answer, the milliseconds whose signal was strong. */
  readonly strong: Record<Exclude<Limit, 'unsure'>, number> = {
    server: 0,
    network: 0,
    window: 0,
    receiver: 0,
    short: 0,
  }
  readonly intervals: Interval[] = []
  /** Milliseconds of `think` in which we waited before we asked again. */
  retrying = 0
  /** It is the sum of connections beside each other. */
  several = false
  /** Accounted for until then. */
  until: number

  constructor(from: number) {
    this.until = from
  }

  /** The time from where the last one ended goes to `share`; nothing if `at` lies before that. */
  spend(at: number, share: Share, strong = true): void {
    const ms = at - this.until
    if (!(ms > 0)) return
    this.shares[share] += ms
    if (strong) this.strong[limitOf[share]] += ms
    const last = this.intervals.at(-1)
    if (last?.by === share) last.to = at
    else this.intervals.push({ from: this.until, to: at, by: share })
    this.until = at
  }

  /** Adds another account, of a part that came later or of another connection. */
  add(other: Account): void {
    for (const share of allShares) this.shares[share] += other.shares[share]
    for (const limit of allLimits) this.strong[limit] += other.strong[limit]
    this.retrying += other.retrying
    for (const interval of other.intervals) this.intervals.push({ ...interval })
    this.until = Math.max(this.until, other.until)
  }

  get total(): number {
    return allShares.reduce((sum, share) => sum + this.shares[share], 0)
  }

  /** Milliseconds of each answer, the largest first. */
  ranked(): { limit: Exclude<Limit, 'unsure'>; ms: number; strong: number }[] {
    const ms = { server: 0, network: 0, window: 0, receiver: 0, short: 0 }
    for (const share of allShares) ms[limitOf[share]] += this.shares[share]
    return allLimits
      .map((limit) => ({ limit, ms: ms[limit], strong: this.strong[limit] }))
      .toSorted((a, b) => b.ms - a.ms)
  }
}

const allShares = Object.keys(limitOf) as Share[]
const allLimits = ['server', 'network', 'window', 'receiver', 'short'] as const
