// From the lines of a head to a status line and a header section (RFC 9112 sections 4 and 5).

import { SluiceError } from '../errors.ts'
import { shown, statusLine, token, trimOws } from './abnf.ts'
import { Header } from './header.ts'
import type { Field } from './types.ts'

export interface StatusLine {
  /** '1.1', '1.0', or another minor version as received. */
  version: string
  status: number
  /** May be empty. */
  reason: string
}

/** `line` without its line end. */
export function parseStatusLine(line: string): StatusLine {
  const match = statusLine.exec(line)
  if (!match) refuse(`the status line is ${shown(line)}`)
  const [, minor, status, reason = ''] = match
  return { version: `1.${minor}`, status: Number(status), reason: fieldText(reason) }
}

/** Field lines without their line ends. */
export function parseHeader(lines: readonly string[]): Header {
  return new Header(unfold(lines).map(parseField))
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

// field-line = field-name ":" OWS field-value OWS (section 5)
function parseField(line: string): Field {
  const colon = line.indexOf(':')
  if (colon < 0) refuse(`a field line has no colon: ${shown(line)}`)
  // Section 5.1: white space before the colon is taken off what a server sends. It must not hide a length.
  const name = trimOws(line.slice(0, colon))
  if (!token.test(name)) refuse(`a field name is ${shown(name)}`)
  return [name, fieldText(line.slice(colon + 1))]
}

// A reason or a field value. RFC 9110 section 5.5 and RFC 9112 section 2.2: NUL is refused, a bare CR is one SP.
function fieldText(text: string): string {
  if (text.includes('\0')) refuse(`the header has a NUL byte: ${shown(text)}`)
  return trimOws(text.replaceAll('\r', ' '))
}

function refuse(problem: string): never {
  throw new SluiceError('not-http', { problem })
}
