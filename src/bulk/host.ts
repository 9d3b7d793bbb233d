// One host of a list: its queue, its connections, and how much it may be asked.

import { isIP } from 'node:net'
import type { Lane } from './lane.ts'
import { Queue } from './queue.ts'
import type { Robots } from './robots.ts'

/** Ms that a host is left alone after its first failure in a row; doubled for each further one. */
const firstPause = 10_000
const longestPause = 600_000
/** Failures in a row after which a host is given up. Our own machines are started again while we wait. */
const givenUpAfter = 5
const ownGivenUpAfter = 25

export class Host<T> {
  readonly name: string
  /** Loopback or private: nobody else's machine, so nothing is waited for. */
  readonly own: boolean
  readonly queue = new Queue<T>()
  /** Connections that are kept and idle. */
  readonly idle: Lane[] = []
  /** By origin; a promise while it is asked for. */
  readonly robots = new Map<string, Robots | Promise<void>>()
  active = 0
  /** Requests at a time; falls when it fails or slows, and rises again. */
  most: number
  /** Clock time (ms since 1970) before which it is not asked. */
  notBefore = 0
  /** It stands in the line of hosts to be asked. */
  lined = false
  readonly #allowed: number
  #failures = 0
  #good = 0
  /** Of the time to the first byte: the mean lately, and the best mean, ms. */
  #wait = 0
  #best = Infinity

  /** @param allowed requests at a time, at most */
  constructor(name: string, hostname: string, allowed: number) {
    this.name = name
    this.own = isOwn(hostname)
    this.most = this.#allowed = allowed
  }

  get dead(): boolean {
    return this.#failures >= (this.own ? ownGivenUpAfter : givenUpAfter)
  }

  get failures(): number {
    return this.#failures
  }

  /** It answered; `wait` is ms to the first byte. */
  answered(wait: number): void {
    this.#failures = 0
    this.#wait = this.#wait === 0 ? wait : this.#wait * 0.9 + wait * 0.1
    this.#best = Math.min(this.#best, this.#wait)
    // It slows down: less is asked of it at a time.
    if (!this.own && this.#wait > 500 && this.#wait > 3 * this.#best) {
      this.most = Math.max(1, this.most >> 1)
      this.#best = this.#wait / 2
      this.#good = 0
    } else if (this.most < this.#allowed && ++this.#good >= 20) {
      this.most++
      this.#good = 0
    }
  }

  /** It did not, or asked to be left alone for `retryAfter` ms. */
  refused(retryAfter: number | undefined): void {
    this.most = Math.max(1, this.most >> 1)
    this.#good = 0
    const pause = retryAfter ?? (this.own ? 20 : firstPause) * 2 ** this.#failures
    this.#failures++
    this.notBefore = Math.max(this.notBefore, Date.now() + Math.min(this.own ? 1000 : longestPause, pause))
  }
}

/** Addresses of this machine and of private networks (RFC 1122, 1918, 4193, 4291), and localhost. */
export function isOwn(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (isIP(host) === 4) return /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host)
  return isIP(host) === 6 && /^(?:::1$|f[cd]|fe[89ab])/.test(host)
}
