// IP and TCP packets as bytes (RFC 791, RFC 8200, RFC 9293), and the blocks of a pcapng file that hold them
// (draft-ietf-opsawg-pcapng). Everything has its right checksum: readers show wrong ones.

export interface Endpoint {
  /** 4 bytes of IPv4, or 16 of IPv6. */
  address: Uint8Array
  port: number
}

export interface Segment {
  from: Endpoint
  to: Endpoint
  sequence: number
  acknowledgement: number
  /** As it stands in the header, that is after scaling. */
  window: number
  flags: number
  options?: Uint8Array
  data?: Uint8Array
}

/** TCP's flags (RFC 9293 section 3.1). */
export const FIN = 1
export const SYN = 2
export const PSH = 8
export const ACK = 16

/** An IP packet. */
export function packetOf(segment: Segment): Uint8Array {
  const { from, to, options = new Uint8Array(), data = new Uint8Array() } = segment
  const tcp = new Uint8Array(20 + options.length + data.length)
  const view = new DataView(tcp.buffer)
  view.setUint16(0, from.port)
  view.setUint16(2, to.port)
  view.setUint32(4, segment.sequence >>> 0)
  view.setUint32(8, segment.acknowledgement >>> 0)
  view.setUint8(12, ((20 + options.length) / 4) << 4)
  view.setUint8(13, segment.flags)
  view.setUint16(14, segment.window)
  tcp.set(options, 20)
  tcp.set(data, 20 + options.length)
  view.setUint16(16, checksum(concat([pseudoHeader(from.address, to.address, tcp.length), tcp])))
  return concat([ipHeader(from.address, to.address, tcp.length), tcp])
}

/** Options of a SYN: the segment size that we take, and the window's scale (RFC 9293 section 3.2, RFC 7323 section 2). */
export function synOptions(segmentBytes: number, scale: number): Uint8Array {
  return Uint8Array.of(2, 4, segmentBytes >> 8, segmentBytes & 255, 1, 3, 3, scale)
}

/** An address as text; undefined when it is none (a unix socket's path). */
export function addressBytes(text: string): Uint8Array | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) return Uint8Array.from(text.split('.'), Number)
  if (!text.includes(':')) return undefined
  const [plain = ''] = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, hexOfIPv4).split('%')
  const [before = '', after] = plain.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  const [first, last] = [groups(before), groups(after ?? '')]
  const all = [...first, ...Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last]
  return Uint8Array.from(all.slice(0, 8).flatMap((group) => [group >> 8, group & 255]))
}

/** Section Header Block and Interface Description Block: raw IP, times in µs. */
export function fileHeader(comment: string, application: string): Uint8Array {
  const section = new Uint8Array(16).fill(0xff)
  const view = new DataView(section.buffer)
  view.setUint32(0, 0x1a2b3c4d, true)
  view.setUint32(4, 1, true)
  const options = concat([option(1, text(comment)), option(4, text(application)), option(0, new Uint8Array())])
  const link = Uint8Array.of(101, 0, 0, 0, 0, 0, 0, 0) // LINKTYPE_RAW; no limit to a packet's length
  const resolution = concat([option(9, Uint8Array.of(6)), option(0, new Uint8Array())])
  return concat([block(0x0a0d0d0a, concat([section, options])), block(1, concat([link, resolution]))])
}

/** Enhanced Packet Block. @param micros since 1970 */
export function packetBlock(packet: Uint8Array, micros: number): Uint8Array {
  const head = new Uint8Array(20)
  const view = new DataView(head.buffer)
  view.setUint32(4, Math.floor(micros / 2 ** 32), true)
  view.setUint32(8, micros % 2 ** 32, true)
  view.setUint32(12, packet.length, true)
  view.setUint32(16, packet.length, true)
  return block(6, concat([head, padded(packet)]))
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const text = (words: string) => new TextEncoder().encode(words)

function block(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, bytes.length, true)
  bytes.set(body, 8)
  view.setUint32(8 + body.length, bytes.length, true)
  return bytes
}

function option(code: number, value: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(code, 0, value.length & 255, value.length >> 8), padded(value)])
}

// To 32 bits.
function padded(bytes: Uint8Array): Uint8Array {
  const rest = -bytes.length & 3
  return rest === 0 ? bytes : concat([bytes, new Uint8Array(rest)])
}

function ipHeader(from: Uint8Array, to: Uint8Array, length: number): Uint8Array {
  if (from.length === 16) return concat([Uint8Array.of(0x60, 0, 0, 0, length >> 8, length & 255, 6, 64), from, to])
  const total = 20 + length
  const header = concat([Uint8Array.of(0x45, 0, total >> 8, total & 255, 0, 0, 0x40, 0, 64, 6, 0, 0), from, to])
  new DataView(header.buffer).setUint16(10, checksum(header))
  return header
}

function pseudoHeader(from: Uint8Array, to: Uint8Array, length: number): Uint8Array {
  const rest =
    from.length === 16
      ? Uint8Array.of(0, 0, length >> 8, length & 255, 0, 0, 0, 6)
      : Uint8Array.of(0, 6, length >> 8, length & 255)
  return concat([from, to, rest])
}

// RFC 1071.
function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

function hexOfIPv4(_: string, ...parts: string[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}
