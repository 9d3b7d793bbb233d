// The book's transcript: one line a read, then the header. What urljpeg.py prints.

import type { HeadReceived, TraceEvent } from '../trace/event.ts'
import { safe } from './safe.ts'

/** A Watcher that prints `bytes total` a read, and at the end the header; both count every byte on the wire. */
export class Transcript {
  readonly #print: (text: string) => void
  #head: HeadReceived | undefined

  constructor(print: (text: string) => void) {
    this.#print = print
  }

  readonly see = (event: TraceEvent): void => {
    if (event.type === 'request') this.#head = undefined
    if (event.type === 'read') this.#print(`${event.bytes} ${event.total}\n`)
    if (event.type === 'head') this.#head = event
    if (event.type === 'redirect' || event.type === 'retry' || event.type === 'complete' || event.type === 'failed')
      this.#finish()
  }

  #finish(): void {
    if (this.#head) this.#print(headerLines(this.#head))
    this.#head = undefined
  }
}

/** `Header length N` and the header as received. */
export function headerLines({ offset, text }: { offset: number; text: string }): string {
  return `Header length ${offset}\n${safe(text.replaceAll('\r\n', '\n'))}\n`
}

/** A transcript for people: its first and last lines, the number of those between. */
export class ElidedTranscript {
  readonly #print: (text: string) => void
  readonly #keep: number
  readonly #rewrites: boolean
  readonly #last: string[] = []
  #count = 0

  /**
   * @param keep lines shown at each end
   * @param rewrites the output is a terminal: the number between is shown while it grows
   */
  constructor(print: (text: string) => void, keep: number, rewrites: boolean) {
    this.#print = print
    this.#keep = keep
    this.#rewrites = rewrites
  }

  readonly see = (event: TraceEvent): void => {
    if (event.type !== 'read') return
    this.#count++
    const line = `${event.bytes} ${event.total}`
    if (this.#count <= this.#keep) return this.#print(`${line}\n`)
    this.#last.push(line)
    if (this.#last.length > this.#keep) this.#last.shift()
    if (this.#rewrites) this.#print(`\r${line}   read ${this.#count} \x1b[K`)
  }

  /** Prints what is still to be printed. */
  end(): void {
    const between = this.#count - this.#keep - this.#last.length
    if (this.#rewrites) this.#print('\r\x1b[K')
    if (between > 0) this.#print(`… ${between} more reads …\n`)
    for (const line of this.#last) this.#print(`${line}\n`)
  }
}
