// What the origin can be told to do, in one table.
//
// A row is a query parameter (`/cover3.jpg?pace=1448,20ms`), a field of the API (`behaviour: { pace: { bytes: 1448,
// every: 20 } }`), a line of the help and a line of docs/internals/origin.md. Rows compose: each decides one thing.

import { SluiceError } from '../errors.ts'
import type { Field } from '../http/types.ts'

/** Where in a reply: so many bytes from its first byte on the wire, or so many into its body (`body+N`). */
export type Place = number | `body+${number}`

/** A row: how its value is written, what it means, and how the value is read. `before` is there when it is repeated. */
interface Row<T> {
  value: string
  means: string
  read: (text: string, before?: T) => T
}

const row = <T>(value: string, means: string, read: Row<T>['read']): Row<T> => ({ value, means, read })

const rows = {
  // when
  think: row('TIME', 'waits TIME before it answers', readTime),
  drip: row('BYTES,TIME', 'sends the head BYTES at a time, TIME apart', readSegments),
  gap: row('TIME', 'sends the head, and the body TIME later', readTime),
  pace: row('BYTES,TIME', 'sends in segments of BYTES, one each TIME', readSegments),
  rate: row('BYTES', 'sends BYTES a second', readPositive),
  stall: row('PLACE,TIME', 'stops at PLACE for TIME', readStall),
  line: row(
    'BYTES',
    'has a kernel that lets out BYTES a second, as before a slow line (SO_MAX_PACING_RATE, Linux)',
    readPositive,
  ),
  sndbuf: row('BYTES', 'has a send buffer of BYTES (SO_SNDBUF, which Linux doubles)', readPositive),
  // how it ends
  cut: row('PLACE', 'closes at PLACE (FIN)', readPlace),
  reset: row('PLACE', 'resets the connection at PLACE (RST), once what was sent before is acknowledged', readPlace),
  close: row('', 'closes after the reply', readFlag),
  times: row('N', 'does all this for the first N requests of this target only', readCount),
  // what it says
  status: row('CODE', 'answers with this status instead of 200', readStatus),
  to: row('URL', 'answers with a redirect to URL (302, or the status given)', (text) => text),
  field: row('NAME: VALUE', 'has this field in its head, instead of its own of that name; may be repeated', readField),
  pad: row('BYTES', 'makes the head BYTES longer, with fields of 1000 bytes', readCount),
  interim: row('N', 'sends N interim responses (103) first', readCount),
  bare: row('', 'sends the content without any head (HTTP/0.9)', readFlag),
  chunked: row('BYTES', 'uses the chunked coding, with chunks of BYTES', readPositive),
  nolength: row('', 'does not say how long the body is: it ends when the connection does', readFlag),
  gzip: row('[asked]', 'compresses the content: always, or where the request accepts it', readGzip),
  norange: row('', 'ignores Range', readFlag),
  validator: row('none|weak|date', 'has no validators, a weak ETag, or Last-Modified alone', readValidator),
  seed: row('N', 'has another version of generated content, with another ETag', readCount),
}

type Rows = typeof rows

/** What the origin does beyond answering as fast as it can. Times in milliseconds, sizes in bytes; see the table. */
export type Behaviour = { [K in keyof Rows]?: ReturnType<Rows[K]['read']> }

/** The table, for help and documentation. */
export const behaviours: { name: string; value: string; means: string }[] = Object.entries(rows).map(
  ([name, { value, means }]) => ({ name, value, means }),
)

/**
 * Reads `name=value` pairs: a query's, or a command line's. Names that are not in the table are left alone.
 *
 * @throws SluiceError `usage` for a value that does not fit, in words that may be shown to whoever wrote it
 */
export function readBehaviour(pairs: Iterable<[name: string, value: string]>): Behaviour {
  const behaviour: Record<string, unknown> = {}
  for (const [name, value] of pairs) {
    if (!Object.hasOwn(rows, name)) continue
    const { read, value: form } = rows[name as keyof Rows] as Row<unknown>
    const got = read(value, behaviour[name])
    if (got === undefined) throw new SluiceError('usage', { problem: `${name}=${value}: expected ${name}=${form}` })
    behaviour[name] = got
  }
  return behaviour
}

/** A number of bytes: `1448`, `64k`, `2G`; k, M and G are powers of 1024, as curl's are. Undefined: it is not one. */
export function readSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmg]?)$/i.exec(text)
  if (!match) return undefined
  const size = Number(match[1]) * 1024 ** ' kmg'.indexOf(match[2]?.toLowerCase() || ' ')
  return Number.isSafeInteger(size) ? size : undefined
}

// The readers give undefined for what does not fit, but are typed by what they give else: `Behaviour` is made of that,
// and `readBehaviour` lets no undefined through.

function readTime(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|)$/.exec(text)
  return match ? Number(match[1]) * (match[2] === 'ms' ? 1 : 1000) : misfit
}

function readSegments(text: string): { bytes: number; every: number } {
  const [size = '', time = ''] = text.split(',')
  const bytes = readPositive(size)
  const every = readTime(time)
  return bytes === undefined || every === undefined ? misfit : { bytes, every }
}

function readStall(text: string): { at: Place; for: number } {
  const [place = '', time = ''] = text.split(',')
  const at = readPlace(place)
  const wait = readTime(time)
  return at === undefined || wait === undefined ? misfit : { at, for: wait }
}

function readPlace(text: string): Place {
  // A query's + is a space unless it was escaped; both are meant.
  const inBody = /^body[+ ](.*)$/.exec(text)
  const size = readSize(inBody?.[1] ?? text)
  return size === undefined ? misfit : inBody ? `body+${size}` : size
}

function readPositive(text: string): number {
  return readSize(text) || misfit
}

function readCount(text: string): number {
  return readSize(text) ?? misfit
}

function readStatus(text: string): number {
  return /^[2-9]\d\d$/.test(text) ? Number(text) : misfit
}

function readFlag(text: string): true {
  return text === '' ? true : misfit
}

function readGzip(text: string): 'always' | 'asked' {
  return text === '' ? 'always' : text === 'asked' ? 'asked' : misfit
}

function readValidator(text: string): 'none' | 'weak' | 'date' {
  return text === 'none' || text === 'weak' || text === 'date' ? text : misfit
}

function readField(text: string, before: Field[] = []): Field[] {
  const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(text)
  return match && !/[\r\n\0]/.test(text) ? [...before, [match[1] as string, match[2] as string]] : misfit
}

const misfit = undefined as never
