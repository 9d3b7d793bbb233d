// Who asks the kernel during a retrieval, and how often: enough for the verdict, too seldom to slow anything down.
//
// - once when the connection is up, for the round trip of its handshake
// - after a read, unless the last sample is younger than the kernel's interval (2 ms); always after a wait of ours, to
//   know what that read left behind
// - that long after a read that was not sampled, so that what came last before a silence is known
// - every 5 ms while we do not ask (a gate is shut, the disk is busy), and when that ends; only changes are told, so
//   what changed between two samples did so in the last 5 ms before the second

import type { Trace } from '../../trace/trace.ts'
import type { Read } from '../../trace/event.ts'
import { kernelOf, type Kernel, type KernelNumbers } from './kernel.ts'

/** Milliseconds between two samples while nobody reads. */
const WHILE_SHUT = 5

/** What a read's own line in the trace says of the kernel. */
export type AfterRead = Pick<Read, 'recvQueue' | 'window' | 'queueMemory'>

/** Samples one connection into a trace. Where the kernel tells nothing it does nothing. */
export class KernelWatch {
  readonly #kernel: Kernel | undefined
  readonly #trace: Trace
  #sampled = -Infinity
  #last: KernelNumbers = {}
  #timer: NodeJS.Timeout | undefined

  /** @param fd of a stream that is connected; takes the first sample */
  constructor(fd: number | undefined, trace: Trace) {
    this.#kernel = kernelOf(fd)
    this.#trace = trace
    this.#sample()
  }

  /** Call it after each recv; what it returns belongs into the `read` event, which follows the `kernel` event. */
  afterRead(): AfterRead {
    if (!this.#kernel) return {}
    if (!this.#due()) {
      this.#timer ??= setTimeout(() => this.#sample(), this.#kernel.interval)
      return {}
    }
    this.#sample()
    const { recvQueue, window, queueMemory } = this.#last
    return {
      ...(recvQueue === undefined ? {} : { recvQueue }),
      ...(window === undefined ? {} : { window }),
      ...(queueMemory === undefined ? {} : { queueMemory }),
    }
  }

  /** Put it round everything that keeps us from asking: a gate, a sink that is not ready. */
  async during<T>(wait: Promise<T>): Promise<T> {
    const kernel = this.#kernel
    const ticker = kernel && setInterval(() => this.#sample(), Math.max(WHILE_SHUT, kernel.interval))
    try {
      return await wait
    } finally {
      clearInterval(ticker)
      if (this.#due()) this.#sample()
      this.#sampled = -Infinity
    }
  }

  /** The last sample, before the stream is closed. */
  stop(): void {
    this.#sample()
    clearTimeout(this.#timer)
  }

  #due(): boolean {
    return this.#kernel !== undefined && this.#trace.at - this.#sampled >= this.#kernel.interval
  }

  #sample(): void {
    if (!this.#kernel) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const numbers = this.#kernel.sample()
    this.#sampled = this.#trace.at
    const before = this.#last
    this.#last = numbers
    if (same(before, numbers)) return
    this.#trace.tell({ type: 'kernel', ...numbers })
    if (numbers.window === undefined) return
    if (numbers.window === 0 && before.window !== 0) this.#trace.tell({ type: 'window', state: 'zero', window: 0 })
    if (numbers.window > 0 && before.window === 0) {
      this.#trace.tell({ type: 'window', state: 'open', window: numbers.window })
    }
  }
}

function same(a: KernelNumbers, b: KernelNumbers): boolean {
  for (const key in b) if (a[key as keyof KernelNumbers] !== b[key as keyof KernelNumbers]) return false
  return true
}
