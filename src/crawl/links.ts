// What a document leads to, in the form by which the crawl knows it.

import { readPage } from '../page/read-page.ts'
import type { Body } from '../bulk/body.ts'
import type { Found } from '../store/store.ts'
import { canonical } from './canonical.ts'
import { Recent } from './recent.ts'
import { isSitemap, sitemapLocations } from './sitemap.ts'
import { trap } from './trap.ts'

/** Links of one page at most: real pages have some 60, one in 10⁵ more than 10,000. */
const mostLinks = 10_000
/** Bytes of a document that are read for links. */
const mostRead = 16 * 1024 * 1024
/** Characters of a URL that is kept. */
const longest = 8000

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
  readonly #known = new Recent<Found>()

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** A URL as the crawl knows it; undefined for what cannot be retrieved over HTTP. */
  found(href: string, link: boolean): Found | undefined {
    const fragment = href.indexOf('#')
    const known = this.#known.get(fragment < 0 ? href : href.slice(0, fragment)) ?? this.#parse(href)
    return known === undefined || link ? known : { ...known, link }
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

  #parse(href: string): Found | undefined {
    // A trap's URL is not kept at all where it is too long to be a key.
    const url = href.length <= longest && /^https?:/i.test(href) ? URL.parse(href) : null
    if (!url) return undefined
    const form = canonical(url)
    const known = this.#known.get(form)
    if (known) return known
    const wanted = this.#options.inScope(url) && trap(url) === undefined
    const found: Found = { url: form, host: url.host, wanted, link: true, id: undefined }
    this.#known.add(found)
    return found
  }
}

const isMarkup = (contentType: string | undefined) =>
  contentType === undefined ||
  /^\s*(?:text\/html|application\/xhtml|(?:text|application)\/(?:[\w.-]+\+)?xml|application\/(?:x-)?gzip)/i.test(
    contentType,
  )
