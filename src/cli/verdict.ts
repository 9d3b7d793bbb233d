// The verdict of a retrieval on the command line. It is loaded when a retrieval lasts: a quick one pays nothing for it.

import type { TraceEvent, Watcher } from '../trace/event.ts'
import type { Attribution } from '../verdict/judge.ts'
import type { Done, Share, Verdict } from '../verdict/verdict.ts'
import type { RetrievingFlags } from './retrieval.ts'

/** A retrieval that is over sooner, ms, is not asked what limited it unless somebody wants to know. */
export const lasting = 1000

/** What was asked for that bears on the verdict's hint; it goes into the trace's first line too. */
export function doneBy(values: RetrievingFlags): Done {
  return {
    delay: values.delay,
    limitRate: values['limit-rate'],
    receiveBuffer: values.rcvbuf || undefined,
    connections: values.connections,
  }
}

/** Keeps the events until the judge is there, then hands them on. */
export class LateVerdict {
  readonly #done: Done
  #kept: TraceEvent[] = []
  #attribution: Attribution | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(done: Done) {
    this.#done = done
    this.#timer = setTimeout(() => void this.#load(), lasting / 2)
    this.#timer.unref()
  }

  readonly see: Watcher = (event) => {
    if (this.#attribution) this.#attribution.see(event)
    else this.#kept.push(event)
  }

  /** What the last stretch of time went on, where the judge is there already. */
  get now(): Share | undefined {
    return this.#attribution?.verdict().intervals.at(-1)?.by
  }

  /** What limited it, so far. */
  async verdict(): Promise<Verdict> {
    return (await this.#load()).verdict()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  async #load(): Promise<Attribution> {
    const judge = await import('../verdict/judge.ts')
    if (!this.#attribution) {
      this.#attribution = new judge.Attribution(this.#done)
      for (const event of this.#kept) this.#attribution.see(event)
      this.#kept = []
    }
    return this.#attribution
  }
}
