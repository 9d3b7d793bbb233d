// A TCP socket with options that must be set before it connects, which Node has no way to say.
//
// The receive buffer decides the window scale that goes out in the SYN (tcp(7), SO_RCVBUF), and TCP_MAXSEG the segment
// size that it announces; set after connect they come too late or half. So the socket is made through koffi and handed
// to Node, which keeps it when it connects:
//
//   const fd = socketWith({ family: 4, receiveBuffer: 32768 })
//   const socket = new net.Socket({ fd, manualStart: true, readable: true, writable: true, onread })
//   socket.connect({ host: '192.0.2.1', port: 80 })     // a numeric address: with a name Node may make sockets of its own
//   socket.pause()                                      // before 'connect', or the first read runs ahead
//
// Node owns the descriptor from then on and closes it, also when the connection fails; ECONNREFUSED, ETIMEDOUT and
// their kin arrive as the 'error' event they always are.

import { getSystemErrorName } from 'node:util'
import { foreign, libc } from './foreign.ts'

/** What a socket shall be like. */
export interface SocketWish {
  family: 4 | 6
  /** SO_RCVBUF, bytes. Linux doubles it and keeps it under net.core.rmem_max (socket(7)). */
  receiveBuffer?: number | undefined
  /** TCP_MAXSEG, bytes: what our SYN allows a segment to carry. */
  maxSegment?: number | undefined
  /** The network interface to go out through, by name (SO_BINDTODEVICE; no privilege needed since Linux 5.7). */
  interface?: string | undefined
}

/**
 * Makes a TCP socket; see the head of this file for how Node takes it over.
 *
 * @returns its descriptor, or undefined where sockets cannot be made this way (no koffi, Windows)
 * @throws Error with `code` (ENODEV, EPERM, …) and `syscall`, when the kernel refuses the socket or an option
 */
export function socketWith(wish: SocketWish): number | undefined {
  const system = systems[process.platform]
  const c = libc()
  if (!system || !c) return undefined
  const fd = c.func('int socket(int, int, int)')(system.family[wish.family], system.type, 0)
  if (fd < 0) throw refusal('socket')
  try {
    if (wish.receiveBuffer !== undefined) set(fd, 'SO_RCVBUF', system.receiveBuffer, wish.receiveBuffer)
    if (wish.maxSegment !== undefined) set(fd, 'TCP_MAXSEG', TCP_MAXSEG, wish.maxSegment)
    if (wish.interface !== undefined) system.bind(fd, wish.family, wish.interface)
  } catch (error) {
    c.func('int close(int)')(fd)
    throw error
  }
  return fd
}

/**
 * Sets SO_RCVBUF of a socket that is already connected. The window scale stays as it was in the SYN.
 *
 * @returns false where that is not possible
 */
export function setReceiveBuffer(fd: number, bytes: number): boolean {
  return setBuffer(fd, 'receiveBuffer', bytes)
}

/** Whether buffers can be set here at all. */
export function canSetBuffers(): boolean {
  return systems[process.platform] !== undefined && libc() !== undefined
}

/** Sets SO_SNDBUF; Linux doubles it too, and makes it 4,608 at least. */
export function setSendBuffer(fd: number, bytes: number): boolean {
  return setBuffer(fd, 'sendBuffer', bytes)
}

/**
 * Lets segments out at no more than so many bytes a second (SO_MAX_PACING_RATE; Linux): what was written before waits in
 * the send buffer, as before a slow line.
 *
 * @param bytes undefined: as fast as it can
 * @returns false where that is not possible
 */
export function setPacing(fd: number, bytes: number | undefined): boolean {
  const option = systems[process.platform]?.pacing
  if (!option || !libc()) return false
  set(fd, 'SO_MAX_PACING_RATE', option, bytes ?? ~0)
  return true
}

/** Whether `setPacing` does anything here. */
export function canSetPacing(): boolean {
  return canSetBuffers() && systems[process.platform]?.pacing !== undefined
}

function setBuffer(fd: number, which: 'receiveBuffer' | 'sendBuffer', bytes: number): boolean {
  const system = systems[process.platform]
  if (!system || !libc()) return false
  set(fd, which, system[which], bytes)
  return true
}

type Option = readonly [level: number, name: number]

interface System {
  family: Record<4 | 6, number>
  /** SOCK_STREAM with the flags that the system takes here. Node makes it non-blocking when it takes it over. */
  type: number
  receiveBuffer: Option
  sendBuffer: Option
  pacing?: Option
  bind: (fd: number, family: 4 | 6, name: string) => void
}

const IPPROTO_TCP = 6
const TCP_MAXSEG: Option = [IPPROTO_TCP, 2]

const systems: Partial<Record<NodeJS.Platform, System>> = {
  linux: {
    family: { 4: 2, 6: 10 },
    type: 1 | 0o2000000, // SOCK_STREAM | SOCK_CLOEXEC
    receiveBuffer: [1, 8],
    sendBuffer: [1, 7],
    pacing: [1, 47],
    bind: (fd, _family, name) => set(fd, 'SO_BINDTODEVICE', [1, 25], Buffer.from(`${name}\0`)),
  },
  // UNTESTED: from the headers of xnu (bsd/sys/socket.h, bsd/netinet/in.h, bsd/netinet6/in6.h).
  darwin: {
    family: { 4: 2, 6: 30 },
    type: 1,
    receiveBuffer: [0xffff, 0x1002],
    sendBuffer: [0xffff, 0x1001],
    bind(fd, family, name) {
      const index = libc()?.func('unsigned int if_nametoindex(const char *)')(name) ?? 0
      if (index === 0) throw refusal('if_nametoindex')
      if (family === 4) set(fd, 'IP_BOUND_IF', [0, 25], index)
      else set(fd, 'IPV6_BOUND_IF', [41, 125], index)
    },
  },
}

function set(fd: number, what: string, [level, name]: Option, value: number | Uint8Array): void {
  const bytes = typeof value === 'number' ? new Uint8Array(Int32Array.of(value).buffer) : value
  const setsockopt = libc()?.func('int setsockopt(int, int, int, const void *, uint32_t)')
  if (setsockopt?.(fd, level, name, bytes, bytes.length) !== 0) throw refusal(what)
}

/** What errno says, in the shape of Node's own system errors. */
function refusal(syscall: string): Error {
  const errno = foreign()?.errno() ?? 0
  const code = errno > 0 ? getSystemErrorName(-errno) : 'EUNKNOWN'
  return Object.assign(new Error(`${syscall} ${code}`), { code, errno: -errno, syscall })
}
