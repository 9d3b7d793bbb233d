// One row on its way: asked for, redirected, tried again, kept; until it has come to its end.

import { isSluiceError, SluiceError } from '../errors.ts'
import { withoutUserinfo } from '../http/redact.ts'
import { nextRequest } from '../http/redirect.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { retryAfter } from '../http/retry-after.ts'
import { parseUrl } from '../retrieve/url.ts'
import type { Address } from './address.ts'
import { Body } from './body.ts'
import { contentType } from './content-type.ts'
import type { Host } from './host.ts'
import type { Lane } from './lane.ts'
import type { Identity } from './request-text.ts'
import type { Taker, Times } from './taker.ts'
import type { Result, State } from './row.ts'
import type { Shard } from './shard.ts'
import { wantedHash } from './wanted-hash.ts'
import type { Verify } from './wanted-hash.ts'

/** What an item needs of the run. */
export interface Setting {
  directory: string
  robots: boolean
  retries: number
  maxRedirects: number
  /** What the user set goes along with redirects. */
  trusted: boolean
  maxFilesize: number | undefined
  /** The hash that a column demands. */
  verify: Verify | undefined
  hash: boolean
  cookies: Identity['cookies']
  /** Ms that were spent writing. */
  wrote: (ms: number) => void
  /** To be asked for, at once or after `ms`. */
  again: (item: Item, ms: number) => void
  /** It came to its end; `json` is the result as such, if that was made. */
  over: (item: Item, result: Result, json?: string) => void
  /** The lane is free. */
  free: (lane: Lane, host: Host<Item>) => void
  /** Nothing can be kept any more. */
  broken: (error: SluiceError) => void
}

/** Bodies up to this many bytes are read though nobody wants them, to keep the connection. */
const worthReading = 64 * 1024

export class Item implements Taker {
  readonly shard: Shard
  readonly index: number
  /** What it is asked by; redirects change it. */
  url: Address
  /** The list names its origin; a redirect may have led to another. */
  named = true
  readonly #setting: Setting
  tries = 0
  #hops = 0
  #lane: Lane | undefined
  #host: Host<Item> | undefined
  #head: ResponseHead | undefined
  #body: Body | undefined
  #refusal: { state: State; error: string } | undefined

  constructor(url: Address, shard: Shard, index: number, setting: Setting) {
    this.url = url
    this.shard = shard
    this.index = index
    this.#setting = setting
  }

  /** Begins a try on a lane. */
  ask(lane: Lane, host: Host<Item>, request: string): void {
    this.tries++
    this.#lane = lane
    this.#host = host
    this.#head = this.#body = this.#refusal = undefined
    lane.ask(request, this)
  }

  head(head: ResponseHead): boolean {
    this.#head = head
    const { status, framing } = head
    const { cookies } = this.#setting
    if (cookies && /^set-cookie[ \t]*:/im.test(head.text)) cookies.take(new URL(this.url.href), head.header)
    if (status < 200 || status > 299) return framing.type === 'length' ? framing.length <= worthReading : true
    const { robots, maxFilesize } = this.#setting
    if (robots && forbidden(head)) {
      this.#refusal = { state: 'robots', error: 'x-robots-tag: the answer says that it is not to be kept' }
      return false
    }
    if (maxFilesize !== undefined && framing.type === 'length' && framing.length > maxFilesize) {
      this.#tooLarge(framing.length, maxFilesize)
      return false
    }
    this.#body = new Body(`${this.#setting.directory}/${this.shard.key(this.index)}.part`)
    return true
  }

  content(bytes: Uint8Array): void {
    const body = this.#body
    if (!body) return
    const { maxFilesize } = this.#setting
    const { framing } = this.#head!
    body.add(bytes, framing.type === 'length' ? framing.length : undefined)
    if (maxFilesize === undefined || body.size <= maxFilesize) return
    this.#tooLarge(body.size, maxFilesize)
    this.#lane!.close()
  }

  end(error: SluiceError | undefined, times: Times): void {
    const lane = this.#lane!
    const host = this.#host!
    try {
      this.#settle(error, times, host)
    } catch (failure) {
      if (!isSluiceError(failure)) throw failure
      this.#setting.broken(failure)
    }
    this.#body?.end()
    this.#body = undefined
    this.#setting.free(lane, host)
  }

  /** Comes to an end without having been asked for. */
  refuse(state: State, error: string): void {
    this.#setting.over(this, this.#result(state, error, undefined))
  }

