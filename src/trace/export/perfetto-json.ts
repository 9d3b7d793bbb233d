// The trace in Perfetto's older form, JSON ("Trace Event Format"), which chrome://tracing and speedscope read too.

import type { Watcher } from '../event.ts'
import { counters, Timeline } from './timeline.ts'
import type { Counter, SliceTrack, TimelineSink } from './timeline.ts'

const threads: Record<SliceTrack, { tid: number; name: string }> = {
  phases: { tid: 1, name: 'HTTP' },
  program: { tid: 2, name: 'program' },
}

/** Writes one event a line, as things end; `see` is a Watcher. */
export class PerfettoJsonWriter implements TimelineSink {
  readonly see: Watcher
  readonly #write: (text: string) => void
  readonly #timeline = new Timeline(this)
  #lines = 0

  constructor(write: (text: string) => void) {
    this.#write = write
    this.see = (event, bytes) => {
      if (event.type === 'trace') this.#describe(event.url)
      this.#timeline.see(event, bytes)
    }
  }

  end(): void {
    this.#timeline.end()
    this.#write(this.#lines === 0 ? '{"traceEvents":[]}\n' : '\n],"displayTimeUnit":"ms"}\n')
  }

  slice(track: SliceTrack, name: string, from: number, to: number): void {
    this.#event({
      ph: 'X',
      name,
      cat: track,
      tid: threads[track].tid,
      ts: micros(from),
      dur: micros(to) - micros(from),
    })
  }

  /** One key an event: several in one would be stacked. */
  counter(counter: Counter, at: number, bytes: number): void {
    this.#event({ ph: 'C', name: counters[counter], ts: micros(at), args: { bytes } })
  }

  #describe(url: string): void {
    this.#event({ ph: 'M', name: 'process_name', args: { name: `sluice ${url}` } })
    for (const { tid, name } of Object.values(threads))
      this.#event({ ph: 'M', name: 'thread_name', tid, args: { name } })
  }

  #event(event: Record<string, unknown>): void {
    this.#write(`${this.#lines++ === 0 ? '{"traceEvents":[\n' : ',\n'}${JSON.stringify({ pid: 1, ...event })}`)
  }
}

const micros = (ms: number) => Math.round(ms * 1000)
