// The trace as tracks of a timeline: slices of time with a name, and counters. What both of Perfetto's forms are made of.

import type { TraceEvent, Watcher } from '../event.ts'

export type SliceTrack = 'phases' | 'program'

/** Counters, with what they are called. */
export const counters = {
  recvQueue: 'receive queue',
  queueMemory: 'queue memory',
  window: 'window',
  received: 'received',
  sent: 'sent by the server',
  unsent: "unsent in the server's kernel",
} as const

export type Counter = keyof typeof counters

/** Where a timeline is drawn. Times are ms since the trace began, never negative; a slice comes when it has ended. */
export interface TimelineSink {
  slice(track: SliceTrack, name: string, from: number, to: number): void
  counter(counter: Counter, at: number, bytes: number): void
}

/** Folds a trace into a timeline; `see` is a Watcher. Of several connections the first is drawn. */
export class Timeline {
  readonly #sink: TimelineSink
  readonly #values = new Map<Counter, number>()
  readonly #until: Record<SliceTrack, number> = { phases: 0, program: 0 }
  #at = 0
  /** When the phase that is going on began, and when we asked for the next read. */
  #ready = 0
  #requested: number | undefined
  #firstRead: number | undefined
  #asked = 0

  constructor(sink: TimelineSink) {
    this.#sink = sink
  }

  readonly see: Watcher = (event) => {
    if ((event.connection ?? 1) > 1) return
    this.#at = event.at
    switch (event.type) {
      case 'resolve':
        this.#took('phases', `resolve ${event.host}`, event)
        break
      case 'connect':
        if (!event.reused) this.#took('phases', `connect ${event.address}`, event)
        this.#ready = event.at
        break
      case 'tls':
        this.#took('phases', event.version, event)
        this.#ready = event.at
        break
      case 'request':
        this.#slice('phases', event.method, this.#ready, event.at)
        this.#requested = this.#asked = event.at
        break
      case 'read':
        this.#read(`read ${event.bytes}`, event.at, event.total)
        this.#asked = event.at
        break
      case 'reads':
        this.#read(`${event.count} reads`, event.at - event.took, event.total)
        this.#slice('program', `${event.count} reads`, event.at - event.took, event.at)
        this.#asked = event.at
        break
      case 'gate':
        this.#slice('program', 'sleep', event.at - event.waited, event.at)
        this.#asked = event.at
        break
      case 'disk':
        this.#took('program', 'write', event)
        this.#asked = event.at
        break
      case 'kernel':
        for (const name of ['recvQueue', 'queueMemory', 'window'] as const)
          if (event[name] !== undefined) this.#count(name, event.at, event[name])
        break
      case 'origin':
        this.#count('sent', event.at, event.sent)
        if (event.unsent !== undefined) this.#count('unsent', event.at, event.unsent)
        break
      case 'redirect':
      case 'retry':
      case 'complete':
      case 'failed':
        this.#ended(event)
        break
    }
  }

  /** Each counter's last value stands till the end. */
  end(): void {
    for (const [counter, bytes] of this.#values) this.#sink.counter(counter, this.#at, bytes)
  }

  #read(name: string, at: number, total: number): void {
    if (this.#firstRead === undefined) {
      this.#firstRead = at
      if (this.#requested !== undefined) this.#slice('phases', 'wait', this.#requested, at)
    }
    this.#slice('program', name, this.#asked, at)
    this.#count('received', at, total)
  }

  #ended(event: TraceEvent): void {
    if (this.#firstRead !== undefined) this.#slice('phases', 'receive', this.#firstRead, event.at)
    if (event.type === 'retry') this.#slice('phases', 'wait before the next try', event.at, event.at + event.wait)
    this.#firstRead = this.#requested = undefined
    this.#ready = event.at
  }

  #took(track: SliceTrack, name: string, { at, took }: { at: number; took: number }): void {
    this.#slice(track, name, at - took, at)
  }

  #slice(track: SliceTrack, name: string, from: number, to: number): void {
    // Slices of a track follow each other; clocks read twice may differ by a µs.
    const begin = Math.max(from, this.#until[track])
    this.#until[track] = Math.max(begin, to)
    this.#sink.slice(track, name, begin, this.#until[track])
  }

  #count(counter: Counter, at: number, bytes: number): void {
    if (this.#values.get(counter) === bytes) return
    this.#values.set(counter, bytes)
    this.#sink.counter(counter, Math.max(0, at), bytes)
  }
}
