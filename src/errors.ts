// Every way a retrieval can fail, in one table: code, exit status, a sentence with its numbers, and the hint.
//
// The exit statuses are curl's (https://curl.se/libcurl/c/libcurl-errors.html), so scripts written for curl keep their
// meaning; 110 and up are ours. A sentence says what happened; a hint says what to do about it and depends on the facts.

interface Failure<F> {
  exit: number
  say: (facts: F) => string
  hint?: (facts: F) => string | undefined
}

const failure = <F>(exit: number, say: (facts: F) => string, hint?: (facts: F) => string | undefined): Failure<F> =>
  hint ? { exit, say, hint } : { exit, say }

/** Which clock ran out, and how far the retrieval had come. */
export interface TimedOut {
  clock: 'connect' | 'idle' | 'max'
  /** Milliseconds the clock allowed. */
  allowed: number
  /** Bytes received before it ran out. */
  received: number
  /** Where we were: connecting, waiting for the reply, in the middle of the body. */
  during: 'resolve' | 'connect' | 'tls' | 'request' | 'wait' | 'receive'
}

const seconds = (ms: number) => `${Number((ms / 1000).toFixed(3))} s`
const bytes = (n: number) => `${n} byte${n === 1 ? '' : 's'}`
const clocks = {
  connect: (f: TimedOut) => `no connection within ${seconds(f.allowed)} (--connect-timeout)`,
  idle: (f: TimedOut) => `nothing arrived for ${seconds(f.allowed)} (--idle-timeout), after ${bytes(f.received)}`,
  max: (f: TimedOut) =>
    `not done within ${seconds(f.allowed)} (--max-time): ${bytes(f.received)} received, while ${during[f.during]}`,
}
const during = {
  resolve: 'looking up the host',
  connect: 'connecting',
  tls: 'in the TLS handshake',
  request: 'sending the request',
  wait: 'waiting for the reply',
  receive: 'receiving the body',
}

const goesOn = (f: { part?: string | undefined; kept?: number | undefined }) =>
  f.part && f.kept
    ? `run the same command again; ${bytes(f.kept)} are kept in ${f.part} and it will go on from there`
    : undefined

