// A client for tests: bytes out, bytes in, nothing understood.

import { Socket } from 'node:net'

/** What came back, and how the connection ended. */
export interface Exchange {
  bytes: Buffer
  /** 'FIN', or the error code: 'ECONNRESET'. */
  ended: string
}

/** Sends `text` and takes everything until the connection ends. */
export async function exchange(port: number, text: string | Uint8Array): Promise<Exchange> {
  const client = new RawClient(port)
  client.send(text)
  return client.ended()
}

/** A connection that is looked at while it goes on. */
export class RawClient {
  readonly socket: Socket
  #received: Buffer[] = []
  #length = 0
  #ended: string | undefined
  #look: () => void = () => {}

  /** @param fd a socket that was made with wishes of its own; Node's otherwise */
  constructor(port: number, fd?: number) {
    this.socket = new Socket({ ...(fd === undefined ? {} : { fd }), allowHalfOpen: true })
    this.socket.connect({ port, host: '127.0.0.1' })
    this.socket.on('data', (bytes: Buffer) => {
      this.#received.push(bytes)
      this.#length += bytes.length
      this.#look()
    })
    this.socket.on('end', () => this.#end('FIN'))
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? error.message))
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#received)
  }

  send(text: string | Uint8Array): void {
    this.socket.write(text)
  }

  /** Resolves when at least so many bytes have come in all. */
  async received(length: number): Promise<Buffer> {
    while (this.#length < length) {
      if (this.#ended) throw new Error(`${this.#ended} after ${this.#length} bytes, before ${length}`)
      await this.#change()
    }
    return this.bytes
  }

  async ended(): Promise<Exchange> {
    while (!this.#ended) await this.#change()
    this.socket.destroy()
    return { bytes: this.bytes, ended: this.#ended }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#look = resolve
    })
  }

  #end(how: string): void {
    this.#ended ??= how
    this.#look()
  }
}
