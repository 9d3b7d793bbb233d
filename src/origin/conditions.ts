// Which part of a resource a request wants: all, one range of it, or nothing since it has it. Pure.

import { fieldOf, type Request } from './request-reader.ts'
import type { Field } from '../http/types.ts'

export type Wanted =
  | { type: 'whole' }
  | { type: 'part'; first: number; last: number }
  | { type: 'not-modified' }
  | { type: 'unsatisfiable' }

/** RFC 9110 section 13.2.2, the steps that a GET or HEAD can meet. `described` has the resource's own validators. */
export function wanted(request: Pick<Request, 'method' | 'fields'>, described: Field[], size: number): Wanted {
  const etag = fieldOf({ fields: described }, 'etag')
  const modified = fieldOf({ fields: described }, 'last-modified')
  const noneMatch = fieldOf(request, 'if-none-match')
  const since = fieldOf(request, 'if-modified-since')
  if (noneMatch !== undefined) {
    if (noneMatch === '*' || (etag && tags(noneMatch).some((tag) => weak(tag) === weak(etag)))) {
      return { type: 'not-modified' }
    }
  } else if (since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since)) {
    return { type: 'not-modified' }
  }

  const range = fieldOf(request, 'range')
  if (range === undefined || request.method !== 'GET') return { type: 'whole' }
  const condition = fieldOf(request, 'if-range')
  // Section 13.1.5: only a strong tag or the very date will do.
  if (condition !== undefined && condition !== modified && (condition !== etag || etag.startsWith('W/'))) {
    return { type: 'whole' }
  }
  return single(range, size)
}

// RFC 9110 section 14.1.2. Several ranges, other units and what cannot be read: ignored, which section 14.2 allows.
function single(range: string, size: number): Wanted {
  const match = /^bytes *= *(\d*) *- *(\d*)$/i.exec(range)
  if (!match || (match[1] === '' && match[2] === '')) return { type: 'whole' }
  const suffix = match[1] === ''
  const first = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const last = suffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (!suffix && match[2] !== '' && Number(match[2]) < first) return { type: 'whole' }
  return first >= size ? { type: 'unsatisfiable' } : { type: 'part', first, last }
}

function tags(list: string): string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? []
}

function weak(tag: string): string {
  return tag.replace(/^W\//, '')
}
