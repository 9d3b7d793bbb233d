// The gate of a run in the lab: the sleep after each read, which may be changed while it lasts, and steps by hand.

import type { Gate } from '../net/gate.ts'

export class Valve {
  /** Milliseconds after each read. */
  #delay: number
  #byHand: boolean
  /** Steps that were asked for and not taken yet. */
  #steps = 0
  #wake: (() => void) | undefined

  constructor(delay: number, byHand: boolean) {
    this.#delay = delay
    this.#byHand = byHand
  }

  /** It waits for a step after each read. */
  get byHand(): boolean {
    return this.#byHand
  }

  /** Holds for the sleep that is going on too. */
  set delay(ms: number) {
    this.#delay = ms
    this.#wake?.()
  }

  /** One read more, and then no other before the next step. */
  step(): void {
    this.#byHand = true
    this.#steps++
    this.#wake?.()
  }

  /** No more steps by hand. */
  release(): void {
    this.#byHand = false
    this.#steps = 0
    this.#wake?.()
  }

  readonly gate: Gate = (_bytes, _total, signal) => (this.#byHand || this.#delay > 0 ? this.#wait(signal) : undefined)

  async #wait(signal: AbortSignal): Promise<void> {
    const began = performance.now()
    while (!signal.aborted) {
      const left = this.#byHand ? Infinity : began + this.#delay - performance.now()
      if (this.#byHand ? this.#steps > 0 : left <= 0) break
      await this.#change(left, signal)
    }
    if (this.#byHand) this.#steps--
  }

  // Until something is set, or for so many ms.
  #change(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        this.#wake = undefined
        resolve()
      }
      const timer = ms === Infinity ? undefined : setTimeout(done, Math.max(1, ms))
      signal.addEventListener('abort', done)
      this.#wake = done
    })
  }
}
