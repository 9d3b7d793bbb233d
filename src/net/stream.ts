// The contract of a connection as this project sees it: recv(2) and send(2), and nothing read ahead.

/** What is known of a connection once it is up. */
export interface ConnectionFacts {
  /** The peer's address, or the path of a unix socket. */
  address: string
  port?: number
  localAddress?: string
  localPort?: number
  tls?: { version: string; cipher: string }
}

/**
 * A connected stream that is pulled: while nobody calls `recv` nothing is read, the kernel's receive buffer fills, and
 * TCP makes the sender wait. Makers: `connectTcp`, `secure` (TLS over one), `scripted` (for tests).
 */
export interface Stream {
  readonly facts: ConnectionFacts
  /** The descriptor, for the kernel's numbers; undefined where there is none. */
  readonly fd: number | undefined
  /** Bytes the next recv may return at most. May be changed between two calls. */
  recvSize: number
  /**
   * One recv(2): resolves with 1..recvSize bytes, or null when the peer has closed (FIN).
   *
   * The bytes are borrowed: valid until the next recv. Rejects with `receive-failed` on a reset, or with the error
   * given to `close`. One call at a time.
   */
  recv(): Promise<Uint8Array | null>
  /** Sends everything; rejects with `send-failed`. */
  send(bytes: Uint8Array): Promise<void>
  /** Closes at once, also under a pending recv, which then rejects with `why` (or resolves null without one). */
  close(why?: Error): void
}
