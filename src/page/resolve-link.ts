// What a reference in a document points to: HTML, section 2.4.1, "encoding-parsing-and-serializing a URL".

import { percentEncodeAfterEncoding } from '@exodus/bytes/whatwg.js'

/** Where a document's references start from. It stays as it is. */
export class Base {
  readonly #document: string | undefined
  readonly #host: string | undefined
  /** What most of its own references resolve to begins so. */
  readonly #home: string
  readonly #href: string | undefined
  readonly #declared: boolean
  /** Of an http base: `http://host`, which its paths follow; else empty. */
  readonly site: string
  /** The same up to its path's last slash. */
  readonly #directory: string

  /**
   * @param document the document's own address, after redirects; without one only absolute references resolve
   * @param declared what its `<base>` has instead
   */
  constructor(document: string | undefined, declared?: string) {
    const { href, server } = document === undefined ? nowhere : addressOf(document)
    this.#document = href
    this.#host = server.host
    this.#home = `${server.site}/`
    this.#declared = declared !== undefined
    this.#href = declared || href
    const [directory = '', site = ''] = /^(https?:\/\/[^/?#]+)\/(?:[^?#]*\/)?/.exec(this.#href ?? '') ?? []
    this.site = site
    this.#directory = directory
  }

  /** The base after a `<base href>`: of several the first counts, even if it cannot be used. HTML, section 4.2.3. */
  declare(href: string): Base {
    if (this.#declared) return this
    const url = URL.parse(href, this.#document)
    const usable = url !== null && url.protocol !== 'data:' && url.protocol !== 'javascript:'
    return new Base(this.#document, usable ? url.href : '')
  }

  /** The absolute address, or undefined when there is none. `encoding` is the document's. */
  resolve(reference: string, encoding: string): string | undefined {
    return this.#plainly(reference) ?? URL.parse(queryIn(encoding, reference), this.#href)?.href
  }

  /** Whether what `resolve` gave is of the document's own host; undefined if it is of no host (`mailto:`). */
  isInternal(href: string): boolean | undefined {
    if (href.startsWith(this.#home)) return true
    const host = /^[^/]+:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(href)?.[1]
    return host === undefined ? undefined : host === this.#host
  }

  // Nine of ten references are a path of plain characters, to which the parser has nothing to do but join.
  #plainly(reference: string): string | undefined {
    if (this.site === '') return undefined
    const path = reference.startsWith(this.site) ? reference.slice(this.site.length) : reference
    if (!plain.test(path) || (path !== reference && !path.startsWith('/'))) return undefined
    return (path.startsWith('/') ? this.site : this.#directory) + path
  }
}

interface Server {
  /** Scheme and host. */
  site: string
  host: string | undefined
}

// Many documents have the server of the one before.
let last: Server = { site: '', host: undefined }

const nowhere: { href: string | undefined; server: Server } = {
  href: undefined,
  server: { site: '', host: undefined },
}

// A document's address as the parser writes it; the parser is asked unless it can do nothing to it.
function addressOf(document: string): { href: string; server: Server } {
  const path = last.site !== '' && document.startsWith(last.site) ? document.slice(last.site.length) : ''
  if (path.startsWith('/') && plain.test(path)) return { href: document, server: last }
  const { href, protocol, host } = new URL(document)
  const server = { site: `${protocol}//${host}`, host }
  if (href.startsWith(`${server.site}/`)) last = server
  return { href, server }
}

// Segments that do not begin with a dot, of characters that stay as they are (URL, section 1.3: the path, special-query and
// fragment percent-encode sets); no colon, which might end a scheme.
const plain =
  /^(?:\/|\/?[\w~!$&'()*+,;=@-][\w~!$&'()*+,;=@.-]*(?:\/[\w~!$&'()*+,;=@-][\w~!$&'()*+,;=@.-]*)*\/?)(?:\?[\w~!$&()*+,;=@.:/?%-]*)?(?:#[\w~!$&'()*+,;=@.:/?%-]*)?$/

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
