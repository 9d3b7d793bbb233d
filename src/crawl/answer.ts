// One request of a visit, and all of its answer.

import type { SluiceError } from '../errors.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { Body } from '../bulk/body.ts'
import type { Lane } from '../bulk/lane.ts'
import type { Taker, Times } from '../bulk/taker.ts'

export interface Answer {
  head: ResponseHead | undefined
  body: Body
  error: SluiceError | undefined
  /** Why it was not read to its end. */
  refusal: { state: 'failed' | 'robots'; why: string } | undefined
  times: Times
  /** When it was asked for, ms since 1970. */
  at: number
}

export interface AskOptions {
  /** Of a large body, while it arrives. */
  part: string
  maxBytes: number
  /** Why a head says that its body is not for us. */
  refuses: (head: ResponseHead) => string | undefined
}

/**
 * Asks, one request at a time.
 *
 * @param over is told how it ended, within the call that brought the end: until that returns, the body is borrowed
 */
export function ask(lane: Lane, request: string, options: AskOptions, over: (answer: Answer) => void): void {
  lane.ask(request, new Asked(lane, options, over))
}

class Asked implements Taker {
  readonly #lane: Lane
  readonly #options: AskOptions
  readonly #over: (answer: Answer) => void
  readonly #at = Date.now()
  readonly #body: Body
  #head: ResponseHead | undefined
  /** Of the body, as the head says it. */
  #length: number | undefined
  #refusal: Answer['refusal']

  constructor(lane: Lane, options: AskOptions, over: (answer: Answer) => void) {
    this.#lane = lane
    this.#options = options
    this.#over = over
    this.#body = new Body(options.part)
  }

  head(head: ResponseHead): boolean {
    this.#head = head
    this.#length = head.framing.type === 'length' ? head.framing.length : undefined
    const why = this.#options.refuses(head)
    if (why !== undefined) this.#refusal = { state: 'robots', why }
    else if (this.#length !== undefined && this.#length > this.#options.maxBytes) this.#tooLarge(this.#length)
    return this.#refusal === undefined
  }

  content(bytes: Uint8Array): void {
    this.#body.add(bytes, this.#length)
    if (this.#body.size <= this.#options.maxBytes) return
    this.#tooLarge(this.#body.size)
    this.#lane.close()
  }

  end(failure: SluiceError | undefined, times: Times): void {
    const refusal = this.#refusal
    const error = refusal ? undefined : failure
    this.#over({ head: this.#head, body: this.#body, error, refusal, times, at: this.#at })
  }

  #tooLarge(size: number): void {
    const why = `too-large: more than --max-filesize ${this.#options.maxBytes}: ${size} bytes`
    this.#refusal = { state: 'failed', why }
  }
}
