// From the text of a head to a status line and a header section (RFC 9112 sections 4 and 5).

import { SluiceError } from '../errors.ts'
import { statusLine, token } from './abnf.ts'
import { Header } from './header.ts'
import type { Field } from './types.ts'

export interface StatusLine {
  /** '1.1', '1.0', or as received. */
  version: string
  status: number
  /** May be empty. */
  reason: string
}

/** `line` without its line end. */
export function parseStatusLine(line: string): StatusLine {
  const match = statusLine.exec(line)
  if (!match) throw new SluiceError('not-http', { problem: `the status line is ${shown(line)}` })
  const [, major, minor, status, reason] = match
  // RFC 9110 section 2.5: another minor version is still HTTP/1; another major version is another protocol.
  if (major !== '1')
    throw new SluiceError('not-http', { problem: `it is HTTP/${major}, which this connection does not speak` })
  if (Number(status) < 100) throw new SluiceError('not-http', { problem: `the status is ${status}` })
  return { version: `1.${minor ?? 0}`, status: Number(status), reason: reason?.trim() ?? '' }
}

/** The lines after the start line, without their line ends. */
export function parseHeader(lines: readonly string[]): Header {
  const fields: Field[] = []
  for (const line of unfold(lines)) {
    if (line.includes('\0')) throw new SluiceError('not-http', { problem: 'a field line has a NUL byte' })
    const colon = line.indexOf(':')
    if (colon < 0) throw new SluiceError('not-http', { problem: `a field line has no colon: ${shown(line)}` })
    // Section 5.1: white space before the colon is removed from what a server sends. It must not hide a length.
    const name = line.slice(0, colon).trimEnd()
    if (!token.test(name)) throw new SluiceError('not-http', { problem: `a field name is ${shown(name)}` })
    fields.push([name, trimOws(line.slice(colon + 1))])
  }
  return new Header(fields)
}

// Section 5.2: obs-fold is one or more SP. Section 2.2: a folded line with nothing before it is passed over.
function unfold(lines: readonly string[]): string[] {
  const unfolded: string[] = []
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) unfolded.push(line)
    else if (unfolded.length > 0) unfolded.push(`${unfolded.pop()} ${trimOws(line)}`)
  }
  return unfolded
}

// OWS = *( SP / HTAB ); String.trim would take U+00A0 too, which is a byte of somebody's text here.
function trimOws(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isOws(text.charCodeAt(start))) start++
  while (end > start && isOws(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const isOws = (code: number) => code === 0x20 || code === 0x09

/** A piece of what the peer sent, safe to print in a sentence. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
