// The trace: whatever somebody may want to see of a retrieval, as one discriminated union of plain JSON values.
//
// In memory and in a `.ndjson` file it is the same: one event, one line. Readers ignore types and fields they do not
// know, so adding is allowed; a change of meaning is a new `version`. Absent knowledge is an absent field, never 0.

import type { Field, Framing } from '../http/types.ts'

/** Milliseconds since the trace's first line, on one monotonic clock, µs precision. */
export type At = number

interface Base {
  at: At
  /** 1 for the first try; absent means 1. */
  attempt?: number
  /** Numbers connections where there are several; absent means 1. */
  connection?: number
}

/** The first line: what was asked for, and which kernel numbers this machine gives. */
export interface TraceStarted extends Base {
  type: 'trace'
  version: 1
  /** Wall clock at `at` 0, ISO 8601 with zone. */
  started: string
  tool: string
  url: string
  options: Record<string, unknown>
  /** Names of the kernel numbers that `read` and `kernel` events will carry: 'FIONREAD', 'TCP_INFO', 'SO_MEMINFO'. */
  capabilities: string[]
}

/** Names became addresses. */
export interface Resolved extends Base {
  type: 'resolve'
  host: string
  addresses: string[]
  took: number
}

/** TCP is up (or the unix socket, then `address` is its path and there is no port). */
export interface Connected extends Base {
  type: 'connect'
  address: string
  port?: number
  localAddress?: string
  localPort?: number
  took: number
  /** What the peer's SYN allows a segment to carry, bytes. */
  segmentBytes?: number
  /** SO_RCVBUF as the kernel has it, that is doubled (socket(7)). */
  receiveBuffer?: number
  /** A kept-alive connection was taken again: nothing was connected, `took` is 0. */
  reused?: boolean
  /** The proxy that the connection goes through, without its credentials. */
  proxy?: string
}

export interface Secured extends Base {
  type: 'tls'
  /** As OpenSSL names it: 'TLSv1.3'. */
  version: string
  cipher: string
  took: number
}

export interface Requested extends Base {
  type: 'request'
  method: string
  target: string
  bytes: number
  /** As it went out, secrets redacted. */
  text: string
}

/** One recv(2) that returned. */
export interface Read extends Base {
  type: 'read'
  bytes: number
  /** Every byte so far on this connection since the request, header included. */
  total: number
  asked: number
  /** Bytes left in the kernel after this read (FIONREAD; Recv-Q in ss(8)). */
  recvQueue?: number
  /** The window last advertised, bytes (tcpi_rcv_wnd). */
  window?: number
  /** Kernel memory charged to the receive queue, bytes (SK_MEMINFO_RMEM_ALLOC). */
  queueMemory?: number
}

/** A bucket of reads, where there were more than 2,000 a second. */
export interface Reads extends Base {
  type: 'reads'
  count: number
  bytes: number
  total: number
  asked: number
  /** How many returned as much as was asked for. */
  full: number
  smallest: number
  largest: number
  recvQueueMax?: number
  windowMin?: number
  /** From the first of them to the last. */
  took: number
}

/** We did not ask for `waited` ms: our own delay, rate limit or hand. */
export interface Gated extends Base {
  type: 'gate'
  waited: number
}

/** The sink took `took` ms for `bytes`. */
export interface DiskWrote extends Base {
  type: 'disk'
  bytes: number
  took: number
}

/** What the kernel says of the connection; written only when something changed. */
export interface KernelSample extends Base {
  type: 'kernel'
  recvQueue?: number
  window?: number
  queueMemory?: number
  receiveBuffer?: number
  /** Bytes that reached the kernel in order, FIN not counted (tcpi_bytes_received). */
  arrived?: number
  /** Data segments so far (tcpi_data_segs_in). */
  segments?: number
  /** Segments that we sent so far, nearly all of them acknowledgements (tcpi_segs_out). */
  segmentsOut?: number
  /** Segments that came out of order so far (tcpi_rcv_ooopack). */
  outOfOrder?: number
  /** Round trip as the kernel's own sends measured it, ms (tcpi_rtt). */
  rtt?: number
  /** The smallest of those, ms (tcpi_min_rtt). */
  minRtt?: number
  /** Receiver-side round trip, ms (tcpi_rcv_rtt). With timestamps: the average age of the echoes that come back. */
  receiveRtt?: number
  /** The kernel's estimate of a segment's size, bytes (tcpi_rcv_mss). */
  segmentBytes?: number
  /** What a full segment may carry on this path, as agreed in the handshake, bytes (tcpi_snd_mss). */
  pathSegmentBytes?: number
  /** Packets dropped for want of buffer (SK_MEMINFO_DROPS). */
  drops?: number
  /** TCP timestamps are in use on this connection (RFC 7323). */
  timestamps?: boolean
}

