// The grammar of RFC 9110 and 9112 as regular expressions, the RFC's own line above each.
//
// They run over text that was decoded byte for byte (latin1), so that \x80-\xff is obs-text.

// token = 1*tchar (RFC 9110 section 5.6.2)
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

// field-value = *( field-vchar [ 1*( SP / HTAB / field-vchar ) field-vchar ] ) (RFC 9110 section 5.5)
// Deviation: only NUL, CR and LF are refused. They are what that section calls dangerous; other controls may be kept.
export const fieldValue = /^[^\0\r\n]*$/

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4)
// Deviation: the SP before an absent reason may be absent too, as in many servers' answers; any run of SP is one.
// Another minor version is still HTTP/1 (RFC 9110 section 2.5).
export const statusLine = /^HTTP\/1\.(\d) +([1-9]\d\d)(?: (.*))?$/s

// Content-Length = 1*DIGIT (RFC 9110 section 8.6)
export const digits = /^\d+$/

/** Without OWS = *( SP / HTAB ) around it. String.trim takes U+00A0 too, which is a byte of somebody's text here. */
export function trimOws(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isOws(text.charCodeAt(start))) start++
  while (end > start && isOws(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const isOws = (code: number) => code === 0x20 || code === 0x09

/** Bytes as text, one character a byte. TextDecoder's "latin1" is windows-1252 and will not do. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  // A call takes only so many arguments; spread, they go through an iterator, for several times as long.
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096) as unknown as number[])
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

/** What a latin1 text's bytes say as UTF-8, or undefined if they are not that. */
export function utf8(text: string): string | undefined {
  if (!/[\x80-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(latin1Bytes(text))
  } catch {
    return undefined
  }
}

/** A piece of what the peer sent, short and without control characters, for a sentence. */
export function shown(text: string): string {
  const quoted = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
  // JSON leaves DEL and the C1 controls as they are, and U+009B begins an escape sequence like ESC [ does.
  return quoted.replace(/[\x7f-\x9f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`)
}
