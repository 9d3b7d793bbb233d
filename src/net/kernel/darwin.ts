// macOS: SO_NREAD (bsd/sys/socket.h) and TCP_CONNECTION_INFO (bsd/netinet/tcp.h of xnu).
//
// UNTESTED: written from those headers; this project had no such machine to run it on.

import { libc } from './foreign.ts'
import type { Kernel, KernelNumbers } from './kernel.ts'

export const darwinNames = ['SO_NREAD', 'TCP_CONNECTION_INFO']

const SOL_SOCKET = 0xffff
const SO_RCVBUF = 0x1002
const SO_NREAD = 0x1020
const IPPROTO_TCP = 6
const TCP_CONNECTION_INFO = 0x106

// struct tcp_connection_info: byte offsets. The 64-bit counters are aligned to 8 and begin at 56.
const STATE = 0
const OPTIONS = 4
const MAXSEG = 16
const RCV_WND = 36
const SRTT = 44
const TXPACKETS = 56
const RXPACKETS = 80
const RXBYTES = 88
const RXOUTOFORDERBYTES = 96

const TCPCI_OPT_TIMESTAMPS = 1
/** CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT (bsd/netinet/tcp_fsm.h). */
const AFTER_FIN = new Set([5, 7, 8, 10])

/** The numbers of a socket through koffi, or undefined where there is no koffi. */
export function darwinKernel(fd: number): Kernel | undefined {
  const getsockopt = libc()?.func('int getsockopt(int, int, int, void *, void *)')
  if (!getsockopt) return undefined
  const word = new DataView(new ArrayBuffer(4))
  const length = new DataView(new ArrayBuffer(4))
  const info = new DataView(new ArrayBuffer(112))

  const integer = (option: number): number | undefined => {
    length.setUint32(0, 4, true)
    return getsockopt(fd, SOL_SOCKET, option, word, length) === 0 ? word.getUint32(0, true) : undefined
  }
  const u32 = (offset: number) => info.getUint32(offset, true)
  const u64 = (offset: number) => Number(info.getBigUint64(offset, true))

  return {
    interval: 2,
    recvQueue: () => integer(SO_NREAD),
    sample() {
      const numbers: KernelNumbers = {}
      const recvQueue = integer(SO_NREAD)
      if (recvQueue !== undefined) numbers.recvQueue = recvQueue
      const receiveBuffer = integer(SO_RCVBUF)
      if (receiveBuffer !== undefined) numbers.receiveBuffer = receiveBuffer
      length.setUint32(0, info.byteLength, true)
      if (getsockopt(fd, IPPROTO_TCP, TCP_CONNECTION_INFO, info, length) !== 0) return numbers
      if (length.getUint32(0, true) < RXOUTOFORDERBYTES + 8) return numbers
      numbers.window = u32(RCV_WND)
      numbers.rtt = u32(SRTT)
      numbers.segmentBytes = u32(MAXSEG)
      numbers.timestamps = (u32(OPTIONS) & TCPCI_OPT_TIMESTAMPS) !== 0
      numbers.segments = u64(RXPACKETS)
      numbers.segmentsOut = u64(TXPACKETS)
      numbers.arrived = u64(RXBYTES) - (AFTER_FIN.has(info.getUint8(STATE)) ? 1 : 0)
      // Bytes, where Linux counts segments.
      numbers.outOfOrder = Math.ceil(u64(RXOUTOFORDERBYTES) / Math.max(1, u32(MAXSEG)))
      return numbers
    },
    sender: () => ({}),
  }
}
