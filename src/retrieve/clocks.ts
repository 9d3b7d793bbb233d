// The clocks of a retrieval: how long connecting, silence and the whole may take.
//
// Silence is measured only while we ask: a recv that is pending means that nothing lies in the kernel for us. Our own
// delay, a rate limit or a slow disk is never silence.

import { now } from '../clock.ts'
import { SluiceError } from '../errors.ts'
import type { FactsOf } from '../errors.ts'

type During = FactsOf<'timed-out'>['during']

export interface ClockOptions {
  /** Milliseconds until connected, names and TLS included. @default 60000; curl's is 300000 */
  connectTimeout?: number
  /** Milliseconds without a byte while we ask. @default 120000; curl has none, wget 900000 */
  idleTimeout?: number
  /** Milliseconds for the whole retrieval. @default none */
  maxTime?: number
}

/** Aborts its signal when a clock runs out, or when the caller's signal does. */
export class Clocks {
  /** What the retrieval is doing, for the sentence. */
  during: During = 'resolve'
  /** Bytes received so far, for the sentence. */
  received = 0
  #controller: AbortController | undefined
  #reason: SluiceError | undefined
  readonly #stops = new Set<(reason: SluiceError) => void>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #connectTimeout: number
  readonly #idleTimeout: number
  readonly #outer: AbortSignal | undefined
  readonly #onOuterAbort = () => this.#abort(abortReason(this.#outer))

  constructor({ connectTimeout = 60_000, idleTimeout = 120_000, maxTime = 0 }: ClockOptions, signal?: AbortSignal) {
    this.#connectTimeout = connectTimeout
    this.#idleTimeout = idleTimeout
    this.#outer = signal
    if (signal?.aborted) this.#onOuterAbort()
    signal?.addEventListener('abort', this.#onOuterAbort, { once: true })
    if (maxTime > 0) this.#after(maxTime, () => this.#runOut('max', maxTime))
  }

  /** Its reason is a SluiceError. Made when it is asked for: a request on a kept connection needs none. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#reason) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }

  /** Calls `then` when the signal aborts; call what is returned when that is of no use any more. */
  onAbort(then: (reason: SluiceError) => void): () => void {
    this.#stops.add(then)
    return () => this.#stops.delete(then)
  }

  /** Connecting begins; call what is returned when it is done. */
  connecting(): () => void {
    return this.#after(this.#connectTimeout, () => this.#runOut('connect', this.#connectTimeout))
  }

  /** A clock for one connection's silence; `onIdle` is told when it has run out. */
  silence(onIdle: (error: SluiceError) => void): Silence {
    return new Silence(this.#idleTimeout, () => onIdle(this.#timedOut('idle', this.#idleTimeout)))
  }

  /** No clock runs any more. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#outer?.removeEventListener('abort', this.#onOuterAbort)
  }

  #timedOut(clock: 'connect' | 'idle' | 'max', allowed: number): SluiceError {
    return new SluiceError('timed-out', { clock, allowed, received: this.received, during: this.during })
  }

  #runOut(clock: 'connect' | 'max', allowed: number): void {
    this.#abort(this.#timedOut(clock, allowed))
  }

  #abort(reason: SluiceError): void {
    if (this.#reason) return
    this.#reason = reason
    this.#controller?.abort(reason)
    for (const stop of this.#stops) stop(reason)
  }

  #after(ms: number, then: () => void): () => void {
    if (ms <= 0) return () => {}
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        then()
      },
      Math.min(ms, 2 ** 31 - 1),
    )
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }
}

/** Runs only while a recv is pending. One timer looks now and then, so that a read costs none. */
export class Silence {
  readonly #allowed: number
  readonly #onIdle: () => void
  #askedAt: number | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(allowed: number, onIdle: () => void) {
    this.#allowed = allowed
    this.#onIdle = onIdle
  }

  /** A recv was called. */
  asked(): void {
    this.#askedAt = now()
    if (!this.#timer && this.#allowed > 0) this.#lookIn(this.#allowed)
  }

  /** It returned. */
  answered(): void {
    this.#askedAt = undefined
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #lookIn(ms: number): void {
    this.#timer = setTimeout(
      () => {
        const silent = this.#askedAt === undefined ? 0 : now() - this.#askedAt
        if (silent >= this.#allowed) this.#onIdle()
        else this.#lookIn(this.#allowed - silent)
      },
      Math.min(ms, 2 ** 31 - 1),
    )
  }
}

function abortReason(signal: AbortSignal | undefined): SluiceError {
  const reason: unknown = signal?.reason
  return reason instanceof SluiceError ? reason : new SluiceError('aborted', { reason: 'aborted' }, reason)
}
