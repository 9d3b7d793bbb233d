// One retrieval: the only file that knows the order of things.
//
//   connect ──► send the request ──► read to the head ──► open the sink ──► recv loop ──► finish
//                                                             any failure: abandon, and say so

import { performance } from 'node:perf_hooks'
import { SluiceError, isSluiceError, withFacts } from './errors.ts'
import type { ResponseHead, ResponseParserOptions } from './http/response-parser.ts'
import type { Field } from './http/types.ts'
import { connect } from './net/connect.ts'
import type { Route } from './net/connect.ts'
import type { Gate } from './net/gate.ts'
import type { TlsOptions } from './net/tls.ts'
import { Clocks } from './retrieve/clocks.ts'
import type { ClockOptions } from './retrieve/clocks.ts'
import { Exchange } from './retrieve/exchange.ts'
import { MemorySink } from './sink/memory.ts'
import { toSink } from './sink/target.ts'
import type { Kept, Target } from './sink/target.ts'
import type { Watcher } from './trace/event.ts'
import { SummaryFold } from './trace/summary.ts'
import type { Summary } from './trace/summary.ts'
import { Trace } from './trace/trace.ts'
import { version } from './version.ts'

export interface RetrieveOptions extends ClockOptions, Omit<ResponseParserOptions, 'method'> {
  /** Where the content goes. @default memory: `retrieval.content` */
  to?: Target
  /** Sees every event as it happens. */
  watch?: Watcher | Watcher[]
  /** @default 'GET' */
  method?: 'GET' | 'HEAD'
  /** '1.0' speaks as the book does: `GET URL HTTP/1.0`, and nothing is kept alive. @default '1.1' */
  httpVersion?: '1.1' | '1.0'
  /** Header fields besides, or instead of, our own; an empty value is sent as such. */
  fields?: Field[]
  /** Names of our own header fields that shall not be sent. */
  omit?: string[]
  /**
   * Ask recv() for at most this many bytes.
   *
   * Small reads show the arrival in detail; large ones cost less. The book's urljpeg.py uses 5120.
   *
   * @default 1048576 when no gate is given (the fastest measured, see bench/; curl asks for 102400), else 5120
   */
  recvSize?: number
  /** Decides when the next recv may happen. @default at once */
  gate?: Gate
  /** SO_RCVBUF in bytes, set before connect. @default the system's */
  receiveBuffer?: number
  family?: 4 | 6
  tls?: TlsOptions
  /** An answer with a status of 400 or more is a failure. @default true */
  failOnStatus?: boolean
  /** Gives up; a reason that is a SluiceError is thrown as it is. */
  signal?: AbortSignal
}

/** What a retrieval came to. */
export interface Retrieval extends Summary {
  /** The content, where it was kept in memory. */
  content: Uint8Array | undefined
  kept: Kept
}

/**
 * Retrieves `url` and hands its content to `options.to`.
 *
 * @throws SluiceError with the code, the exit status, the sentence and the hint of src/errors.ts; nothing incomplete
 * ever has the final name
 */
export async function retrieve(url: string | URL, options: RetrieveOptions = {}): Promise<Retrieval> {
  const memory = new MemorySink()
  const target = options.to ?? toSink(() => memory)
  const fold = new SummaryFold()
  const trace = new Trace([fold.see, ...[options.watch ?? []].flat()], () => performance.now())
  const clocks = new Clocks(options, options.signal)
  trace.tell({
    type: 'trace',
    version: 1,
    started: new Date().toISOString(),
    tool: `sluice ${version}`,
    url: String(url),
    options: {},
    capabilities: [],
  })
  try {
    const content = await attempt(parseUrl(url), target, options, trace, clocks)
    trace.tell({
      type: 'complete',
      received: fold.summary.bytes.received,
      ...content,
      ...(target.kept.path === undefined ? {} : { file: target.kept.path }),
    })
    return { ...fold.summary, content: options.to ? undefined : memory.content, kept: target.kept }
  } catch (error) {
    if (!isSluiceError(error)) throw error
    const failure =
      target.kept.part === undefined ? error : withFacts(error, { part: target.kept.part, kept: target.kept.bytes })
    trace.tell({
      type: 'failed',
      code: failure.code,
      message: failure.message,
      exit: failure.exit,
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    })
    throw failure
  } finally {
    clocks.stop()
  }
}

