// What is said of a message and of events: the Bytes view's meanings, the Log's sentences.

import type { TraceEvent } from '../../trace/event.ts'
import { bytes, count, markText, seconds } from './texts.ts'

/** What a status code means, by its first digit where it is not a usual one. */
export function statusMeaning(status: number): string {
  const known: Record<number, string> = {
    200: '200 means “here it is”',
    206: '206 means “here is the part you asked for”',
    301: '301 means “it has moved for good”',
    302: '302 means “look over there for now”',
    304: '304 means “nothing newer than what you have”',
    404: '404 means “there is nothing here”',
  }
  const kinds = ['', 'not the answer yet', 'it worked', 'look elsewhere', 'the request was wrong', 'the server failed']
  return `status line: ${known[status] ?? `${status} means “${kinds[Math.floor(status / 100)] ?? 'something else'}”`}`
}

const fieldMeanings: Record<string, string> = {
  date: 'when the server answered',
  server: 'the server program',
  'last-modified': 'when the file last changed',
  etag: 'a fingerprint of this version',
  'accept-ranges': 'you may ask for a part: resume works',
  'content-length': 'how many body bytes follow the blank line',
  'transfer-encoding': 'how the body is cut up on its way',
  'content-encoding': 'the body is compressed',
  'content-type': 'what the body is',
  vary: 'the answer depends on this request header',
  'cache-control': 'how long it may be used again',
  pragma: 'the same, for old caches',
  expires: 'until when caches may use it',
  connection: 'what happens to the connection afterwards',
  'keep-alive': 'how long the connection is kept',
  location: 'where to look instead',
  'set-cookie': 'the server asks you to send this back next time',
  'strict-transport-security': 'only by https from now on',
}

/** One line of meaning for a field of a header. */
export function fieldMeaning(field: string): string {
  const [name = '', value = ''] = field.split(/:\s*/)
  if (/^connection$/i.test(name) && value === 'close') return 'the server will close when it is done'
  if (/^content-type$/i.test(name)) return `what the body is: ${value.replace(/;.*/, '')}`
  return fieldMeanings[name.toLowerCase()] ?? ''
}

type Told = { [T in TraceEvent['type']]?: (event: Extract<TraceEvent, { type: T }>) => string }

const told: Told = {
  trace: (event) => `Your program is to retrieve ${event.url}.`,
  resolve: (event) => `The name ${event.host} has the address ${event.addresses.join(', ')}.`,
  connect: (event) => `Connected to ${event.address}${event.port === undefined ? '' : `, port ${event.port}`}.`,
  tls: (event) => `The connection is encrypted: ${event.version}.`,
  request: (event) => `Sent a request of ${bytes(event.bytes)}: ${event.text.split('\r\n')[0]}`,
  head: (event) => `The header is complete: ${event.status} ${event.reason}, ${bytes(event.size)} with its blank line.`,
  read: (event) =>
    `recv(${count(event.asked)}) gave ${bytes(event.bytes)}, ${count(event.total)} in all${event.recvQueue === undefined ? '' : `; ${count(event.recvQueue)} are left waiting`}.`,
  reads: (event) => `${count(event.count)} reads gave ${bytes(event.bytes)}, ${count(event.total)} in all.`,
  gate: (event) => `Slept ${seconds(event.waited, 3)}.`,
  window: (event) =>
    event.state === 'zero'
      ? 'The door is shut: the window is 0.'
      : `The door is open: the server may send ${bytes(event.window)}.`,
  setting: (event) => `You changed it: ${markText(event.name, event.value)}.`,
  redirect: (event) => `${event.status}: the server sends us to ${event.to}.`,
  retry: (event) => `Tries again in ${seconds(event.wait)}: ${event.why}.`,
  complete: (event) => `Complete: ${bytes(event.received)}, of which ${count(event.content)} are content.`,
  failed: (event) => `Failed: ${event.message}.`,
}

/** Those that are not are told of otherwise. */
export const isTold = ({ type }: TraceEvent): boolean => Object.hasOwn(told, type)

/** An event that is told of, as a sentence. */
export const logText = (event: TraceEvent): string => (told[event.type] as (event: TraceEvent) => string)(event)
