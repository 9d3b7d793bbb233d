// One connection: requests in, replies out, at the pace of the behaviour of the moment.

import type { Socket } from 'node:net'
import { answer, isSystemError, type Answer, type House } from './answer.ts'
import { RequestReader, type BadRequest, type Request } from './request-reader.ts'
import type { SendSide } from './send-side.ts'
import { advance, nextStep, type Progress } from './tempo.ts'
import { WireBytes } from './wire.ts'

/** What became of one request. */
export interface Outcome {
  /** Undefined where it could not be read. */
  request: Request | undefined
  /** Undefined where the reply was not made by us. */
  status: number | undefined
  /** Bytes of the reply, head included, that the kernel took. */
  sent: number
  /** Ms from the request's last byte to the reply's. */
  took: number
  /** Ms of that in which the kernel would not take more. */
  blocked: number
  /** `gone`: the client closed the connection first, or the content could not be read on. */
  ended: 'complete' | 'cut' | 'reset' | 'gone'
}

/** A client that sends more than this while it is being answered has to wait. */
const MOST_WAITING = 1 << 20

export class Conversation {
  readonly #side: SendSide
  readonly #house: House
  readonly #log: (outcome: Outcome) => void
  readonly #reader = new RequestReader()
  readonly #socket: Socket
  #peerClosed = false
  #wake: (() => void) | undefined

  constructor(side: SendSide, house: House, log: (outcome: Outcome) => void) {
    this.#side = side
    this.#house = house
    this.#log = log
    this.#socket = side.socket
    this.#socket.on('data', (bytes: Buffer) => {
      this.#reader.feed(bytes)
      if (this.#reader.waiting > MOST_WAITING) this.#socket.pause()
      this.wake()
    })
    this.#socket.on('end', () => {
      this.#peerClosed = true
      this.wake()
    })
    this.#socket.on('close', () => this.wake())
    // What went wrong with the connection ends a write, or is nobody's loss.
    this.#socket.on('error', () => {})
  }

  /** Something changed: whoever waits looks again. */
  wake(): void {
    this.#wake?.()
  }

  /** Resolves when the last reply is sent and our side is closed. */
  async run(): Promise<void> {
    for (let request; (request = await this.#request());) {
      if (!(await this.#converse(request))) return
    }
    this.#socket.end()
  }

  async #request(): Promise<Request | BadRequest | undefined> {
    for (;;) {
      const request = this.#reader.take()
      if (request) return request
      if (this.#peerClosed || this.#socket.destroyed) return undefined
      this.#socket.resume()
      await this.#pause()
    }
  }

  // True: the connection goes on.
  async #converse(asked: Request | BadRequest): Promise<boolean> {
    const began = performance.now()
    const { blocked } = this.#side
    const reply = await answer(asked, this.#house)
    const progress: Progress = { offset: 0, headSize: reply.wire.head.length, since: began, last: 0 }
    const ended = await this.#send(reply, progress)
    await reply.wire.body?.close()
    if (ended === 'reset') await this.#side.acknowledged()
    this.#log({
      request: 'problem' in asked ? undefined : asked,
      status: reply.wire.status,
      sent: progress.offset,
      took: performance.now() - began,
      blocked: this.#side.blocked - blocked,
      ended,
    })
    if (ended === 'complete' && !reply.wire.closes) return true
    if (ended === 'gone') this.#socket.destroy()
    else if (ended === 'reset') this.#side.raw.resetAndDestroy()
    else this.#socket.end()
    return false
  }

  async #send({ wire, behaviour }: Answer, progress: Progress): Promise<Outcome['ended']> {
    const bytes = new WireBytes(wire)
    while (!this.#socket.destroyed) {
      try {
        const more = await bytes.more()
        // From here to the pause nothing is awaited, or a change of behaviour could go by unseen.
        const now = behaviour()
        const step = nextStep(now, progress)
        if (step === 'cut' || step === 'reset') return step
        if (!more) return 'complete'
        this.#side.setKernel(now)
        const wait = step.due - performance.now()
        if (wait > 0) {
          await this.#pause(wait)
        } else {
          const piece = await bytes.take(step.size)
          await this.#side.write(piece)
          advance(progress, piece.length, step.due, performance.now())
        }
      } catch (error) {
        if (!isSystemError(error)) throw error
        return 'gone'
      }
    }
    return 'gone'
  }

  // Until `wake`, or for so many ms.
  #pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.wake(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
    })
  }
}
