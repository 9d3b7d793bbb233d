// TLS over a connection that is up already: through a proxy, or on a socket whose buffer was set before connecting.
//
// Node gives such a socket no `onread`, so it is read as a stream with the smallest high-water mark: at most one TLS
// record (16 KiB) is decrypted ahead of us. Straight connections have `onread` (see connect.ts), which is faster.

import type { TLSSocket } from 'node:tls'
import { receiveError } from './socket-errors.ts'
import { send, tlsFacts } from './socket-stream.ts'
import type { ConnectionFacts, Stream } from './stream.ts'

/** What the layer below contributes: its addresses, its descriptor, its end. */
export type Below = Pick<Stream, 'facts' | 'fd' | 'close'>

export class TlsOverStream implements Stream {
  recvSize: number
  readonly #socket: TLSSocket
  readonly #below: Below
  #received = 0
  #ended = false
  #failure: Error | undefined
  /** Decrypted, and larger than what was asked for. */
  #rest: Uint8Array | undefined
  #wake: (() => void) | undefined

  constructor(socket: TLSSocket, below: Below, recvSize: number) {
    this.#socket = socket
    this.#below = below
    this.recvSize = recvSize
    const woken = () => this.#wake?.()
    socket.on('readable', woken)
    socket.on('end', () => {
      this.#ended = true
      woken()
    })
    socket.on('error', (error) => {
      this.#failure ??= error
      woken()
    })
    socket.on('close', () => {
      this.#ended = true
      woken()
    })
  }

  get facts(): ConnectionFacts {
    return { ...this.#below.facts, tls: tlsFacts(this.#socket) }
  }

  get fd(): number | undefined {
    return this.#below.fd
  }

  async recv(): Promise<Uint8Array | null> {
    for (;;) {
      const bytes = this.#rest ?? (this.#socket.read() as Uint8Array | null)
      if (bytes) return this.#cut(bytes)
      if (this.#failure) throw receiveError(this.#failure, this.#received)
      if (this.#ended) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  send(bytes: Uint8Array): Promise<void> {
    return send(this.#socket, bytes)
  }

  close(why?: Error): void {
    this.#failure ??= why
    this.#ended = true
    this.#socket.destroy()
    this.#below.close()
    this.#wake?.()
  }

  #cut(bytes: Uint8Array): Uint8Array {
    this.#rest = bytes.length > this.recvSize ? bytes.subarray(this.recvSize) : undefined
    const read = this.#rest ? bytes.subarray(0, this.recvSize) : bytes
    this.#received += read.length
    return read
  }
}