const failures = {
  // 1–3: what was asked for
  'scheme-not-supported': failure<{ scheme: string }>(
    1,
    (f) => `${f.scheme}: is not supported`,
    () => 'sluice speaks http: and https:',
  ),
  'http09-not-allowed': failure<{ start: string }>(
    1,
    (f) => `the reply has no status line (it begins ${f.start}): HTTP/0.9, which is not accepted`,
    () => 'to take whatever bytes come, use --http0.9',
  ),
  usage: failure<{ problem: string; suggestion?: string | undefined }>(
    2,
    (f) => f.problem,
    (f) => f.suggestion,
  ),
  'bad-url': failure<{ url: string; problem: string }>(
    3,
    (f) => `${f.url} is not a URL that can be retrieved: ${f.problem}`,
  ),
  // 5–7: getting there
  'proxy-not-resolved': failure<{ host: string; reason: string }>(
    5,
    (f) => `the proxy ${f.host} has no address (${f.reason})`,
    () => 'check -x, or http_proxy and its kin in the environment',
  ),
  'host-not-resolved': failure<{ host: string; reason: string; file?: string | undefined }>(
    6,
    (f) => `${f.host} has no address (${f.reason})`,
    (f) => `check the spelling, and this machine's network${f.file ? `; nor is there a file ${f.file} here` : ''}`,
  ),
  'connect-failed': failure<{ host: string; port?: number | undefined; tried: { address: string; reason: string }[] }>(
    7,
    (f) =>
      `could not connect to ${f.host}${f.port === undefined ? '' : ` port ${f.port}`}: ${f.tried.map((t) => (t.address === f.host ? t.reason : `${t.address} ${t.reason}`)).join('; ')}`,
    (f) => (f.tried.every((t) => t.reason.includes('refused')) ? 'nothing listens there' : undefined),
  ),
  // 8, 18, 52, 56, 100: the reply
  'not-http': failure<{ problem: string; at?: number | undefined }>(
    8,
    (f) => `the reply is not HTTP: ${f.problem}${f.at === undefined ? '' : ` at byte ${f.at}`}`,
  ),
  incomplete: failure<{
    received: number
    expected?: number | undefined
    what: 'body' | 'chunked body' | 'header' | 'coding'
    part?: string | undefined
    kept?: number | undefined
  }>(
    18,
    (f) =>
      f.what === 'header'
        ? `the server closed in the middle of the header, after ${bytes(f.received)}`
        : f.what === 'coding'
          ? `the content coding ended too early: ${bytes(f.received)} decoded`
          : f.expected === undefined
            ? `the server closed before the last chunk, after ${bytes(f.received)}`
            : `the server closed after ${f.received} of ${bytes(f.expected)}`,
    goesOn,
  ),
  'http-status': failure<{ status: number; reason: string }>(
    22,
    (f) => `the server answered ${f.status}${f.reason ? ` ${f.reason}` : ''}`,
    (f) =>
      f.status === 401 || f.status === 407
        ? 'it wants credentials: -u USER:PASSWORD'
        : f.status === 429 || f.status === 503
          ? 'it asks you to come back later: --retry N waits as it says'
          : undefined,
  ),
  // 23, 26: this machine
  'write-failed': failure<{
    path: string
    reason: string
    written?: number | undefined
    part?: string | undefined
    kept?: number | undefined
    many?: boolean | undefined
  }>(
    23,
    (f) => `could not write ${f.path}${f.written === undefined ? '' : ` after ${bytes(f.written)}`}: ${f.reason}`,
    (f) =>
      f.reason.includes('ENOSPC') || f.reason.includes('no space')
        ? `free some space${f.many ? '; the same command goes on from what is whole' : f.written === undefined ? '' : `; ${goesOn(f) ?? 'nothing was left behind'}`}`
        : undefined,
  ),
  'output-closed': failure<Record<string, never>>(23, () => 'the reader of our output closed it'),
  exists: failure<{ path: string }>(
    23,
    (f) => `${f.path} already exists`,
    () => 'choose another name with -o, or allow it to be replaced',
  ),
  'list-unreadable': failure<{ path: string; reason: string }>(26, (f) => `could not read ${f.path}: ${f.reason}`),
  'bad-trace': failure<{ path: string; line: number; problem: string }>(
    26,
    (f) => `${f.path}, line ${f.line}: ${f.problem}`,
  ),
  // 28: clocks
  'timed-out': failure<TimedOut & { part?: string | undefined; kept?: number | undefined }>(
    28,
    (f) => clocks[f.clock](f),
    goesOn,
  ),
  // 33, 36: ranges and going on
  'range-refused': failure<{ asked: string; answered: string }>(
    33,
    (f) => `the range ${f.asked} was refused: ${f.answered}`,
  ),
  // An empty hint: there is nothing to be done, as where what came went on to a reader, who would get it twice.
  'cannot-resume': failure<{ path: string; reason: string; hint?: string }>(
    36,
    (f) => `cannot go on with ${f.path}: ${f.reason}`,
    (f) => (f.hint ?? 'start over with --no-resume') || undefined,
  ),
  // 35, 60, 77: TLS
  'tls-handshake': failure<{ host: string; reason: string }>(35, (f) => `no TLS connection to ${f.host}: ${f.reason}`),
  'tls-certificate': failure<{ host: string; reason: string }>(
    60,
    (f) => `the certificate of ${f.host} is not to be trusted: ${f.reason}`,
    () => 'give the authority that signed it with --cacert, or accept anything with -k',
  ),
  'tls-files': failure<{ path: string; reason: string }>(77, (f) => `could not use ${f.path}: ${f.reason}`),
  // 42, 47: given up
  aborted: failure<{ reason: string; part?: string | undefined; kept?: number | undefined }>(
    42,
    (f) => f.reason,
    goesOn,
  ),
  'too-many-redirects': failure<{ allowed: number; to: string }>(
    47,
    (f) => `more than ${f.allowed} redirects, the next to ${f.to}`,
  ),
  'empty-reply': failure<{ received: number }>(52, () => 'the server closed without an answer'),
  'send-failed': failure<{ reason: string; sent: number }>(
    55,
    (f) => `the request could not be sent: ${f.reason} after ${bytes(f.sent)}`,
  ),
  'receive-failed': failure<{
    reason: string
    received: number
    expected?: number | undefined
    part?: string | undefined
    kept?: number | undefined
  }>(
    56,
    (f) =>
      `${f.reason} after ${f.expected === undefined ? bytes(f.received) : `${f.received} of ${bytes(f.expected)}`}`,
    goesOn,
  ),
  'bad-chunk': failure<{ problem: string; received: number }>(
    56,
    (f) => `the chunked coding is broken after ${bytes(f.received)}: ${f.problem}`,
  ),
  'unknown-coding': failure<{ coding: string }>(
    61,
    (f) => `the content coding ${f.coding} is not known`,
    () => 'sluice removes gzip, deflate, br and zstd; without --compressed the bytes are kept as they come',
  ),
  'bad-coding': failure<{ coding: string; reason: string }>(
    61,
    (f) => `the content is not what its coding ${f.coding} says: ${f.reason}`,
  ),
  'too-large': failure<{ allowed: number; size: number; of: 'declared' | 'received' | 'decoded' }>(
    63,
    (f) => `the content is larger than --max-filesize ${f.allowed}: ${f.size} bytes ${f.of}`,
  ),
  'login-denied': failure<{ host: string }>(67, (f) => `${f.host} did not accept the credentials`),
  'proxy-handshake': failure<{ proxy: string; reason: string }>(
    97,
    (f) => `the proxy ${f.proxy} did not connect us: ${f.reason}`,
  ),
  'header-too-large': failure<{ limit: string }>(100, (f) => `the header section is too large: more than ${f.limit}`),
  // ours
  'checksum-mismatch': failure<{ algorithm: string; expected: string; actual: string }>(
    110,
    (f) => `the ${f.algorithm} is ${f.actual}, expected ${f.expected}`,
    () => 'what was retrieved is not kept under the final name',
  ),
  'changed-on-server': failure<{ path: string; what: string }>(
    111,
    (f) => `the file changed on the server since ${f.path} was begun: ${f.what}`,
    () => 'start over without -C',
  ),
  refused: failure<{ reason: string }>(112, (f) => f.reason),
  'some-failed': failure<{ failed: number; offered: number }>(
    114,
    (f) => `${f.failed} of ${f.offered} retrievals failed`,
  ),
} satisfies Record<string, Failure<never>>

