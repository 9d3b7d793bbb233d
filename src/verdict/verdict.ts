// What a verdict is. Types, and the one table that says which shares make which answer.

/** Where a millisecond went. Every one from the call to the last byte is in exactly one of them. */
export type Share =
  /** Looking the name up. */
  | 'resolve'
  /** The TCP handshake. */
  | 'connect'
  /** The TLS handshake. */
  | 'tls'
  /** The server was silent before its first byte. */
  | 'think'
  /** The server had nothing to send, or held back. */
  | 'server'
  /** The path was full, or lost segments. */
  | 'network'
  /** The first round trip, and slow start: TCP was still finding out how fast it may be. */
  | 'ramp'
  /** The receive buffer was too small for the round trip. */
  | 'window'
  /** Bytes lay in the kernel and were not read. */
  | 'receiver'

/** What the time went on mostly; `short`: too little was sent to show any limit; `unsure`: the signals do not tell. */
export type Limit = 'server' | 'network' | 'window' | 'receiver' | 'short' | 'unsure'

export const limitOf: Record<Share, Exclude<Limit, 'unsure'>> = {
  resolve: 'short',
  connect: 'short',
  tls: 'short',
  ramp: 'short',
  think: 'server',
  server: 'server',
  network: 'network',
  window: 'window',
  receiver: 'receiver',
}

/** In sentences. */
export const shareWords: Record<Share, string> = {
  resolve: 'looking up the name',
  connect: 'connecting',
  tls: 'TLS handshake',
  ramp: 'first round trip and slow start',
  think: 'waiting for the first byte',
  server: 'server',
  network: 'network',
  window: 'window',
  receiver: 'you',
}

export interface Verdict {
  limited_by: Limit
  confidence: 'clear' | 'likely' | 'guess'
  /** One sentence with its numbers. */
  sentence: string
  /** Of the time from the call to the last byte; sum 1 (all 0 before anything happened). */
  shares: Record<Share, number>
  /** Milliseconds from the call to the last byte; of several connections, all of theirs together. */
  total: number
  /** One sentence each, with its numbers. */
  evidence: string[]
  /** What would help, given what was already done. */
  hint?: string
  /** The time in order, for drawings and the trace's `limit` events. */
  intervals: Interval[]
  /** Milliseconds that our shut window made the server wait, in the longest exchange; absent if not known within 5 %. */
  pause?: number
}

export interface Interval {
  from: number
  to: number
  by: Share
}

/** What the user has done already, so that no hint repeats it. */
export interface Done {
  /** Our own wait after each read, ms. */
  delay?: number | undefined
  /** Our own limit, bytes a second. */
  limitRate?: number | undefined
  /** The SO_RCVBUF that was asked for, bytes. */
  receiveBuffer?: number | undefined
  /** Connections in use. */
  connections?: number | undefined
}
