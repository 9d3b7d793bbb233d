// The shapes that HTTP/1 messages have here. Types only.

/** A field line: its name as received, its value without the white space around it (RFC 9112 section 5). */
export type Field = readonly [name: string, value: string]

/** How the end of a body is found (RFC 9112 section 6.3). */
export type Framing = { type: 'none' } | { type: 'length'; length: number } | { type: 'chunked' } | { type: 'close' }