type Failures = typeof failures

/** A row of the table: stable names that programs may test for. */
export type ErrorCode = keyof Failures

/** The numbers and names that a code's sentence is made of. */
export type FactsOf<C extends ErrorCode> = Parameters<Failures[C]['say']>[0]

const mark: unique symbol = Symbol.for('sluice.SluiceError')

/** The one error that sluice throws on purpose. Anything else that is thrown is a bug. */
export class SluiceError<C extends ErrorCode = ErrorCode> extends Error {
  // An error of another copy of this file is one too: the command's files have a copy each.
  static override [Symbol.hasInstance](it: unknown): boolean {
    return typeof it === 'object' && it !== null && mark in it
  }

  override readonly name = 'SluiceError'
  readonly code: C
  readonly facts: FactsOf<C>

  constructor(code: C, facts: FactsOf<C>, cause?: unknown) {
    super(sayOf(code).say(facts), cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }

  get [mark](): true {
    return true
  }

  /** What a process that fails so exits with; curl's numbers. */
  get exit(): number {
    return failures[this.code].exit
  }

  /** What to do about it, where something can be done. */
  get hint(): string | undefined {
    return sayOf(this.code).hint?.(this.facts)
  }
}

/** `error` as a SluiceError of that code, or undefined. */
export function isSluiceError<C extends ErrorCode>(error: unknown, code?: C): error is SluiceError<C> {
  return error instanceof SluiceError && (code === undefined || error.code === code)
}

/** The same failure with more facts, for a layer above that knows them (where the part is kept, what was expected). */
export function withFacts(error: SluiceError, facts: Record<string, unknown>): SluiceError {
  return new SluiceError(error.code, { ...error.facts, ...facts } as never, error.cause)
}

/** Code, exit status: for docs and tests. */
export const exitStatuses: { code: ErrorCode; exit: number }[] = Object.entries(failures).map(([code, { exit }]) => ({
  code: code as ErrorCode,
  exit,
}))

// The table's rows differ in their facts; the code and the facts of one error always belong together.
function sayOf(code: ErrorCode): Failure<unknown> {
  return failures[code] as Failure<unknown>
}
