// A small document, retrieved whole into memory: robots.txt, a sitemap.

import { isSluiceError } from '../errors.ts'
import type { SluiceError } from '../errors.ts'
import { nextRequest } from '../http/redirect.ts'
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

/**
 * @param limit bytes; what comes after them is not read
 */
export async function retrieveSmall(
  url: URL,
  limit: number,
  options: LaneOptions & { requestText: RequestText; redirects?: number },
): Promise<Small> {
  let at = url
  for (let redirects = 0; ; redirects++) {
    const answer = await once(at, at.origin === url.origin, limit, options)
    const next = answer.head && redirects < (options.redirects ?? 5) ? target(answer.head, at, url) : undefined
    if (!next) return answer
    at = next
  }
}

function target(head: ResponseHead, url: URL, first: URL): URL | undefined {
  try {
    return nextRequest({ status: head.status, header: head.header, url, first, fields: [] })?.url
  } catch (error) {
    if (!isSluiceError(error)) throw error
    return undefined
  }
}

function once(
  url: URL,
  named: boolean,
  limit: number,
  options: LaneOptions & { requestText: RequestText },
): Promise<Small> {
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
