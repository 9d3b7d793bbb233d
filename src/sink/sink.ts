// The contract of a place that content goes to.

/** Takes the content of one retrieval, in order. */
export interface Sink {
  /**
   * Takes bytes. They are borrowed: valid until this returns or its promise resolves. A promise is back-pressure: the
   * next recv waits for it. Throws or rejects with `write-failed` or `output-closed`.
   */
  write(bytes: Uint8Array): void | Promise<void>
  /** The content is whole: put it in place. */
  finish(): Promise<void>
  /** The retrieval failed: keep what may be gone on from, never under the final name. */
  abandon(): Promise<void>
}
