// One TCP connection of a trace, as packets: what was seen at the socket, in the order in which it must have happened.
//
// Bytes are known when they are read, which is later than they arrived. So arrivals and acknowledgements are marks with an
// offset in the stream, and become packets once the bytes before them are here.

import type { Connected, HeadReceived, KernelSample, Read, TraceEvent } from '../event.ts'
import { ACK, addressBytes, concat, FIN, packetOf, PSH, SYN, synOptions } from './packets.ts'
import type { Endpoint } from './packets.ts'

/** Bits that windows are shifted by: up to 64 MiB, in steps of 1 KiB. */
const SCALE = 10
/** A window that the kernel does not tell of, bytes. */
const UNKNOWN_WINDOW = 64 * 1024

/** Something to write once the bytes before it are here: bytes up to an offset arrived, or were acknowledged. */
interface Mark {
  type: 'arrival' | 'acknowledgement'
  at: number
  upTo: number
  window: number
}

/** One connection. Offsets count the server's bytes from the connection's first. */
export class Flow {
  secure = false
  readonly #connect: Connected
  readonly #emit: (packet: Uint8Array, at: number) => void
  readonly #marks: Mark[] = []
  /** Bytes that were read and not yet written, and the offset of the first. */
  #bytes: Uint8Array[] = []
  #from = 0
  /** Offset up to which bytes may be written: a head must be known before, for the secrets in it. */
  #known = 0
  #inHead = true
  #read = 0
  #marked = 0
  #segment = 1460
  #window = UNKNOWN_WINDOW
  #shaken = false
  #sent = 1
  #acknowledged = 0
  #told = { upTo: -1, window: -1 }
  #at = 0

  constructor(connect: Connected, emit: (packet: Uint8Array, at: number) => void) {
    this.#connect = connect
    this.#emit = emit
    this.#segment = connect.segmentBytes ?? 1460
  }

  see(event: TraceEvent, bytes: Uint8Array | undefined): void {
    switch (event.type) {
      case 'tls':
        this.secure = true
        break
      case 'kernel':
        this.#sample(event)
        break
      case 'request':
        this.#handshake()
        this.#request(event.text, event.at)
        break
      case 'read':
        if (bytes) this.#take(event, bytes)
        break
      case 'head':
        this.#mask(event)
        break
      case 'complete':
        this.#known = this.#read
        break
    }
    this.#flush()
  }

