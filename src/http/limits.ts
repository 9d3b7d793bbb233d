// How much of a head, and of what stands between chunks, is kept at most. A server can send any of it without end.

/**
 * Bytes of status lines and header sections of one answer, 1xx included: RFC 9110 section 15.2 sets no number to those.
 * curl allows 300 KiB as well.
 */
export const maxHeadBytes = 300 * 1024

/** Bytes of extensions after one chunk size. They mean nothing to anybody here; wget read them without end. */
export const maxChunkExtension = 16 * 1024

/** Bytes of the trailer section. */
export const maxTrailerBytes = 64 * 1024

/** Digits of a chunk size: 16 hex digits are 64 bits, leading zeros counted, as curl counts them. */
export const maxChunkDigits = 16
