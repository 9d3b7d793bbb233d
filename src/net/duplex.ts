// A stream of ours as one of Node's, for what only speaks to those: TLS over a tunnel, the SOCKS library.

import { Duplex } from 'node:stream'
import type { Stream } from './stream.ts'

/** Pulls from `stream` only while somebody reads from it. */
export class StreamDuplex extends Duplex {
  readonly #stream: Stream
  #released = false

  constructor(stream: Stream) {
    super({ readableHighWaterMark: 0, allowHalfOpen: false })
    this.#stream = stream
  }

  /** From now on the stream is somebody else's: nothing is pulled any more, whoever reads here. */
  release(): void {
    this.#released = true
  }

  override _read(): void {
    if (this.#released) return
    this.#stream.recv().then(
      // Copied, as they are borrowed.
      (bytes) => this.push(bytes && Buffer.from(bytes)),
      (error: Error) => this.destroy(error),
    )
  }

  override _write(bytes: Uint8Array, _encoding: string, written: () => void): void {
    // Who cannot send any more may still have something to read, as TLS that answers the peer's good-bye. What went wrong
    // comes at the end of that.
    this.#stream.send(bytes).then(written, () => written())
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    if (!this.#released) this.#stream.close()
    destroyed(error)
  }
}
