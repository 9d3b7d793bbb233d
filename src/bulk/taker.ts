// The contract of who takes the answers of a lane.

import type { SluiceError } from '../errors.ts'
import type { ResponseHead } from '../http/response-parser.ts'

/** What one request came to, besides its content. Times are ms. */
export interface Times {
  /** From the request's wish to its first byte out: the connection, where one had to be made. */
  connect: number
  /** From the request to the first byte of the answer. */
  wait: number
  /** From there to the last. */
  receive: number
  /** recv(2) calls that returned something. */
  reads: number
  /**
   * Bytes of the largest of them. Of plain TCP that is what lay in the receive queue, where it is less than the 256 KiB that
   * are asked for; of TLS no more than a record.
   */
  largest: number
  /** Bytes received, head and framing included. */
  received: number
}

/** Takes one answer, within the calls. */
export interface Taker {
  /** The head that counts. False: the body is not wanted, and the connection not worth more than it. */
  head(head: ResponseHead): boolean
  /** Content, the chunked coding removed. Borrowed for the call. */
  content(bytes: Uint8Array): void
  /** Once, at the end; the lane can be asked again. */
  end(error: SluiceError | undefined, times: Times): void
}