/** A head was complete (also of a 1xx, of a redirect, of an error). */
export interface HeadReceived extends Base {
  type: 'head'
  /** Where the blank line begins: the book's "Header length". */
  offset: number
  /** With the blank line. */
  size: number
  status: number
  reason: string
  version: string
  fields: readonly Field[]
  framing: Framing
  /** As received, without the blank line. Secrets redacted. */
  text: string
}

export interface WindowChanged extends Base {
  type: 'window'
  state: 'zero' | 'open'
  window: number
}

export interface Redirected extends Base {
  type: 'redirect'
  status: number
  from: string
  to: string
  method: string
  /** Header fields that were not taken along to the other origin. */
  dropped?: string[]
  /** From https to http: from here on everybody on the way can read and change it. */
  downgraded?: boolean
}

export interface Retried extends Base {
  type: 'retry'
  why: string
  /** Milliseconds before the next try. */
  wait: number
  /** The content offset that it goes on from. */
  from: number
}

export interface Resumed extends Base {
  type: 'resume'
  from: number
  why: string
}

export interface Ranged extends Base {
  type: 'range'
  first: number
  last: number
  why: string
}

/** The server's side, where the server is ours and tells. */
export interface OriginSample extends Base {
  type: 'origin'
  /** Bytes the server program has handed to its kernel. */
  sent: number
  acked?: number
  unsent?: number
  window?: number
  /** Milliseconds its kernel was limited by our receive window (tcpi_rwnd_limited). */
  rwndLimited?: number
  sndbufLimited?: number
  busy?: number
  /** Milliseconds the server program stood in a write that its kernel would not take. */
  blocked?: number
}

/** Somebody changed how it goes on, while it went on. */
export interface SettingChanged extends Base {
  type: 'setting'
  /** 'delay' in ms, 'recvSize' and 'receiveBuffer' in bytes, 'rate' of the server in bytes a second; 0 is none. */
  name: string
  value: number
}

/** An interval that the verdict attributes to one cause. */
export interface Limited extends Base {
  type: 'limit'
  from: At
  to: At
  by: string
  evidence?: string
}

export interface Completed extends Base {
  type: 'complete'
  /** Bytes on the wire since the request, header included. */
  received: number
  /** Bytes of content that the sink took. */
  content: number
  /** The message said how long it is, and it was that long. False: it ended because the server closed. */
  declared: boolean
  /** A condition held back the content: there is nothing newer. */
  unchanged?: boolean
  sha256?: string
  file?: string
  /** Bytes in it, and how many of them an earlier try had left there. */
  fileBytes?: number
  resumedFrom?: number
}

export interface Failed extends Base {
  type: 'failed'
  code: string
  message: string
  hint?: string | undefined
  exit: number
}

export type TraceEvent =
  | TraceStarted
  | Resolved
  | Connected
  | Secured
  | Requested
  | Read
  | Reads
  | Gated
  | DiskWrote
  | KernelSample
  | HeadReceived
  | WindowChanged
  | Redirected
  | Retried
  | Resumed
  | Ranged
  | OriginSample
  | SettingChanged
  | Limited
  | Completed
  | Failed

/**
 * Sees every event as it happens, and folds: nobody keeps the whole trace unless asked to.
 *
 * @param bytes what a `read` returned, while it happens; borrowed, and no part of the trace
 */
export type Watcher = (event: TraceEvent, bytes?: Uint8Array) => void

type WithoutClock<E> = E extends TraceEvent ? Omit<E, 'at'> : never

/** An event before the trace gave it its time. */
export type Happening = WithoutClock<TraceEvent>
