// The grammar of RFC 9110 and 9112 as regular expressions, the RFC's own line above each.
//
// They run over text that was decoded byte for byte (latin1), so that \x80-\xff is obs-text.

// token = 1*tchar (RFC 9110 section 5.6.2)
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

// field-vchar = VCHAR / obs-text; with SP and HTAB between (RFC 9110 section 5.5). Refused: NUL, CR, LF and other controls.
// Deviation: DEL and the C0 controls but NUL, CR, LF are let through in what we receive; section 5.5 lets a recipient keep them.
export const fieldValue = /^[^\0\r\n]*$/

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4)
// Deviation: the SP before an absent reason may be absent too, as in many servers' answers; any run of SP is one.
export const statusLine = /^HTTP\/(\d+)(?:\.(\d+))? +(\d{3})(?: +(.*)| *)$/

// Content-Length = 1*DIGIT (RFC 9110 section 8.6)
export const digits = /^\d+$/

/** Bytes as text, one character a byte. TextDecoder's "latin1" is windows-1252 and will not do. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let at = start; at < end; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 8192)))
  }
  return text
}

/** The bytes of a latin1 text; a character past U+00FF has none and throws a RangeError, which is a bug of the caller. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 255) throw new RangeError(`U+${code.toString(16)} has no byte`)
    bytes[i] = code
  }
  return bytes
}
