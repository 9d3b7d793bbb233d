// The trace for Perfetto (ui.perfetto.dev), as protobuf: `.pftrace`.
//
// Field numbers are those of perfetto/trace/trace_packet.proto and track_event/*.proto. A file is a row of packets, so
// what a crash leaves can be opened.

import type { Watcher } from '../event.ts'
import { counters, Timeline } from './timeline.ts'
import type { Counter, SliceTrack, TimelineSink } from './timeline.ts'
import { concat } from './packets.ts'

const SEQUENCE = 1
const PROCESS_TRACK = 1
const PROCESS_ID = 1
const sliceTracks: Record<SliceTrack, { uuid: number; name: string }> = {
  phases: { uuid: 2, name: 'HTTP' },
  program: { uuid: 3, name: 'program' },
}
const counterTrack = (counter: Counter) => 10 + Object.keys(counters).indexOf(counter)

/** TrackEvent.Type, and CounterDescriptor.Unit. */
const [SLICE_BEGIN, SLICE_END, COUNTER] = [1, 2, 4]
const UNIT_SIZE_BYTES = 3

/** Writes packets as things end; `see` is a Watcher. */
export class PerfettoWriter implements TimelineSink {
  readonly see: Watcher
  readonly #write: (piece: Uint8Array) => void
  readonly #timeline = new Timeline(this)
  readonly #described = new Set<Counter>()

  constructor(write: (piece: Uint8Array) => void) {
    this.#write = write
    this.see = (event, bytes) => {
      if (event.type === 'trace') this.#describe(event.url)
      this.#timeline.see(event, bytes)
    }
  }

  end(): void {
    this.#timeline.end()
  }

  slice(track: SliceTrack, name: string, from: number, to: number): void {
    const { uuid } = sliceTracks[track]
    this.#event(from, [number(9, SLICE_BEGIN), number(11, uuid), text(23, name), text(22, track)])
    this.#event(to, [number(9, SLICE_END), number(11, uuid)])
  }

  counter(counter: Counter, at: number, bytes: number): void {
    const uuid = counterTrack(counter)
    if (!this.#described.has(counter)) {
      this.#described.add(counter)
      const unit = message(8, [number(3, UNIT_SIZE_BYTES)])
      this.#track([number(1, uuid), number(5, PROCESS_TRACK), text(2, counters[counter]), unit])
    }
    this.#event(at, [number(9, COUNTER), number(11, uuid), number(30, bytes)])
  }

  #describe(url: string): void {
    this.#track([number(1, PROCESS_TRACK), message(3, [number(1, PROCESS_ID), text(6, `sluice ${url}`)])])
    for (const { uuid, name } of Object.values(sliceTracks))
      this.#track([number(1, uuid), number(5, PROCESS_TRACK), text(2, name)])
  }

  #track(descriptor: Uint8Array[]): void {
    this.#packet([message(60, descriptor)])
  }

  #event(at: number, event: Uint8Array[]): void {
    this.#packet([number(8, Math.round(at * 1e6)), message(11, event)])
  }

  #packet(fields: Uint8Array[]): void {
    this.#write(message(1, [...fields, number(10, SEQUENCE)]))
  }
}

// https://protobuf.dev/programming-guides/encoding: a tag (field number, wire type), then a varint or a length and bytes.

function number(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8), ...varint(value)])
}

function text(field: number, value: string): Uint8Array {
  return delimited(field, new TextEncoder().encode(value))
}

function message(field: number, fields: Uint8Array[]): Uint8Array {
  return delimited(field, concat(fields))
}

function delimited(field: number, value: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value])
}

// Safe integers are wider than the 32 bits of shifts.
function varint(value: number): number[] {
  const groups: number[] = []
  let rest = value
  while (rest > 127) {
    groups.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...groups, rest]
}
