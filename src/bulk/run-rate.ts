// The rate of a whole run: what all its connections receive together.

import { rate } from '../net/gate.ts'
import type { Gate } from '../net/gate.ts'

export class RunRate {
  /** Connections that are not read for now. */
  held = 0
  /** Bytes of one recv(2) at most: a hundredth of a second's, so that many connections have their turn. */
  readonly recvSize: number
  readonly #gate: Gate
  #total = 0

  constructor(bytesPerSecond: number) {
    this.#gate = rate(bytesPerSecond)
    this.recvSize = Math.max(4096, Math.floor(bytesPerSecond / 100))
  }

  /** After a read: resolves when its connection may be read on. Undefined: at once. @param signal ends the wait */
  after(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    const wait = this.#gate(bytes, (this.#total += bytes), signal)
    if (!wait) return undefined
    this.held++
    return wait.then(() => void this.held--)
  }
}
