// Linux: FIONREAD (tcp(7)), TCP_INFO (include/uapi/linux/tcp.h), SO_MEMINFO (include/uapi/linux/sock_diag.h).
//
// The structs only grow at their end, and the kernel says how much it filled in: a field that lies beyond that is not
// known to this kernel and stays absent. Measured: FIONREAD 0.5 µs, TCP_INFO 0.8 µs, SO_MEMINFO 0.5 µs.

import { libc } from './foreign.ts'
import type { Kernel, KernelNumbers, SenderNumbers } from './kernel.ts'

export const linuxNames = ['FIONREAD', 'TCP_INFO', 'SO_MEMINFO']

/** The numbers of a socket through koffi, or undefined where there is no koffi or `fd` is no TCP socket. */
export function linuxKernel(fd: number): Kernel | undefined {
  calls ??= prototypes()
  if (!ask(fd, IPPROTO_TCP, TCP_INFO)) return undefined
  return new LinuxKernel(fd)
}

const SOL_SOCKET = 1
const SO_MEMINFO = 55
const IPPROTO_TCP = 6
const TCP_INFO = 11
const FIONREAD = 0x541b
/** Bytes that the peer has not acknowledged (tcp(7)). */
const SIOCOUTQ = 0x5411

// struct tcp_info: byte offsets. The first kernel that has a field is named where it is younger than 4.2 (2015).
const STATE = 0
const OPTIONS = 5
const SND_MSS = 16
const RCV_MSS = 20
const UNACKED = 24
const RTT = 68
const SND_CWND = 80
const RCV_RTT = 92
const TOTAL_RETRANS = 100
const BYTES_ACKED = 120
const BYTES_RECEIVED = 128
const SEGS_OUT = 136
const NOTSENT = 144 // 4.6
const MIN_RTT = 148 // 4.6
const DATA_SEGS_IN = 152 // 4.6
const BUSY_TIME = 168 // 4.10
const RWND_LIMITED = 176 // 4.10
const SNDBUF_LIMITED = 184 // 4.10
const RCV_OOOPACK = 224 // 5.4
const SND_WND = 228 // 5.4
const RCV_WND = 232 // 6.2

// SO_MEMINFO (4.12), an array of u32: byte offsets.
const RMEM_ALLOC = 0
const RCVBUF = 4
const DROPS = 32 // 4.10

const TCPI_OPT_TIMESTAMPS = 1
/** TIME_WAIT, CLOSE_WAIT, LAST_ACK, CLOSING (include/net/tcp_states.h): the peer's FIN has arrived and was counted. */
const AFTER_FIN = new Set([6, 8, 9, 11])

function prototypes() {
  const c = libc()
  return (
    c && {
      getsockopt: c.func('int getsockopt(int, int, int, void *, void *)'),
      ioctl: c.func('int ioctl(int, unsigned long, void *)'),
    }
  )
}

// One set of buffers for all connections: a call fills them, and they are read before the next.
let calls: ReturnType<typeof prototypes>
const little = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const answer = new DataView(new ArrayBuffer(256))
const length = new DataView(new ArrayBuffer(4))
let filled = 0

const u8 = (offset: number) => answer.getUint8(offset)
const u32 = (offset: number) => answer.getUint32(offset, little)
const u64 = (offset: number) => Number(answer.getBigUint64(offset, little))
const us = (offset: number) => u32(offset) / 1000
const has = (offset: number) => filled >= offset + 4

/** getsockopt(2) into `answer`; false for a closed or foreign descriptor. */
function ask(fd: number, level: number, option: number): boolean {
  length.setUint32(0, answer.byteLength, little)
  if (calls?.getsockopt(fd, level, option, answer, length) !== 0) return false
  filled = length.getUint32(0, little)
  return true
}

class LinuxKernel implements Kernel {
  readonly interval = 2
  readonly #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  recvQueue(): number | undefined {
    return calls?.ioctl(this.#fd, FIONREAD, answer) === 0 ? u32(0) : undefined
  }

  sample(): KernelNumbers {
    const numbers: KernelNumbers = {}
    const recvQueue = this.recvQueue()
    if (recvQueue !== undefined) numbers.recvQueue = recvQueue
    this.#addMemory(numbers)
    if (!ask(this.#fd, IPPROTO_TCP, TCP_INFO)) return numbers
    if (has(RCV_WND)) numbers.window = u32(RCV_WND)
    numbers.arrived = u64(BYTES_RECEIVED) - (AFTER_FIN.has(u8(STATE)) ? 1 : 0)
    if (has(DATA_SEGS_IN)) numbers.segments = u32(DATA_SEGS_IN)
    numbers.segmentsOut = u32(SEGS_OUT)
    if (has(RCV_OOOPACK)) numbers.outOfOrder = u32(RCV_OOOPACK)
    numbers.rtt = us(RTT)
    // Before its first measurement the kernel says 0 here, and ~0 for the smallest.
    if (has(MIN_RTT) && u32(MIN_RTT) !== 0xffffffff && u32(MIN_RTT) > 0) numbers.minRtt = us(MIN_RTT)
    if (u32(RCV_RTT) > 0) numbers.receiveRtt = us(RCV_RTT)
    numbers.segmentBytes = u32(RCV_MSS)
    numbers.pathSegmentBytes = u32(SND_MSS)
    numbers.timestamps = (u8(OPTIONS) & TCPI_OPT_TIMESTAMPS) !== 0
    return numbers
  }

  sender(): SenderNumbers {
    if (!ask(this.#fd, IPPROTO_TCP, TCP_INFO)) return {}
    const numbers: SenderNumbers = {
      acked: u64(BYTES_ACKED),
      inFlight: u32(UNACKED),
      congestionWindow: u32(SND_CWND),
      retransmitted: u32(TOTAL_RETRANS),
    }
    if (has(NOTSENT)) numbers.unsent = u32(NOTSENT)
    if (has(SND_WND)) numbers.window = u32(SND_WND)
    if (has(SNDBUF_LIMITED + 4)) {
      numbers.busy = u64(BUSY_TIME) / 1000
      numbers.rwndLimited = u64(RWND_LIMITED) / 1000
      numbers.sndbufLimited = u64(SNDBUF_LIMITED) / 1000
    }
    const outstanding = calls?.ioctl(this.#fd, SIOCOUTQ, answer) === 0 ? u32(0) : undefined
    if (outstanding !== undefined) numbers.outstanding = outstanding
    return numbers
  }

  #addMemory(numbers: KernelNumbers): void {
    if (!ask(this.#fd, SOL_SOCKET, SO_MEMINFO)) return
    numbers.queueMemory = u32(RMEM_ALLOC)
    numbers.receiveBuffer = u32(RCVBUF)
    if (has(DROPS)) numbers.drops = u32(DROPS)
  }
}
