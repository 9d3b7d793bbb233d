// From a URL to the answer that counts: redirects are followed, and a kept connection that turns out closed is replaced.

import { SluiceError, isSluiceError } from '../errors.ts'
import { redactHead, redactUrl } from '../http/redact.ts'
import { nextRequest } from '../http/redirect.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Field } from '../http/types.ts'
import { KernelWatch } from '../net/kernel/watch.ts'
import { connectionTo } from './connection.ts'
import { Exchange } from './exchange.ts'
import { requestFor } from './request.ts'
import type { Hop } from './request.ts'
import type { Run } from './run.ts'
import { settledWithin } from './settled.ts'

/** A head, and the connection on which its body waits. */
export interface Answer {
  url: URL
  /** What was asked with, for asking again. */
  hop: Hop
  head: ResponseHead
  exchange: Exchange
  /** Gives the connection back, or closes it; the first call counts. */
  end: (reusable: boolean) => void
}

/** Bodies of redirects up to this many bytes are read, to keep the connection; longer ones cost more than a new one. */
const worthReading = 64 * 1024

/** How long the body of a redirect is waited for, ms: most come with the head, some never. */
const worthWaiting = 50

/** @throws SluiceError too-many-redirects, scheme-not-supported, bad-url, and what connecting and receiving throw */
export async function follow(url: URL, extra: readonly Field[], run: Run): Promise<Answer> {
  const { options, trace, clocks } = run
  const userFields = options.fields ?? []
  const allowed = options.maxRedirects ?? 20
  let hop: Hop = { url, fields: userFields, credentials: true, referer: undefined }
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(hop, extra, run)
    if (options.followRedirects === false) return answer
    try {
      const next = nextRequest({
        ...answer.head,
        url: hop.url,
        first: url,
        fields: userFields,
        trusted: options.trustRedirects ?? false,
      })
      if (!next) return answer
      if (redirects === allowed) throw new SluiceError('too-many-redirects', { allowed, to: redactUrl(next.url.href) })
      const reusable = await skipBody(answer)
      answer.end(reusable)
      clocks.signal.throwIfAborted()
      trace.tell({
        type: 'redirect',
        status: answer.head.status,
        from: redactUrl(hop.url.href),
        to: redactUrl(next.url.href),
        method: options.method ?? 'GET',
        ...(next.dropped.length > 0 ? { dropped: next.dropped } : {}),
        ...(next.downgraded ? { downgraded: true } : {}),
      })
      hop = {
        url: next.url,
        fields: next.fields,
        credentials: next.credentials,
        referer: options.autoReferer ? next.referer : undefined,
      }
    } catch (error) {
      answer.end(false)
      throw error
    }
  }
}

/**
 * One request and the head of its answer. A kept connection may have been closed by the server meanwhile; then nothing came
 * back, and the request goes out again on a new one.
 */
export async function ask(hop: Hop, extra: readonly Field[], run: Run): Promise<Answer> {
  const answer = await askOnce(hop, extra, run, false)
  return answer ?? (await askOnce(hop, extra, run, true))!
}

async function askOnce(
  hop: Hop,
  extra: readonly Field[],
  { options, trace, clocks }: Run,
  fresh: boolean,
): Promise<Answer | undefined> {
  const connection = await connectionTo(hop.url, { options, trace, clocks }, fresh)
  const exchange = new Exchange(connection.stream, {
    method: options.method ?? 'GET',
    raw: options.raw ?? false,
    http09: options.http09 ?? false,
    ignoreContentLength: options.ignoreContentLength ?? false,
    gate: options.gate,
    kernel: options.kernel ? new KernelWatch(connection.stream.fd, trace) : undefined,
    clocks,
    tell: (happening, bytes) => trace.tell(happening, bytes),
    redact: options.showSecrets ? (text) => text : redactHead,
  })
  let ended = false
  const end = (reusable: boolean) => {
    if (ended) return
    ended = true
    exchange.end()
    connection.end(reusable)
  }
  try {
    options.connected?.(connection.stream)
    await exchange.send(requestFor(hop, options, extra, connection.forwarder))
    const head = await exchange.head()
    options.cookies?.take(hop.url, head.header)
    return { url: hop.url, hop, head, exchange, end }
  } catch (error) {
    end(false)
    if (connection.reused && exchange.received === 0 && isClosed(error)) return undefined
    throw error
  }
}

function isClosed(error: unknown): boolean {
  return (
    isSluiceError(error, 'empty-reply') || isSluiceError(error, 'receive-failed') || isSluiceError(error, 'send-failed')
  )
}

/**
 * A redirect counts though its body be cut off, or never come (as for curl).
 *
 * @returns whether the connection can carry another request
 */
async function skipBody({ head, exchange }: Answer): Promise<boolean> {
  const { framing } = head
  if (framing.type !== 'none' && !(framing.type === 'length' && framing.length <= worthReading)) return false
  let reusable = false
  const skipped = exchange.body(head, { write: () => undefined }).then((end) => (reusable = end.reusable))
  await settledWithin(skipped, worthWaiting)
  return reusable
}
