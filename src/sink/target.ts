// The contract of where a retrieval's content goes, over all its tries: what is here already, and where the rest goes.

import type { ResponseHead } from '../http/response-parser.ts'
import type { Validators } from '../http/validators.ts'
import type { Interval, Segments } from './segments.ts'
import type { Sink } from './sink.ts'

/** Content that is here already from an earlier try. */
export interface Held {
  /** How many bytes, from the beginning. */
  bytes: number
  /** Of which so many at the end are to be asked for again and compared. */
  overlap: number
  /** Of what it is the beginning, as far as known. */
  validators: Validators
  /** What is missing beyond, where it was filled in several places at once. */
  missing?: Interval[]
  /** Size of the whole, bytes, where the server said it. */
  total?: number
  /** Where it lies, for sentences. */
  path: string
}

/** What a target is told before content comes. */
export interface Reply {
  /** Where the content came from at last, redirects followed. */
  url: URL
  head: ResponseHead
  /** Offset in the content of the first byte that will come: more than 0 when it goes on from what is held. */
  from: number
  /** Size of the whole content, bytes, where it is known. */
  total: number | undefined
}

/** Makers: `memory`, `stdout`, `file`. */
export interface Target {
  /**
   * Asked with the URL that was asked for, before each try that can be gone on from: of what else comes, nothing is kept for
   * later. `undefined`: begin at 0.
   */
  held(url: URL): Promise<Held | undefined>
  /** The head has come. Throws SluiceError exists, write-failed. */
  open(reply: Reply): Promise<Sink>
  /** As `open`, for several connections at once; absent where content can only be taken in order. */
  segments?: (reply: Reply) => Promise<Segments>
  /** What is held was found to be all there is: put it in place. */
  complete(): Promise<void>
  /** What is held is of no use: begin at 0. Throws SluiceError cannot-resume where that is not possible. */
  forget(): Promise<void>
  /** The try failed before or after `open`: keep what is held for the next one. */
  abandon(): Promise<void>
  /** Facts for the result, once known. */
  readonly kept: Kept
}

/** What became of the content. */
export interface Kept {
  /** The final name; absent where there is none. */
  path?: string
  /** Bytes under it, or in the part. */
  bytes?: number
  /** Where an incomplete content is kept, and how much. */
  part?: string
  /** The offset that an earlier try's content was gone on from. */
  resumedFrom?: number
  /** A part of something else that has the part's usual name, and stays. */
  other?: { part: string; url: string }
}

/** A target that holds nothing: every try opens a sink. */
export function toSink(open: (reply: Reply) => Sink | Promise<Sink>): Target {
  return {
    held: () => Promise.resolve(undefined),
    open: (reply) => Promise.resolve(open(reply)),
    complete: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
    kept: {},
  }
}
