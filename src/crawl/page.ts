// What an answer comes to in the store, and what of an earlier one is asked for again.

import { contentType, fieldOf } from '../bulk/content-type.ts'
import { warcDigest } from '../bulk/keep-warc.ts'
import { isSendable } from '../bulk/request-text.ts'
import type { Field } from '../http/types.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Kept, Outcome, Page } from '../store/store.ts'
import type { Answer } from './answer.ts'

/** The fields that ask for a content only if it is another than what is kept (RFC 9110 section 13.1). */
export function conditions({ etag, lastModified }: Kept): Field[] {
  const fields: Field[] = []
  if (etag !== null && isSendable(etag)) fields.push(['If-None-Match', etag])
  // Who understands If-None-Match ignores it (section 13.1.3).
  if (lastModified !== null && isSendable(lastModified)) fields.push(['If-Modified-Since', lastModified])
  return fields
}

/** The row of a URL that brought no content. */
export function pageOf(state: Page['state'], error: string | null, answer: Answer | undefined): Page {
  return {
    state,
    status: answer?.head?.status ?? null,
    error,
    contentType: answer?.head ? (contentType(answer.head) ?? null) : null,
    title: null,
    bytes: null,
    path: null,
    offset: null,
    digest: null,
    etag: null,
    lastModified: null,
    retrieved: answer?.at ?? Date.now(),
    wait: answer ? rounded(answer.times.wait) : null,
    receive: answer ? rounded(answer.times.receive) : null,
    change: null,
  }
}

/** The row of one that did; `kept` is what there was before. */
export function contentOf(answer: Answer, kept: Kept | null): Page {
  const digest = warcDigest(answer.body)
  const change = kept ? 'changed' : 'new'
  return { ...pageOf('ok', null, answer), bytes: answer.body.size, digest, ...versionOf(answer.head!), change }
}

/** What was kept is as it was. */
export function unchanged({ head, at }: Answer): Outcome {
  return { state: 'unchanged', retrieved: at, ...versionOf(head!) }
}

// By which it can be asked for again; the fields besides are not parsed for that.
function versionOf(head: ResponseHead): { etag: string | null; lastModified: string | null } {
  return { etag: fieldOf(head, 'etag') || null, lastModified: fieldOf(head, 'last-modified') || null }
}

const rounded = (ms: number) => Math.round(ms * 1000) / 1000