async function attempt(url: URL, target: Target, options: RetrieveOptions, trace: Trace, clocks: Clocks) {
  const method = options.method ?? 'GET'
  const connected = clocks.connecting()
  clocks.during = 'connect'
  const stream = await connect(routeTo(url, options), (happening) => trace.tell(happening), clocks.signal)
  connected()
  const giveUp = () => stream.close(clocks.signal.reason as Error)
  clocks.signal.addEventListener('abort', giveUp, { once: true })
  try {
    const exchange = new Exchange(stream, {
      ...parserOptions(options),
      method,
      gate: options.gate,
      clocks,
      tell: (happening) => trace.tell(happening),
      redact: (text) => text,
    })
    await exchange.send({
      method,
      target: requestTarget(url, options),
      version: options.httpVersion ?? '1.1',
      fields: requestFields(url, options),
    })
    const head = await exchange.head()
    if (head.status >= 400 && (options.failOnStatus ?? true))
      throw new SluiceError('http-status', { status: head.status, reason: head.reason })
    return await keep(exchange, head, url, target)
  } finally {
    clocks.signal.removeEventListener('abort', giveUp)
    stream.close()
  }
}

async function keep(exchange: Exchange, head: ResponseHead, url: URL, target: Target) {
  const total = head.framing.type === 'length' ? head.framing.length : undefined
  const sink = await target.open({ url, head, from: 0, total })
  let content = 0
  try {
    const end = await exchange.body(head, {
      write(bytes) {
        content += bytes.length
        return sink.write(bytes)
      },
    })
    await sink.finish()
    return { content, declared: end.declared }
  } catch (error) {
    await sink.abandon()
    throw error
  }
}

/** The URL that was meant: a bare host is http; other schemes are refused. */
export function parseUrl(text: string | URL): URL {
  const given = String(text)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\0-\x20\x7f]/.test(given))
    throw new SluiceError('bad-url', { url: given, problem: 'it has white space or a control character in it' })
  const url = URL.parse(scheme ? given : `http://${given}`)
  if (!url) throw new SluiceError('bad-url', { url: given, problem: 'it cannot be parsed' })
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new SluiceError('scheme-not-supported', { scheme: url.protocol.slice(0, -1) })
  return url
}

function routeTo(url: URL, options: RetrieveOptions): Route {
  const secure = url.protocol === 'https:'
  const route: Route = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    recvSize: options.recvSize ?? (options.gate ? 5120 : 1024 * 1024),
  }
  if (secure) route.tls = options.tls ?? {}
  if (options.family) route.family = options.family
  if (options.receiveBuffer !== undefined) route.receiveBuffer = options.receiveBuffer
  return route
}

function requestTarget(url: URL, options: RetrieveOptions): string {
  const origin = url.pathname + url.search
  return options.httpVersion === '1.0' ? `${url.protocol}//${url.host}${origin}` : origin
}

function requestFields(url: URL, { fields = [], omit = [] }: RetrieveOptions): Field[] {
  const own: Field[] = [
    ['Host', url.host],
    ['User-Agent', `sluice/${version}`],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
  ]
  const replaced = new Set([...fields.map(([name]) => name.toLowerCase()), ...omit.map((name) => name.toLowerCase())])
  return [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...fields]
}

function parserOptions({ raw, http09, ignoreContentLength }: RetrieveOptions): ResponseParserOptions {
  return { raw: raw ?? false, http09: http09 ?? false, ignoreContentLength: ignoreContentLength ?? false }
}
