// The same bytes as the network may cut them, and what a parser says to each.

import assert from 'node:assert/strict'
import { SluiceError } from '../../src/errors.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { ResponseParser } from '../../src/http/response-parser.ts'
import type { ResponseEvent, ResponseHead, ResponseParserOptions } from '../../src/http/response-parser.ts'
import type { Field } from '../../src/http/types.ts'

/** What came out of a reply, in plain values; `error` is what it ended with. */
export interface Account {
  interim: number[]
  head?: ResponseHead
  content: string
  trailers: readonly Field[]
  /** The message said where it ends; undefined if it has not ended. */
  declared?: boolean
  error?: ErrorCode
  /** The error's numbers. */
  facts?: unknown
}

/** Whole, byte by byte, and cut in two at each place; past 400 bytes at 400 places. */
export function* deliveries(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes]
  yield Array.from(bytes, (byte) => Uint8Array.of(byte))
  const step = Math.max(1, Math.floor(bytes.length / 400))
  for (let at = 1; at < bytes.length; at += step) yield [bytes.subarray(0, at), bytes.subarray(at)]
}

/** The account of a reply, which must be the same in every delivery. `reply` is latin1 text; the server closes after. */
export function accountOf(reply: string, options: ResponseParserOptions = {}): Account {
  const bytes = Buffer.from(reply, 'latin1')
  const whole = account([bytes], options)
  for (const parts of deliveries(bytes)) assert.deepEqual(account(parts, options), whole)
  return whole
}

/** The account of one delivery. */
export function account(parts: Iterable<Uint8Array>, options: ResponseParserOptions = {}): Account {
  const parser = new ResponseParser(options)
  const told: Account = { interim: [], content: '', trailers: [] }
  try {
    for (const part of parts) {
      const borrowed = new Uint8Array(part)
      for (const event of parser.feed(borrowed)) tell(told, event)
      borrowed.fill(0x21)
    }
    for (const event of parser.end()) tell(told, event)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    told.error = error.code
    // How an answer begins that has no status line depends on how much of it was there.
    if (error.code !== 'http09-not-allowed') told.facts = error.facts
  }
  return told
}

function tell(told: Account, event: ResponseEvent): void {
  assert.equal(told.declared, undefined, 'nothing comes after the end')
  if (event.type === 'interim') told.interim.push(event.head.status)
  else if (event.type === 'head') told.head = event.head
  else if (event.type === 'content') told.content += Buffer.from(event.bytes).toString('latin1')
  else if (event.type === 'trailers') told.trailers = event.trailers.fields
  else told.declared = event.declared
}
