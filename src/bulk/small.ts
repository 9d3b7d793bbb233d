// A small document, retrieved whole into memory: robots.txt, a sitemap.

import { isSluiceError } from '../errors.ts'
import type { SluiceError } from '../errors.ts'
import { nextRequest } from '../http/redirect.ts'
import type { NextRequest } from '../http/redirect.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { Lane } from './lane.ts'
import type { LaneOptions } from './lane.ts'
import type { RequestText } from './request-text.ts'

export interface Small {
  /** 0: there was no answer. */
  status: number
  head: ResponseHead | undefined
  /** No more than the limit. */
  content: Uint8Array
  url: URL
  /** Why there was no answer. */
  error?: SluiceError
}

export interface SmallOptions extends LaneOptions {
  requestText: RequestText
  /** @default 5 */
  redirects?: number
  /** What the user set goes to other origins too. @default false */
  trusted?: boolean | undefined
}

/**
 * @param limit bytes; what comes after them is not read
 */
export async function retrieveSmall(url: URL, limit: number, options: SmallOptions): Promise<Small> {
  let at = url
  let named = true
  for (let redirects = 0; ; redirects++) {
    const answer = await once(at, named, limit, options)
    const next = answer.head && redirects < (options.redirects ?? 5) ? target(answer.head, at, url, options) : undefined
    if (!next) return answer
    at = next.url
    named = next.credentials
  }
}

function target(head: ResponseHead, url: URL, first: URL, { trusted = false }: SmallOptions): NextRequest | undefined {
  try {
    return nextRequest({ status: head.status, header: head.header, url, first, fields: [], trusted })
  } catch (error) {
    if (!isSluiceError(error)) throw error
    return undefined
  }
}

function once(url: URL, named: boolean, limit: number, options: SmallOptions): Promise<Small> {
  return new Promise((resolve) => {
    const lane = new Lane(url, options)
    const small: Small = { status: 0, head: undefined, content: new Uint8Array(0), url }
    const pieces: Uint8Array[] = []
    let size = 0
    lane.ask(options.requestText(url, [], named), {
      head(head) {
        small.head = head
        return true
      },
      content(bytes) {
        const room = limit - size
        pieces.push(new Uint8Array(bytes.subarray(0, room)))
        size += Math.min(room, bytes.length)
        if (room <= bytes.length) lane.close()
      },
      end(error) {
        lane.close()
        // What was cut off at the limit is enough; what failed otherwise is no answer.
        if (small.head && (!error || size >= limit)) small.status = small.head.status
        else if (error) small.error = error
        small.content = Buffer.concat(pieces)
        resolve(small)
      },
    })
  })
}
