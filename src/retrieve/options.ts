// What a retrieval can be told, each with its default and the reason for it.

import type { ResponseParserOptions } from '../http/response-parser.ts'
import type { Field } from '../http/types.ts'
import type { Gate } from '../net/gate.ts'
import type { Header } from '../http/header.ts'
import type { Pool } from '../net/pool.ts'
import type { Proxy } from '../net/proxy.ts'
import type { Stream } from '../net/stream.ts'
import type { TlsOptions } from '../net/tls.ts'
import type { Checksum } from '../sink/hash.ts'
import type { Target } from '../sink/target.ts'
import type { Watcher } from '../trace/event.ts'
import type { ClockOptions } from './clocks.ts'

export interface RetrieveOptions extends ClockOptions, RequestOptions, RouteOptions, AnswerOptions, RetryOptions {
  /** Where the content goes. @default memory: `retrieval.content` */
  to?: Target
  /** Sees every event as it happens. */
  watch?: Watcher | Watcher[]
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
  /**
   * Sample the kernel's side of the connection into the trace, for the verdict and the views: 2 µs, at most each 2 ms.
   *
   * @default false
   */
  kernel?: boolean
  /** What was asked for in words of the asker, for the trace's first line. @default none */
  settings?: Record<string, unknown>
  /**
   * Given the stream of each connection before a request goes out on it, for who changes `recvSize` or the receive buffer
   * while it runs. What it throws is thrown: nothing is sent then.
   */
  connected?: (stream: Stream) => void
  /** Gives up; a reason that is a SluiceError is thrown as it is. */
  signal?: AbortSignal
  /** Secrets stay in the trace. @default false: Authorization, Cookie, passwords in URLs are redacted */
  showSecrets?: boolean
}

/** What is sent. */
export interface RequestOptions {
  /** @default 'GET' */
  method?: 'GET' | 'HEAD'
  /** '1.0' speaks as the book does: `GET URL HTTP/1.0`, and nothing is kept alive. @default '1.1' */
  httpVersion?: '1.1' | '1.0'
  /** Header fields besides, or instead of, our own; an empty value is sent as such. They go to the first origin only. */
  fields?: readonly Field[]
  /** Names of our own header fields that shall not be sent. */
  omit?: readonly string[]
  /** User and password for the first origin (Basic). Those in the URL are used otherwise. */
  credentials?: { user: string; password: string }
  /** Asked for the first origin's credentials when there are no others: ~/.netrc. */
  credentialsFor?: (url: URL) => { user: string; password: string } | undefined
  /** Cookies for each request, and who keeps those that answers set. */
  cookies?: { for: (url: URL) => string | undefined; take: (url: URL, header: Header) => void }
  /** The Referer field follows redirects, as curl's `;auto`. @default false */
  autoReferer?: boolean
  /** Send the path with its dots as written. @default false: `/a/../b` is `/b` */
  pathAsIs?: boolean
  /** Ask for and remove content codings: gzip, deflate, br, zstd. @default false: identity is asked for */
  decode?: boolean
  /** Ask for a gzip transfer coding too, which is always removed, as curl --tr-encoding. @default false */
  transferCodings?: boolean
  /** Only these bytes: `0-499`, `500-`, `-500`, or several. */
  range?: string
  /** Only if it is newer (or, negated, not newer) than this, ms since 1970. */
  ifModified?: { since: number; negated: boolean }
  /** Only if its entity tag is another; the quoted tag. */
  ifNoneMatch?: string
}

/** How it gets there. */
export interface RouteOptions {
  /** SO_RCVBUF in bytes, set before connect. @default the system's */
  receiveBuffer?: number
  /** TCP_MAXSEG in bytes, so that loopback cuts its segments as a network would. @default what the path allows */
  maxSegment?: number
  family?: 4 | 6
  tls?: TlsOptions
  /** Local address, or interface by name, to connect from. */
  localAddress?: string
  interface?: string
  unixSocket?: string
  /** Addresses by hand; keys `host:port`. */
  overrides?: ReadonlyMap<string, string[]>
  /** Another host and port to connect to for one, as curl --connect-to. */
  connectTo?: (host: string, port: number) => { host: string; port: number } | undefined
  /** The proxy for a URL. @default none; the command asks its flags and the environment */
  proxyFor?: (url: URL) => Proxy | undefined
  /** TLS towards the proxy itself. */
  proxyTls?: TlsOptions
  /** Connections to use again. @default none are kept */
  pool?: Pool
}

/** What is made of an answer. */
export interface AnswerOptions extends Omit<ResponseParserOptions, 'method'> {
  /** @default true; curl wants -L */
  followRedirects?: boolean
  /** @default 20; curl 50, browsers 20 */
  maxRedirects?: number
  /** What the user set goes to other origins too, as curl --location-trusted. @default false */
  trustRedirects?: boolean
  /** An answer with a status of 400 or more is a failure. @default true; curl wants -f */
  failOnStatus?: boolean
  /** Its body is kept, and it is a failure all the same. @default false */
  keepErrorBody?: boolean
  /**
   * What is held from an earlier try: 'auto' goes on where that is proved safe, else starts over; 'demand' goes on or
   * fails; 'never' starts over; a number is the offset to go on from.
   *
   * @default 'auto'
   */
  resume?: 'auto' | 'demand' | 'never' | number
  /** Bytes of content at most, declared, received or decoded. @default none */
  maxFilesize?: number
  /** What the content must hash to. */
  checksum?: Checksum
  /**
   * Connections for one content, where more than one can help and is proved safe: the server offers ranges and a strong
   * validator, the target can be written anywhere, and what is left takes longer than making connections.
   *
   * @default 1
   */
  connections?: number
  /** Hash the content with SHA-256 (or as `checksum` says) and put it into the result. @default false: it costs time */
  hash?: boolean
}

/** What is tried again. */
export interface RetryOptions {
  /** How often a failure that may pass is tried again. @default 0, as curl */
  retries?: number
  /** Any failure is tried again, as curl --retry-all-errors. @default false */
  retryAll?: boolean
  /** A refused connection is tried again, as curl --retry-connrefused. @default false */
  retryRefused?: boolean
  /** No try begins after so many ms. @default none */
  retryMaxTime?: number
  /** Ms between tries. @default Retry-After, else 1 s doubling to 10 min, with a tenth of jitter */
  retryDelay?: number
}
