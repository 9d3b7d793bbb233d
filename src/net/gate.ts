// When the next recv may happen. While a gate is shut nobody reads, the receive buffer fills, and TCP makes the server wait.

import { now } from '../clock.ts'

/**
 * Asked after each read; resolves when the next may happen. `undefined` means at once.
 *
 * @param bytes what this read returned
 * @param total every byte so far
 * @param signal opens the gate early: the retrieval is over
 */
export type Gate = (bytes: number, total: number, signal: AbortSignal) => Promise<void> | undefined

/** Waits `ms` after each read, as the book's `time.sleep(0.25)` does. A function is asked each time. */
export function every(ms: number | (() => number)): Gate {
  return (_bytes, _total, signal) => {
    const wait = typeof ms === 'number' ? ms : ms()
    return wait > 0 ? sleep(wait, signal) : undefined
  }
}

/** How much of a time in which less came may be made up for, ms. */
const credit = 1000

/**
 * At most `bytesPerSecond` on average, over all connections that it is asked for.
 *
 * Waits that would be shorter than 5 ms are saved up: timers are not finer than that and the average is what counts.
 */
export function rate(bytesPerSecond: number, clock: () => number = now): Gate {
  /** When what has come would have come at that rate. */
  let due: number | undefined
  return (bytes, _total, signal) => {
    due = Math.max(due ?? clock(), clock() - credit) + (bytes / bytesPerSecond) * 1000
    const wait = due - clock()
    return wait >= 5 ? sleep(wait, signal) : undefined
  }
}

/** Opens when somebody calls `step`; `release` leaves it open. */
export function byHand(): { gate: Gate; step: () => void; release: () => void } {
  let open: (() => void) | undefined
  let released = false
  return {
    gate: (_bytes, _total, signal) => {
      if (released || signal.aborted) return undefined
      return new Promise<void>((resolve) => {
        open = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    },
    step: () => open?.(),
    release: () => {
      released = true
      open?.()
    },
  }
}

/** All of them, one after the other. */
export function both(first: Gate, second: Gate): Gate {
  return (bytes, total, signal) => {
    const wait = first(bytes, total, signal)
    return wait ? wait.then(() => second(bytes, total, signal)) : second(bytes, total, signal)
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1))
    signal.addEventListener('abort', done, { once: true })
  })
}
