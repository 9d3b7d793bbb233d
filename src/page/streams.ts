// The readers of a page as loops: `for await (const line of lines(bytes))`.

import type { Element } from './tags.ts'
import type { Link } from './links.ts'
import type { Match } from './matches.ts'
import type { Pattern } from './pattern.ts'
import { readPage, type Page, type PageOptions } from './read-page.ts'

/** A document's bytes, such as a response's body or a file's stream. Each piece is borrowed until the next is asked for. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What the document is; see `PageOptions`. */
export type DocumentOptions = Pick<PageOptions, 'contentType' | 'encoding' | 'kind' | 'url'>

/** The lines of the source, without their ends. */
export function lines(bytes: Bytes, options: DocumentOptions = {}): AsyncGenerator<string> {
  return facts(bytes, (onLine) => readPage({ ...options, onLine }))
}

/** The source as characters, in pieces. */
export function source(bytes: Bytes, options: DocumentOptions = {}): AsyncGenerator<string> {
  return facts(bytes, (onSource) => readPage({ ...options, onSource }))
}

/** The visible text, in pieces. */
export function text(bytes: Bytes, options: DocumentOptions = {}): AsyncGenerator<string> {
  return facts(bytes, (onText) => readPage({ ...options, onText }))
}

/** The words of the visible text, or of the source. */
export function words(bytes: Bytes, options: DocumentOptions & PageOptions['words'] = {}): AsyncGenerator<string> {
  return facts(bytes, (onWord) => readPage({ ...options, words: options, onWord }))
}

/** The matches of a pattern in the source. */
export function matches(bytes: Bytes, pattern: Pattern, options: DocumentOptions = {}): AsyncGenerator<Match> {
  return facts(bytes, (onMatch) => readPage({ ...options, pattern, onMatch }))
}

/** The links, in order, duplicates kept; `url` is undefined for those that cannot be parsed. */
export function links(bytes: Bytes, options: DocumentOptions & PageOptions['links'] = {}): AsyncGenerator<Link> {
  return facts(bytes, (onLink) => readPage({ ...options, links: options, onLink }))
}

/** The elements with one of these names. */
export function tags(bytes: Bytes, names: readonly string[], options: DocumentOptions = {}): AsyncGenerator<Element> {
  return facts(bytes, (onTag) => readPage({ ...options, tags: names, onTag }))
}

/** The whole source, for what needs it at once; no more than `most` UTF-16 units and one piece are kept. */
export async function whole(bytes: Bytes, most: number, options: DocumentOptions = {}): Promise<string> {
  let kept = ''
  for await (const piece of source(bytes, options)) {
    kept += piece
    if (kept.length > most) break
  }
  return kept
}

// What one piece of bytes brought is yielded before the next is asked for.
async function* facts<T>(bytes: Bytes, begin: (tell: (fact: T) => void) => Page): AsyncGenerator<T> {
  const found: T[] = []
  const page = begin((fact) => found.push(fact))
  for await (const piece of bytes) {
    page.feed(piece)
    yield* found.splice(0)
  }
  page.end()
  yield* found
}