  /** FIN, both ways. Bytes of a head that never became whole are left out: they may hold secrets. */
  close(at: number): void {
    this.#flush()
    if (!this.#shaken) return
    const when = Math.max(at, this.#at)
    // What more had arrived was never read.
    this.#data(when, this.#known)
    this.#acknowledged = this.#from
    this.#fromClient(when, FIN | ACK)
    this.#sent++
    this.#fromServer(when, FIN | ACK)
    this.#acknowledged = ++this.#from
    this.#fromClient(when, ACK)
    this.#shaken = false
  }

  #sample({ at, arrived, window, pathSegmentBytes, segmentBytes }: KernelSample): void {
    this.#window = window ?? this.#window
    if (!this.#shaken) this.#segment = pathSegmentBytes ?? segmentBytes ?? this.#segment
    // What arrives over TLS is counted as it came, not as it is read.
    if (arrived !== undefined && !this.secure && arrived > this.#marked) this.#arrival(at, arrived)
    if (this.#shaken) this.#mark('acknowledgement', at, this.#marked)
  }

  #take({ at, bytes: length }: Read, bytes: Uint8Array): void {
    this.#bytes.push(new Uint8Array(bytes))
    this.#read += length
    if (!this.#inHead) this.#known = this.#read
    if (this.#read <= this.#marked) return
    this.#arrival(at, this.#read)
    this.#mark('acknowledgement', at, this.#read)
  }

  #arrival(at: number, upTo: number): void {
    this.#marked = upTo
    this.#mark('arrival', at, upTo)
  }

  #mark(type: Mark['type'], at: number, upTo: number): void {
    this.#marks.push({ type, at, upTo, window: this.#window })
  }

  #handshake(): void {
    if (this.#shaken) return
    this.#shaken = true
    const { at, took } = this.#connect
    const options = synOptions(Math.min(65_495, this.#segment), SCALE)
    this.#sent = 0
    this.#fromClient(at - took, SYN, { options, window: Math.min(65_535, this.#window) })
    this.#sent = 1
    const [client, server] = this.#ends
    this.#emit(
      packetOf({
        from: server,
        to: client,
        sequence: 0,
        acknowledgement: 1,
        window: 65_535,
        flags: SYN | ACK,
        options,
      }),
      at,
    )
    this.#fromClient(at, ACK)
  }

  #request(text: string, at: number): void {
    const data = Uint8Array.from(`${text}\r\n\r\n`, (char) => char.charCodeAt(0))
    for (let from = 0; from < data.length; from += this.#segment) {
      const part = data.subarray(from, from + this.#segment)
      this.#fromClient(at, PSH | ACK, { data: part })
      this.#sent += part.length
    }
    this.#inHead = true
  }

  #mask({ size, status, text }: HeadReceived): void {
    const held = concat(this.#bytes)
    const head = this.#known - this.#from
    writeOver(held.subarray(head, head + size), text)
    this.#bytes = [held]
    this.#known += size
    if (status < 200) return
    this.#inHead = false
    this.#known = this.#read
  }

  #flush(): void {
    while (this.#shaken && this.#marks[0] && this.#marks[0].upTo <= this.#known) {
      const { type, at, upTo, window } = this.#marks.shift()!
      if (type === 'arrival') this.#data(at, upTo)
      else this.#acknowledge(at, upTo, window)
    }
  }

  #data(at: number, upTo: number): void {
    const held = concat(this.#bytes)
    const data = held.subarray(0, Math.max(0, upTo - this.#from))
    this.#bytes = [held.subarray(data.length)]
    for (let from = 0; from < data.length; from += this.#segment) {
      const part = data.subarray(from, from + this.#segment)
      this.#fromServer(at, from + part.length === data.length ? PSH | ACK : ACK, part)
      this.#from += part.length
    }
  }

  #acknowledge(at: number, upTo: number, window: number): void {
    if (upTo === this.#told.upTo && window === this.#told.window) return
    this.#told = { upTo, window }
    this.#acknowledged = Math.max(this.#acknowledged, upTo)
    this.#fromClient(at, ACK, { window: scaled(window) })
  }

  #fromClient(
    at: number,
    flags: number,
    extra: { data?: Uint8Array; options?: Uint8Array; window?: number } = {},
  ): void {
    const [client, server] = this.#ends
    const acknowledgement = flags & SYN ? 0 : 1 + this.#acknowledged
    this.#at = Math.max(this.#at, at)
    this.#emit(
      packetOf({
        from: client,
        to: server,
        sequence: this.#sent,
        acknowledgement,
        window: scaled(this.#window),
        flags,
        ...extra,
      }),
      at,
    )
  }

  #fromServer(at: number, flags: number, data: Uint8Array = new Uint8Array()): void {
    const [client, server] = this.#ends
    this.#at = Math.max(this.#at, at)
    this.#emit(
      packetOf({
        from: server,
        to: client,
        sequence: 1 + this.#from,
        acknowledgement: this.#sent,
        window: 64,
        flags,
        data,
      }),
      at,
    )
  }

  /** A unix socket has no addresses; loopback stands for them. */
  get #ends(): [client: Endpoint, server: Endpoint] {
    const { address, port, localAddress, localPort } = this.#connect
    const there = addressBytes(address)
    const here = addressBytes(localAddress ?? '')
    const known = there !== undefined && here?.length === there.length
    const loopback = Uint8Array.of(127, 0, 0, 1)
    return [
      {
        address: known ? here : there?.length === 16 ? new Uint8Array(16).fill(1, 15) : loopback,
        port: localPort ?? 49_152,
      },
      // On 443 readers would look for TLS.
      { address: there ?? loopback, port: this.secure ? 80 : (port ?? 80) },
    ]
  }
}

/** What is not zero does not become so. */
function scaled(window: number): number {
  return window === 0 ? 0 : Math.min(65_535, Math.max(1, window >> SCALE))
}

/** Where a line of the head differs from its redacted text, x stands from there on. */
function writeOver(head: Uint8Array, redacted: string): void {
  const lines = String.fromCharCode(...head).split('\r\n')
  let at = 0
  for (const [i, shown] of redacted.split('\r\n').entries()) {
    const line = lines[i] ?? ''
    let same = 0
    while (same < line.length && line[same] === shown[same]) same++
    if (line !== shown) head.fill(0x78, at + same, at + line.length)
    at += line.length + 2
  }
}
