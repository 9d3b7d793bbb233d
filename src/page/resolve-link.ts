// What a reference in a document points to: HTML, section 2.4.1, "encoding-parsing-and-serializing a URL".

import { percentEncodeAfterEncoding } from '@exodus/bytes/whatwg.js'

/** Where a document's references start from. */
export class Base {
  readonly #document: URL | undefined
  /** The document's own host; what links to it is internal. */
  readonly host: string | undefined
  #href: string | undefined
  #declared = false

  /** @param document the document's own address, after redirects; without one only absolute references resolve */
  constructor(document: string | undefined) {
    this.#document = document === undefined ? undefined : new URL(document)
    this.host = this.#document?.host
    this.#href = this.#document?.href
  }

  /** The address that references are resolved against. */
  get href(): string | undefined {
    return this.#href
  }

  /** A `<base href>`: of several the first counts, even if it cannot be used. HTML, section 4.2.3. */
  declare(href: string): void {
    if (this.#declared) return
    this.#declared = true
    const url = URL.parse(href, this.#document?.href)
    if (url && url.protocol !== 'data:' && url.protocol !== 'javascript:') this.#href = url.href
  }

  /** The absolute address, or undefined when there is none. `encoding` is the document's. */
  resolve(reference: string, encoding: string): URL | undefined {
    return URL.parse(queryIn(encoding, reference), this.#href) ?? undefined
  }
}

// URL, section 4.4, "query state": the one part of an address that is in the document's encoding, not in UTF-8.
// What is not ASCII is enough to encode here, the parser does the rest.
function queryIn(encoding: string, reference: string): string {
  if (!notAscii.test(reference)) return reference
  if (encoding === 'UTF-8' || encoding.startsWith('UTF-16') || encoding === 'replacement') return reference
  const [beforeFragment] = reference.split('#', 1)
  const query = beforeFragment!.indexOf('?')
  if (query < 0 || !hasEncodedQuery(reference)) return reference
  const encoded = beforeFragment!
    .slice(query)

    .replaceAll(/[^\0-\x7F]+/g, (characters) => percentEncodeAfterEncoding(encoding, characters, ''))
  return beforeFragment!.slice(0, query) + encoded + reference.slice(beforeFragment!.length)
}

const notAscii = /[^\0-\x7F]/

// Only http, https, ftp, file (and what is relative to them) have their query in the document's encoding.
function hasEncodedQuery(reference: string): boolean {
  const scheme = /^[\0-\x20]*([a-z][a-z0-9+.-]*):/i.exec(reference)?.[1]?.toLowerCase()
  return scheme === undefined || ['http', 'https', 'ftp', 'file'].includes(scheme)
}
