// What limited a retrieval: the server, the network, the window, or you. A function of its trace alone.
//
// Events go in with `see`, and `verdict` may be asked at any time: during the retrieval it speaks of what was so far.
// No clock, no socket; a recorded trace judged again gives the same answer. The method, and how often it was right on a
// bed whose truth is known, are in docs/verdict.md.

import type { KernelSample, TraceEvent } from '../trace/event.ts'
import { Account } from './account.ts'
import { decide } from './decide.ts'
import { type Attributed, Exchange } from './exchange.ts'
import type { Share, Done, Verdict } from './verdict.ts'

/**
 * Judges a whole trace.
 *
 * @param done what was done already, so that no hint repeats it
 */
export function judge(events: Iterable<TraceEvent>, done: Done = {}): Verdict {
  const attribution = new Attribution(done)
  for (const event of events) attribution.see(event)
  return attribution.verdict()
}

/**
 * Attributes the time as it goes by; `see` is a Watcher, at 1 µs an event. Memory is bounded (see rows.ts). `verdict`
 * goes over all rows again, 5 µs each, of at most 500 a second and 20,000 in all: ask once a second, not at each event.
 */
export class Attribution {
  readonly #done: Done
  readonly #lines = new Map<number, Line>()

  constructor(done: Done = {}) {
    this.#done = done
  }

  readonly see = (event: TraceEvent): void => {
    const number = event.connection ?? 1
    let line = this.#lines.get(number)
    if (!line) this.#lines.set(number, (line = new Line(this.#lines.size === 0 ? 0 : began(event))))
    line.see(event)
  }

  verdict(): Verdict {
    const account = new Account(0)
    let main: Attributed | undefined
    for (const line of this.#lines.values()) main = longer(main, line.addTo(account))
    account.several = this.#lines.size > 1
    return decide(account, main, this.#done)
  }
}

/** One connection's events, or those of several that came one after the other: redirects, retries. */
class Line {
  readonly #spent: Account
  /** The longest exchange that has ended: the evidence is about the longest of all. */
  #longest: Attributed | undefined
  #exchange: Exchange | undefined
  #sample: KernelSample | undefined
  #connectTook = 0
  /** What is under way while no request is. */
  #next: Share = 'resolve'
  #coded = false
  #at = 0

  constructor(from: number) {
    this.#spent = new Account(from)
  }

  see(event: TraceEvent): void {
    this.#at = event.at
    switch (event.type) {
      case 'resolve':
        this.#phase(event.at, 'resolve')
        this.#next = 'connect'
        break
      case 'connect':
        this.#phase(event.at, 'connect')
        // Through a proxy it goes on: until the proxy has connected us.
        this.#next = event.proxy === undefined ? 'tls' : 'connect'
        this.#connectTook = event.took
        if (event.reused) break
        this.#coded = false
        this.#sample = undefined
        break
      case 'tls':
        // Before the handshake a proxy connected us.
        this.#phase(event.at - event.took, 'connect')
        this.#phase(event.at, 'tls')
        this.#coded = true
        break
      case 'request':
        this.#phase(event.at, this.#coded ? 'tls' : 'connect')
        this.#exchange = new Exchange(event.at, this.#sample, this.#coded, this.#connectTook)
        break
      case 'kernel':
        this.#sample = event
        this.#exchange?.rows.sample(event)
        break
      case 'read':
      case 'reads':
        this.#exchange?.read(event)
        break
      case 'gate':
        this.#exchange?.rows.shut(event.at, event.waited)
        break
      case 'disk':
        this.#exchange?.rows.shut(event.at, event.took)
        break
      case 'retry':
        this.#end(event.at)
        // It came to nothing, and we wait before we ask again.
        this.#spent.spend(event.at + event.wait, 'think')
        this.#spent.retrying += event.wait
        this.#next = 'resolve'
        break
      case 'redirect':
      case 'complete':
        // After the last byte it is the disk's time, not the retrieval's.
        this.#end(this.#exchange?.last ?? event.at)
        this.#next = 'resolve'
        break
      case 'failed':
        if (this.#exchange) this.#end(event.at)
        else this.#spent.spend(event.at, this.#next)
        break
    }
  }

  /** Adds what was spent so far to `account`; returns the longest exchange. */
  addTo(account: Account): Attributed | undefined {
    account.add(this.#spent)
    if (!this.#exchange) return this.#longest
    const open = this.#exchange.attribute(this.#at)
    account.add(open.account)
    return longer(this.#longest, open)
  }

  #phase(at: number, share: Share): void {
    this.#end(this.#exchange?.last ?? at)
    this.#spent.spend(at, share)
  }

  #end(at: number): void {
    if (!this.#exchange) return
    const attributed = this.#exchange.attribute(at)
    this.#spent.add(attributed.account)
    this.#longest = longer(this.#longest, attributed)
    this.#exchange = undefined
  }
}

function longer(a: Attributed | undefined, b: Attributed | undefined): Attributed | undefined {
  return !a || (b && b.account.total > a.account.total) ? b : a
}

/** When what an event tells of began. */
function began(event: TraceEvent): number {
  return 'took' in event ? event.at - event.took : event.at
}
