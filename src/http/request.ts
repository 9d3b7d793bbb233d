// From what we want to the bytes of a request (RFC 9112 section 3).

import { SluiceError } from '../errors.ts'
import { fieldValue, token } from './abnf.ts'
import type { Field } from './types.ts'

export interface Request {
  method: string
  /** origin-form '/x?y', or absolute-form towards a proxy (section 3.2). */
  target: string
  version: '1.1' | '1.0'
  fields: readonly Field[]
}

/**
 * The request as it goes on the wire. Values may hold any character; past ASCII they go out as UTF-8, as curl sends
 * what was typed.
 *
 * @throws SluiceError usage: a method, target or field that would break out of its line.
 */
export function serializeRequest({ method, target, version, fields }: Request): Uint8Array {
  if (!token.test(method)) refuse(`the method ${JSON.stringify(method)} is not a token`)
  if (!visible.test(target)) refuse(`the target ${JSON.stringify(target)} has a character that cannot be sent`)
  for (const [name, value] of fields) {
    if (!token.test(name)) refuse(`the header name ${JSON.stringify(name)} is not a token`)
    if (!fieldValue.test(value)) refuse(`the value of ${name} has a line end or NUL in it`)
  }
  const lines = [
    `${method} ${target} HTTP/${version}`,
    ...fields.map(([name, value]) => (value === '' ? `${name}:` : `${name}: ${value}`)),
  ]
  const text = `${lines.join('\r\n')}\r\n\r\n`
  return encoder.encode(text)
}

// A target is VCHAR without SP; past ASCII a URL was percent-encoded already.
const visible = /^[\x21-\x7e]+$/
const encoder = new TextEncoder()

function refuse(problem: string): never {
  throw new SluiceError('usage', { problem })
}
