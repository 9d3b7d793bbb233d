// What each event's fields are, as a table: what comes from a file is held against it.

import type { TraceEvent } from './event.ts'

/**
 * What is wrong with an event that came from elsewhere; undefined when it is one of ours. `unknown type` is no fault:
 * a later sluice may write more types.
 */
export function problemOf(event: Record<string, unknown>): string | undefined {
  const { type } = event
  if (typeof type !== 'string') return 'it has no type'
  if (!Object.hasOwn(shapes, type)) return 'unknown type'
  for (const [name, shape] of shapes[type as TraceEvent['type']]) {
    const value = event[name]
    const optional = shape.endsWith('?')
    if (value === undefined && optional) continue
    const kind = (optional ? shape.slice(0, -1) : shape) as Kind
    if (!kinds[kind].is(value)) return `${name} of ${type} is not ${kinds[kind].name}: ${told(value)}`
  }
  return undefined
}

type Kind = keyof typeof kinds
type Shape = Kind | `${Kind}?`

/** A trace lasts no longer than 30 years, ms; with more, sums would lose their milliseconds. */
const longest = 1e12

const isTime = (value: unknown) => typeof value === 'number' && value >= 0 && value <= longest
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isText = (value: unknown) => typeof value === 'string'
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown, of: (item: unknown) => boolean) => Array.isArray(value) && value.every(of)

const kinds = {
  count: { name: 'a whole number of 0 or more', is: isCount },
  whole: { name: 'a whole number', is: (value: unknown) => Number.isSafeInteger(value) },
  time: { name: 'a number of 0 or more', is: isTime },
  text: { name: 'text', is: isText },
  texts: { name: 'a list of texts', is: (value: unknown) => isList(value, isText) },
  fields: {
    name: 'a list of names and values',
    is: (value: unknown) => isList(value, (item) => isList(item, isText) && (item as string[]).length === 2),
  },
  framing: {
    name: 'a framing',
    is: (value: unknown) => isObject(value) && isFraming(value as Record<string, unknown>),
  },
  record: { name: 'an object', is: isObject },
  flag: { name: 'true or false', is: (value: unknown) => typeof value === 'boolean' },
  state: { name: '"zero" or "open"', is: (value: unknown) => value === 'zero' || value === 'open' },
}

function isFraming({ type, length }: Record<string, unknown>): boolean {
  return type === 'length' ? isCount(length) : isText(type)
}

/** Every field of an event but those that all have. */
type ShapeOf<E> = { [K in keyof Omit<E, 'at' | 'type' | 'attempt' | 'connection'>]-?: Shape }

const shapes = entries({
  trace: { version: 'count', started: 'text', tool: 'text', url: 'text', options: 'record', capabilities: 'texts' },
  resolve: { host: 'text', addresses: 'texts', took: 'time' },
  connect: {
    address: 'text',
    port: 'count?',
    localAddress: 'text?',
    localPort: 'count?',
    took: 'time',
    segmentBytes: 'count?',
    receiveBuffer: 'count?',
    reused: 'flag?',
    proxy: 'text?',
  },
  tls: { version: 'text', cipher: 'text', took: 'time' },
  request: { method: 'text', target: 'text', bytes: 'count', text: 'text' },
  read: {
    bytes: 'count',
    total: 'count',
    asked: 'count',
    recvQueue: 'count?',
    window: 'count?',
    queueMemory: 'count?',
  },
  reads: {
    count: 'count',
    bytes: 'count',
    total: 'count',
    asked: 'count',
    full: 'count',
    smallest: 'count',
    largest: 'count',
    recvQueueMax: 'count?',
    windowMin: 'count?',
    took: 'time',
  },
  gate: { waited: 'time' },
  disk: { bytes: 'count', took: 'time' },
  kernel: {
    recvQueue: 'count?',
    window: 'count?',
    queueMemory: 'count?',
    receiveBuffer: 'count?',
    arrived: 'count?',
    segments: 'count?',
    segmentsOut: 'count?',
    outOfOrder: 'count?',
    rtt: 'time?',
    minRtt: 'time?',
    receiveRtt: 'time?',
    segmentBytes: 'count?',
    pathSegmentBytes: 'count?',
    drops: 'count?',
    timestamps: 'flag?',
  },
  head: {
    offset: 'count',
    size: 'count',
    status: 'count',
    reason: 'text',
    version: 'text',
    fields: 'fields',
    framing: 'framing',
    text: 'text',
  },
  window: { state: 'state', window: 'count' },
  redirect: { status: 'count', from: 'text', to: 'text', method: 'text', dropped: 'texts?', downgraded: 'flag?' },
  retry: { why: 'text', wait: 'time', from: 'count' },
  resume: { from: 'count', why: 'text' },
  range: { first: 'whole', last: 'whole', why: 'text' },
  origin: {
    sent: 'count',
    acked: 'count?',
    unsent: 'count?',
    window: 'count?',
    rwndLimited: 'time?',
    sndbufLimited: 'time?',
    busy: 'time?',
    blocked: 'time?',
  },
  setting: { name: 'text', value: 'time' },
  limit: { from: 'time', to: 'time', by: 'text', evidence: 'text?' },
  complete: {
    received: 'count',
    content: 'count',
    declared: 'flag',
    unchanged: 'flag?',
    sha256: 'text?',
    file: 'text?',
    fileBytes: 'count?',
    resumedFrom: 'count?',
  },
  failed: { code: 'text', message: 'text', hint: 'text?', exit: 'count' },
})

// A table with a row for each type and a cell for each field: the compiler asks for what is missing.
function entries(table: { [E in TraceEvent as E['type']]: ShapeOf<E> }): Record<TraceEvent['type'], [string, Shape][]> {
  const ofAll = { at: 'time', attempt: 'count?', connection: 'count?' }
  const rows = Object.entries(table).map(([type, row]) => [type, Object.entries({ ...ofAll, ...row })])
  return Object.fromEntries(rows) as Record<TraceEvent['type'], [string, Shape][]>
}

const told = (value: unknown) => (value === undefined ? 'absent' : (JSON.stringify(value) ?? typeof value).slice(0, 40))
