// The origin's side of one connection: its writes, timed, and what its kernel says of them.

import { setImmediate as afterOthers, setTimeout as sleep } from 'node:timers/promises'
import type { Socket } from 'node:net'
import type { OriginSample } from '../trace/event.ts'
import { setPacing, setSendBuffer } from '../net/kernel/socket.ts'
import { descriptorOf } from '../net/socket-stream.ts'
import type { Behaviour } from './behaviour.ts'
import { outstanding, senderFacts, type SenderFacts } from './sender-kernel.ts'

/** A sample without its time, which whoever writes the trace gives it. `connection` numbers the origin's connections. */
export type SendSample = Omit<OriginSample, 'at'> & { connection: number }

/** Sees the samples of all connections; `peerPort` tells which client's connection it is. */
export type SendWatcher = (sample: SendSample, peerPort: number | undefined) => void

/** Between two looks at the kernel, ms. A look costs about 2 µs, and only what changed is told. */
const EVERY = 2

/** Between two samples in which only times grew, ms. */
const CLOCKS_EVERY = 100

/** The other connections get their turn after so many bytes that the kernel took at once. */
const TURN = 1 << 20

export class SendSide {
  readonly socket: Socket
  /** The TCP socket below; `socket` itself unless that is TLS. */
  readonly raw: Socket
  readonly #connection: number
  #written = 0
  #sent = 0
  #blocked = 0
  #blockedSince: number | undefined
  #turn = 0
  #sendBuffer: number | undefined
  #line: number | undefined
  #kernel: SenderFacts | undefined

  constructor(socket: Socket, raw: Socket, connection: number) {
    this.socket = socket
    this.raw = raw
    this.#connection = connection
  }

  /** Resolves when the kernel has taken them all. One call at a time. */
  async write(bytes: Uint8Array): Promise<void> {
    const began = performance.now()
    const taken = new Promise<void>((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
    this.#written += bytes.length
    const atOnce = this.socket.writableLength === 0
    if (!atOnce) this.#blockedSince = began
    await taken
    this.#sent = this.#written
    if (this.#blockedSince !== undefined) this.#blocked += performance.now() - this.#blockedSince
    this.#blockedSince = undefined
    this.#turn = atOnce ? this.#turn + bytes.length : 0
    if (this.#turn >= TURN) {
      this.#turn = 0
      await afterOthers()
    }
  }

  /** Sets the kernel's send buffer and pace, where they are others than before. */
  setKernel({ sndbuf = this.#sendBuffer, line }: Behaviour): void {
    const fd = descriptorOf(this.raw)
    if (fd === undefined) return
    if (sndbuf !== undefined && sndbuf !== this.#sendBuffer) setSendBuffer(fd, sndbuf)
    if (line !== this.#line) setPacing(fd, line)
    this.#sendBuffer = sndbuf
    this.#line = line
  }

  /** Resolves when the peer has acknowledged all that was written; without the kernel's word for it, after 50 ms. */
  async acknowledged(): Promise<void> {
    for (;;) {
      const fd = descriptorOf(this.raw)
      const left = fd === undefined ? 0 : outstanding(fd)
      if (left === 0) return
      await sleep(left === undefined ? 50 : EVERY)
      if (left === undefined) return
    }
  }

  /** Ms in which a write stood because the kernel would not take it, the one that stands now included. */
  get blocked(): number {
    const standing = this.#blockedSince === undefined ? 0 : performance.now() - this.#blockedSince
    return Math.round((this.#blocked + standing) * 1000) / 1000
  }

  /** Of content over TLS, `sent` counts what was given to TLS, and the kernel counts what TLS made of it. */
  sample(): SendSample {
    const fd = descriptorOf(this.raw)
    if (fd !== undefined) {
      this.#kernel = { ...this.#kernel, ...senderFacts(fd) }
      // What libuv still holds is not sent.
      const { writeQueueSize = 0 } = (this.raw as Socket & { _handle?: { writeQueueSize?: number } })._handle ?? {}
      this.#sent = Math.max(this.#sent, this.#written - writeQueueSize)
    }
    const sample: SendSample = {
      type: 'origin',
      connection: this.#connection,
      sent: this.#sent,
      blocked: this.blocked,
      ...this.#kernel,
    }
    // The FIN is acknowledged as one byte.
    if (sample.acked !== undefined && this.raw === this.socket) sample.acked = Math.min(sample.acked, this.#written)
    return sample
  }

  /** Tells every change until the connection is closed; while only the clocks run, ten times a second. */
  watch(watcher: SendWatcher): void {
    const port = this.raw.remotePort
    let told = ''
    let clocks = ''
    let toldAt = 0
    const look = () => {
      const sample = this.sample()
      const { blocked, busy, rwndLimited, sndbufLimited, ...rest } = sample
      const now = JSON.stringify([rest, this.#blockedSince === undefined])
      const running = JSON.stringify([blocked, busy, rwndLimited, sndbufLimited])
      const since = performance.now() - toldAt
      if (now === told && (running === clocks || since < CLOCKS_EVERY)) return
      told = now
      clocks = running
      toldAt += since
      watcher(sample, port)
    }
    const timer = setInterval(look, EVERY)
    this.raw.once('close', () => {
      clearInterval(timer)
      toldAt = 0
      look()
    })
  }
}
