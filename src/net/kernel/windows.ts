// Windows: FIONREAD (winsock2.h) and SIO_TCP_INFO (mstcpip.h, TCP_INFO_v0, Windows 10 1703 and later).
//
// UNTESTED: written from Microsoft's reference; this project had no such machine to run it on. Node does not tell a
// socket's SOCKET there (`handle.fd` is -1), so today nothing reaches this; it is for a stream that knows its own.

import { foreign } from './foreign.ts'
import type { Kernel, KernelNumbers } from './kernel.ts'

export const windowsNames = ['FIONREAD', 'SIO_TCP_INFO']

const FIONREAD = 0x4004667f
const SIO_TCP_INFO = 0xd8000027

// TCP_INFO_v0: byte offsets.
const MSS = 4
const TIMESTAMPS = 16
const RTT_US = 20
const MIN_RTT_US = 24
const RCV_WND = 40
const RCV_BUF = 44
const BYTES_IN = 56
const BYTES_REORDERED = 64
const SIZE = 88

/** The numbers of a SOCKET through koffi, or undefined where there is no koffi. */
export function windowsKernel(socket: number): Kernel | undefined {
  const winsock = foreign()?.load('ws2_32.dll')
  if (!winsock) return undefined
  const ioctlsocket = winsock.func('int __stdcall ioctlsocket(size_t, long, void *)')
  const wsaIoctl = winsock.func(
    'int __stdcall WSAIoctl(size_t, uint32_t, void *, uint32_t, void *, uint32_t, void *, void *, void *)',
  )
  const word = new DataView(new ArrayBuffer(4))
  const returned = new DataView(new ArrayBuffer(4))
  const version = new DataView(new ArrayBuffer(4)) // 0: TCP_INFO_v0
  const info = new DataView(new ArrayBuffer(SIZE))

  const recvQueue = () => (ioctlsocket(socket, FIONREAD, word) === 0 ? word.getUint32(0, true) : undefined)
  const u32 = (offset: number) => info.getUint32(offset, true)

  return {
    interval: 2,
    recvQueue,
    sample() {
      const numbers: KernelNumbers = {}
      const queued = recvQueue()
      if (queued !== undefined) numbers.recvQueue = queued
      if (wsaIoctl(socket, SIO_TCP_INFO, version, 4, info, SIZE, returned, null, null) !== 0) return numbers
      if (returned.getUint32(0, true) < SIZE) return numbers
      numbers.window = u32(RCV_WND)
      numbers.receiveBuffer = u32(RCV_BUF)
      numbers.rtt = u32(RTT_US) / 1000
      numbers.minRtt = u32(MIN_RTT_US) / 1000
      numbers.segmentBytes = u32(MSS)
      numbers.timestamps = info.getUint8(TIMESTAMPS) !== 0
      numbers.arrived = Number(info.getBigUint64(BYTES_IN, true))
      // Bytes, where Linux counts segments.
      numbers.outOfOrder = Math.ceil(u32(BYTES_REORDERED) / Math.max(1, u32(MSS)))
      return numbers
    },
    sender: () => ({}),
  }
}
