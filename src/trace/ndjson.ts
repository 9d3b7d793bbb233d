// The trace as text: one event, one line of JSON. Written as it happens, so a crash leaves what was written; read back
// with every line held against the shapes of the events, so that whoever draws it need not doubt it.

import { SluiceError } from '../errors.ts'
import { Buckets } from './buckets.ts'
import type { TraceEvent, Watcher } from './event.ts'
import { problemOf } from './shapes.ts'

/** Makes lines of events; `see` is a Watcher. */
export class TraceWriter {
  readonly see: Watcher
  readonly #buckets: Buckets

  /** @param write is given whole lines */
  constructor(write: (lines: string) => void) {
    this.#buckets = new Buckets((event) => write(`${JSON.stringify(event)}\n`))
    this.see = this.#buckets.see
  }

  /** Writes what it still holds. */
  end(): void {
    this.#buckets.flush()
  }
}

/** Characters of a line at most: heads are 1 MiB at most, and JSON doubles some of their characters. */
const longest = 4 * 1024 * 1024

/**
 * Makes events of lines. What it does not know, types and fields, it passes over.
 *
 * Every method throws SluiceError bad-trace, with the line: not JSON, of another version, numbers that cannot be
 * (negative, or totals that fall, or time that runs backwards). A last line without its end was being written when the
 * writer died; it is left out, and `cut` says so.
 */
export class TraceReader {
  /** The trace ended in the middle of a line. */
  cut = false
  readonly #name: string
  readonly #watch: Watcher
  readonly #totals = new Map<number, number>()
  #rest = ''
  #line = 0
  #at = 0
  #began = false

  /** @param name for errors */
  constructor(name: string, watch: Watcher) {
    this.#name = name
    this.#watch = watch
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) this.#take(line)
    if (this.#rest.length > longest) this.#fail(`longer than ${longest} characters`, this.#line + 1)
  }

  /** There is no more. */
  end(): void {
    const rest = this.#rest
    this.#rest = ''
    if (isJson(rest)) this.#take(rest)
    else if (rest !== '') this.cut = true
    if (!this.#began) this.#fail(noTrace, 1)
  }

  #take(line: string): void {
    this.#line++
    if (line.trim() === '') return
    const event = parsed(line)
    if (event === undefined && !this.#began) return this.#fail(noTrace)
    if (event === undefined) return this.#fail(`not a JSON object: ${JSON.stringify(line.slice(0, 40))}`)
    if (!this.#began) this.#begin(event)
    const problem = problemOf(event)
    if (problem === 'unknown type') return
    if (problem !== undefined) return this.#fail(problem)
    this.#doubt(event as unknown as TraceEvent)
    this.#watch(event as unknown as TraceEvent)
  }

  #begin(event: Record<string, unknown>): void {
    if (event['type'] !== 'trace') this.#fail(noTrace)
    if (event['version'] !== 1)
      this.#fail(`a trace of version ${JSON.stringify(event['version'])}; this sluice reads version 1`)
    this.#began = true
  }

  /** What is of the right shape may lie all the same. */
  #doubt(event: TraceEvent): void {
    if (event.type === 'trace' && this.#line > 1 && this.#at > 0) this.#fail('a second trace begins here')
    if (event.at < this.#at) this.#fail(`time runs backwards: ${event.at} ms after ${this.#at} ms`)
    this.#at = event.at
    const connection = event.connection ?? 1
    if (event.type === 'request') this.#totals.delete(connection)
    if (event.type !== 'read' && event.type !== 'reads') return
    const before = this.#totals.get(connection) ?? 0
    if (event.total < before + event.bytes)
      this.#fail(`the total is ${event.total} after ${before} and ${event.bytes} more`)
    this.#totals.set(connection, event.total)
  }

  #fail(problem: string, line = Math.max(1, this.#line)): never {
    throw new SluiceError('bad-trace', { path: this.#name, line, problem })
  }
}

const noTrace = 'not a trace: what --trace writes as .ndjson begins with a line of type "trace"'

const isJson = (text: string) => text !== '' && parsed(text) !== undefined

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