  #settle(error: SluiceError | undefined, times: Times, host: Host<Item>): void {
    const { over } = this.#setting
    if (this.#refusal) return over(this, this.#result(this.#refusal.state, this.#refusal.error, times))
    if (error) return this.#failed(error, times, host)
    const head = this.#head!
    if (head.status >= 200 && head.status < 300) {
      host.answered(times.wait)
      return this.#keep(head, times)
    }
    if (head.status >= 300 && head.status < 400 && this.#redirected(head, times)) return
    this.#refusedBy(head, times, host)
  }

  #keep(head: ResponseHead, times: Times): void {
    const { verify, hash, over, wrote } = this.#setting
    const body = this.#body!
    const result = this.#result('ok', null, times)
    const wanted = verify && wantedHash(this.shard.rows[this.index]!, verify)
    const found = wanted === undefined ? undefined : body.hash(verify!.algorithm)
    if (found !== wanted)
      return over(this, this.#result('failed', `checksum-mismatch: its ${verify!.algorithm} is ${found}`, times))
    if (hash) result.sha256 = body.hash('sha256')
    result.bytes = body.size
    const began = performance.now()
    const json = this.shard.keeper.keep(this.url, head, body, result)
    wrote(performance.now() - began)
    over(this, result, json)
  }

  #failed(error: SluiceError, times: Times, host: Host<Item>): void {
    if (error.code === 'write-failed') return this.#setting.broken(error)
    // It could not be reached, or said nothing: that is the host's failure, not this item's.
    if (unreachable.has(error.code)) host.refused(undefined)
    if (passing.has(error.code) && this.#mayTryAgain(host, undefined)) return
    this.#setting.over(this, this.#result('failed', `${error.code}: ${error.message}`, times))
  }

  #refusedBy(head: ResponseHead, times: Times, host: Host<Item>): void {
    const { status, reason, header } = head
    if (status === 429 || status === 503) {
      const asked = header.get('Retry-After')
      host.refused(asked === undefined ? undefined : retryAfter(asked, Date.now()))
      if (this.#mayTryAgain(host, 0)) return
    } else {
      host.answered(times.wait)
      if (passingStatuses.has(status) && this.#mayTryAgain(host, undefined)) return
    }
    const said = `the server answered ${status} ${reason}`.trimEnd()
    this.#setting.over(this, this.#result('failed', `http ${status}: ${said}`, times))
  }

  #mayTryAgain(host: Host<Item>, pause: number | undefined): boolean {
    if (this.tries > this.#setting.retries || host.dead) return false
    this.#setting.again(this, pause ?? (host.own ? 10 : 1000 * 2 ** (this.tries - 1)))
    return true
  }

  #redirected(head: ResponseHead, times: Times): boolean {
    const { over, again, maxRedirects, trusted } = this.#setting
    try {
      const { status, header } = head
      const url = new URL(this.url.href)
      const first = parseUrl(this.shard.rows[this.index]!.url)
      const next = nextRequest({ status, header, url, first, fields: [], trusted })
      if (!next) return false
      if (this.#hops === maxRedirects)
        throw new SluiceError('too-many-redirects', { allowed: maxRedirects, to: next.url.href })
      this.#hops++
      this.url = next.url
      this.named = next.credentials
      this.tries = 0
      again(this, 0)
    } catch (error) {
      if (!isSluiceError(error)) throw error
      over(this, this.#result('failed', `${error.code}: ${error.message}`, times))
    }
    return true
  }

  #tooLarge(size: number, allowed: number): void {
    this.#refusal = { state: 'failed', error: `too-large: more than --max-filesize ${allowed}: ${size} bytes` }
  }

  #result(state: State, error: string | null, times: Times | undefined): Result {
    const { url, extra } = this.shard.rows[this.index]!
    const facts: Result = {
      key: this.shard.key(this.index),
      url,
      state,
      error,
      http_status: this.#head?.status ?? null,
      final_url: this.#hops > 0 ? withoutUserinfo(this.url.href) : null,
      content_type: this.#head ? (contentType(this.#head) ?? null) : null,
      bytes: null,
      path: null,
      offset: null,
      sha256: null,
      tries: this.tries,
      connect_ms: times ? rounded(times.connect) : null,
      wait_ms: times ? rounded(times.wait) : null,
      receive_ms: times ? rounded(times.receive) : null,
      reads: times?.reads ?? null,
      largest_read: times?.largest ?? null,
      received: times?.received ?? null,
    }
    return extra ? { ...facts, ...extra } : facts
  }
}

const unreachable = new Set(['host-not-resolved', 'connect-failed', 'timed-out', 'tls-handshake'])
const passing = new Set([...unreachable, 'empty-reply', 'incomplete', 'receive-failed', 'send-failed', 'bad-chunk'])
/** curl's --retry set, less 429 and 503, which are the host's. */
const passingStatuses = new Set([408, 500, 502, 504])

// What their owners say about being kept, as img2dataset reads it: for everybody, or for an agent that is ours.
function forbidden(head: ResponseHead): boolean {
  // Fields are parsed where they are asked for, which costs more than the rest of an item.
  if (!/^x-robots-tag[ \t]*:/im.test(head.text)) return false
  return head.header.list('X-Robots-Tag').some((member) => {
    const [, agent = '', directive = ''] = /^(?:([\w-]+)\s*:)?\s*([\w-]+)$/.exec(member.toLowerCase()) ?? []
    return (agent === '' || agent === 'sluice') && unwanted.has(directive)
  })
}

const unwanted = new Set(['noindex', 'none', 'noai', 'noimageai', 'noimageindex'])

const rounded = (ms: number) => Math.round(ms * 1000) / 1000
