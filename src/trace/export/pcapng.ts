// The trace as packets, for Wireshark: rebuilt from what was seen at the socket, and marked as such.
//
// Bytes come from the server when the kernel says that they had arrived, cut at the segment's size; acknowledgements go
// out when the kernel's window or what had arrived changed. What happened on the wire between (losses, retransmissions,
// delayed acknowledgements) is not known here and not made up. Secrets in heads are written over with x.

import type { Watcher } from '../event.ts'
import { Flow } from './flow.ts'
import { fileHeader, packetBlock } from './packets.ts'

const comment = 'SYNTHETIC: rebuilt from socket-level observations'
const decrypted = `${comment}. The TLS layer is left out: this is the decrypted stream, as if on port 80`

/** Writes packets as they are known; `see` is a Watcher that wants the bytes of reads. */
export class PcapngWriter {
  readonly #write: (piece: Uint8Array) => void
  /** The one that is open, by connection. */
  readonly #flows = new Map<number, Flow>()
  #began = 0
  #tool = ''
  #headed = false

  constructor(write: (piece: Uint8Array) => void) {
    this.#write = write
  }

  readonly see: Watcher = (event, bytes) => {
    const connection = event.connection ?? 1
    if (event.type === 'trace') {
      this.#began = Date.parse(event.started) * 1000
      this.#tool = event.tool
    }
    if (event.type === 'connect' && !(event.reused && this.#flows.has(connection))) {
      this.#flows.get(connection)?.close(event.at - event.took)
      this.#flows.set(connection, new Flow(event, (packet, at) => this.#packet(packet, at)))
    }
    const flow = this.#flows.get(connection)
    if (event.type === 'request') this.#head(flow?.secure ?? false)
    flow?.see(event, bytes)
    if (event.type === 'complete' || event.type === 'failed') this.#close(event.at)
  }

  end(): void {
    this.#head(false)
    this.#close(0)
  }

  #close(at: number): void {
    for (const flow of this.#flows.values()) flow.close(at)
    this.#flows.clear()
  }

  #head(secure: boolean): void {
    if (this.#headed) return
    this.#headed = true
    this.#write(fileHeader(secure ? decrypted : comment, this.#tool))
  }

  #packet(packet: Uint8Array, at: number): void {
    this.#write(packetBlock(packet, Math.round(this.#began + at * 1000)))
  }
}
