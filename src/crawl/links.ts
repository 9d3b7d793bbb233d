// What a document leads to, in the form by which the crawl knows it.

import { readPage } from '../page/read-page.ts'
import type { Body } from '../bulk/body.ts'
import type { Found } from '../store/store.ts'
import { canonical } from './canonical.ts'
import { isSitemap, sitemapLocations } from './sitemap.ts'
import { trap } from './trap.ts'

/** Links of one page at most: real pages have some 60, one in 10⁵ more than 10,000. */
const mostLinks = 10_000
/** Bytes of a document that are read for links. */
const mostRead = 16 * 1024 * 1024
/** References remembered with what they stand for: most links lead to what a crawl knows. About 250 bytes each. */
const remembered = 100_000

/** Elements that lead to another document. */
const leading = new Set(['a', 'area', 'iframe'])

export interface LinkOptions {
  inScope: (url: URL) => boolean
  maxDepth: number
  /** Obey rel=nofollow. */
  robots: boolean
}

export class LinkFinder {
  readonly #options: LinkOptions
  /** What was found lately, and before that. Null is what cannot be retrieved. */
  #known = new Map<string, Found | null>()
  #before = new Map<string, Found | null>()

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** A URL as the crawl knows it; undefined for what cannot be retrieved over HTTP. */
  found(href: string, link: boolean): Found | undefined {
    let known = this.#known.get(href)
    if (known === undefined) known = this.#remember(href)
    if (known === null) return undefined
    return link ? known : { ...known, link }
  }

  /** @param depth of the document */
  of(
    body: Body,
    url: string,
    contentType: string | undefined,
    depth: number,
  ): { links: Found[]; title: string | null } {
    const links: Found[] = []
    const deeper = depth < this.#options.maxDepth
    const add = (href: string, link: boolean, follow: boolean) => {
      const found = links.length < mostLinks ? this.found(href, link) : undefined
      if (found) links.push(found.wanted && !(deeper && follow) ? { ...found, wanted: false } : found)
    }
    if (!isMarkup(contentType)) return { links, title: null }
    if (/xml|gzip|octet/i.test(contentType ?? '') && body.file === undefined && isSitemap(body.bytes)) {
      for (const location of sitemapLocations(body.bytes)) add(location, false, true)
      return { links, title: null }
    }
    const page = readPage({
      contentType,
      url,
      links: { all: true },
      onLink: ({ url: href, element, rel }) => {
        if (href !== undefined && leading.has(element))
          add(href, true, !(this.#options.robots && /(?:^|\s)nofollow(?:\s|$)/i.test(rel)))
      },
    })
    let read = 0
    for (const piece of body.pieces()) {
      if ((read += piece.length) > mostRead) break
      page.feed(piece)
    }
    const { title, binary } = page.end()
    // A picture called text/html: what looks like a link in it is none.
    return binary ? { links: [], title: null } : { links, title: title ?? null }
  }

  #remember(href: string): Found | null {
    const found = this.#before.get(href) ?? this.#parse(href) ?? null
    if (this.#known.size >= remembered) {
      this.#before = this.#known
      this.#known = new Map()
    }
    // Not under the reference itself where there is the same: that may be a part of the page's text, and keep all of it.
    this.#known.set(found?.url === href ? found.url : href, found)
    return found
  }

  #parse(href: string): Found | undefined {
    const url = URL.parse(href)
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
    const form = canonical(url)
    // A trap's URL is not kept at all where it is too long to be a key.
    if (form.length > 8000) return undefined
    return { url: form, host: url.host, wanted: this.#options.inScope(url) && trap(url) === undefined, link: true }
  }
}

const isMarkup = (contentType: string | undefined) =>
  contentType === undefined ||
  /^\s*(?:text\/html|application\/xhtml|(?:text|application)\/(?:[\w.-]+\+)?xml|application\/(?:x-)?gzip)/i.test(
    contentType,
  )
