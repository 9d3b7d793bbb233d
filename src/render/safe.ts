// Text that came from elsewhere, made harmless for a terminal.

/**
 * Control characters (escape sequences begin with one) and the marks that turn the direction of writing are shown as
 * `\x1b`, `‮`; line ends and tabs stay.
 */
export function safe(text: string): string {
  return text.replace(dangerous, (char) => {
    const code = char.codePointAt(0)!
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** As JSON in which nothing can steer a terminal: what JSON.stringify leaves of those characters is escaped, too. */
export function safeJson(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space).replace(
    dangerous,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

// C0 but HTAB, LF, CR; DEL; C1; bidirectional controls (Unicode TR 9).
// eslint-disable-next-line no-control-regex -- those are what is looked for
const dangerous = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
