// What the page looks at: one run, live or recorded, and the place in it.

import type { Read, Reads, TraceEvent } from '../../trace/event.ts'
import { Attribution } from '../../verdict/judge.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { follow } from './client.ts'
import type { RunTold } from './client.ts'
import { momentAt } from './moment.ts'
import type { Moment } from './moment.ts'
import { runName } from './sentence.ts'
import { Timeline } from './timeline.ts'

/** A run that is silent is not drawn on past its last event for longer than this, ms. */
const AHEAD = 2000

/** A time axis is at least so long, ms. */
export const SHORTEST = 10

/** A run that was looked at to its end. */
export interface Seen {
  name: string
  line: Timeline
  verdict: Verdict | undefined
}

/** So many are kept to be compared. */
const KEPT = 20

export class Session {
  readonly seen: Seen[] = []
  line = new Timeline()
  /** Of the lab; undefined for a trace from a file. */
  run: RunTold | undefined
  events: TraceEvent[] = []
  reads: (Read | Reads)[] = []
  verdict: Verdict | undefined
  byHand = false
  /** The place of a replay, ms; undefined is the end. */
  place: number | undefined
  playing = false
  #name: string | undefined
  #attribution = new Attribution()
  #following: AbortController | undefined
  /** The page's clock at the trace's 0. */
  #zero = 0
  #played = 0
  readonly #changed: () => void
  readonly #lost: (error: Error) => void

  /** @param changed there is something new to draw */
  constructor(changed: () => void, lost: (error: Error) => void) {
    this.#changed = changed
    this.#lost = lost
  }

  /** Looks at a run of the lab from its beginning. @param name tells it from others, instead of what it is */
  watch(run: RunTold, byHand: boolean, name?: string): void {
    this.#begin()
    this.#name = name
    this.run = run
    this.byHand = byHand
    const going = (this.#following = new AbortController())
    follow(run.id, (events) => this.#see(events), going.signal).catch((error: Error) => {
      // What was told so far stays, as a trace without an end.
      this.run = undefined
      this.#lost(error)
    })
  }

  /** Looks at a trace that is whole. */
  open(events: TraceEvent[]): void {
    this.#begin()
    this.#see(events)
  }

  /** It goes on: there will be more to draw without anything being told. */
  get moving(): boolean {
    return this.playing || (this.run !== undefined && !this.line.over && this.place === undefined)
  }

  get running(): boolean {
    return this.run !== undefined && !this.line.over
  }

  /** It has no end, and nobody tells how it goes on. */
  get cut(): boolean {
    return this.run === undefined && this.line.started !== undefined && !this.line.over
  }

  moment(): Moment {
    return momentAt(this.line, this.place ?? this.now())
  }

  /** The end of the trace, or where it must be by now. */
  now(): number {
    const { line } = this
    return line.over || !this.running
      ? line.end
      : Math.min(Math.max(line.end, performance.now() - this.#zero), line.end + AHEAD)
  }

  /** The end of the time axis, ms: of a run that goes on at least a second, so that it does not race at first. */
  get axis(): number {
    return Math.max(this.line.over ? SHORTEST : 1000, this.now())
  }

  /** @param at ms; at the end and beyond it is live again */
  seek(at: number | undefined): void {
    this.place = at === undefined || at >= this.now() ? undefined : Math.max(0, at)
    if (this.place === undefined) this.playing = false
    this.#changed()
  }

  /** One read back or on. */
  stepReads(by: 1 | -1): void {
    const { at } = this.line.reads
    const here = at.last(this.place ?? this.now())
    const onIt = at.get(here) === this.place
    const next = by > 0 ? here + 1 : onIt ? here - 1 : here
    this.playing = false
    this.seek(next >= at.length ? undefined : at.get(Math.max(0, next)))
  }

  /** Plays from the place, or from the beginning, at the speed of the run; or holds. */
  togglePlay(): void {
    this.playing = !this.playing
    this.#played = performance.now()
    if (this.playing && this.place === undefined) this.place = 0
    this.#changed()
  }

  /** A frame goes by. */
  tick(): void {
    if (!this.playing || this.place === undefined) return
    const now = performance.now()
    const next = this.place + now - this.#played
    this.#played = now
    this.seek(next)
  }

  #begin(): void {
    this.#following?.abort()
    this.#following = undefined
    this.line = new Timeline()
    this.#attribution = new Attribution()
    this.events = []
    this.reads = []
    this.verdict = this.run = this.place = this.#name = undefined
    this.playing = this.byHand = false
    this.#zero = Infinity
    this.#changed()
  }

  #see(events: TraceEvent[]): void {
    for (const event of events) {
      this.line.see(event)
      this.#attribution.see(event)
      this.events.push(event)
      if (event.type === 'read' || event.type === 'reads') this.reads.push(event)
    }
    this.#zero = Math.min(this.#zero, performance.now() - this.line.end)
    if (this.line.over) {
      this.verdict = this.#attribution.verdict()
      this.seen.push({
        name: this.#name ?? runName(this.seen.length + 1, this.line),
        line: this.line,
        verdict: this.verdict,
      })
      if (this.seen.length > KEPT) this.seen.shift()
    }
    this.#changed()
  }
}
