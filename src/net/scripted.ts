// A stream that says what a test wrote down: no socket, no clock.

import type { ConnectionFacts, Stream } from './stream.ts'

/** A step of the script: bytes that arrive in one read (cut at recvSize), or the error that ends it. Its end is FIN. */
export type Step = Uint8Array | string | Error

/** A stream for tests. `sent` is what was sent to it, as latin1 text. */
export class ScriptedStream implements Stream {
  readonly facts: ConnectionFacts = { address: '192.0.2.1', port: 80, localAddress: '192.0.2.2', localPort: 40000 }
  readonly fd = undefined
  recvSize: number
  sent = ''
  closed = false
  readonly #steps: (Uint8Array | Error)[]

  constructor(steps: Step[], recvSize = 5120) {
    this.recvSize = recvSize
    this.#steps = steps.map((step) => (typeof step === 'string' ? Buffer.from(step, 'latin1') : step))
  }

  recv(): Promise<Uint8Array | null> {
    const step = this.#steps.shift()
    if (step === undefined || this.closed) return Promise.resolve(null)
    if (step instanceof Error) return Promise.reject(step)
    if (step.length > this.recvSize) this.#steps.unshift(step.subarray(this.recvSize))
    return Promise.resolve(step.slice(0, this.recvSize))
  }

  send(bytes: Uint8Array): Promise<void> {
    this.sent += Buffer.from(bytes).toString('latin1')
    return Promise.resolve()
  }

  close(): void {
    this.closed = true
  }
}
