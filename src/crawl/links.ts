// What a document leads to, in the form by which the crawl knows it.

import type { Reference } from '../page/links.ts'
import { readPage } from '../page/read-page.ts'
import type { Base } from '../page/resolve-link.ts'
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

/** References that are looked up at once, see recent.ts. */
const together = 64

/** A reference, with what resolves it. */
interface Told {
  reference: Reference
  base: Base
  encoding: string
}

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
    const known = this.#known.get(withoutFragment(href)) ?? this.#parse(href)
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
    const add = (found: Found | undefined, follow: boolean) => {
      if (found && links.length < mostLinks)
        links.push(found.wanted && !(deeper && follow) ? { ...found, wanted: false } : found)
    }
    if (!isMarkup(contentType)) return { links, title: null }
    if (/xml|gzip|octet/i.test(contentType ?? '') && body.file === undefined && isSitemap(body.bytes)) {
      for (const location of sitemapLocations(body.bytes)) add(this.found(location, false), true)
      return { links, title: null }
    }
    const told: Told[] = []
    const settle = () => {
      this.#settle(told, add)
      told.length = 0
    }
    const page = readPage({
      contentType,
      url,
      links: { documents: true },
      onReference: (reference, base, encoding) => {
        told.push({ reference, base, encoding })
        if (told.length === together) settle()
      },
    })
    let read = 0
    for (const piece of body.pieces()) {
      if ((read += piece.length) > mostRead) break
      page.feed(piece)
    }
    const { title, binary } = page.end()
    settle()
    // A picture called text/html: what looks like a link in it is none.
    return binary ? { links: [], title: null } : { links, title: title ?? null }
  }

  #settle(told: readonly Told[], add: (found: Found | undefined, follow: boolean) => void): void {
    if (told.length === 0) return
    this.#known.fetch(
      told[0]!.base.site,
      told.map(({ reference }) => reference.raw),
    )
    for (const { reference, base, encoding } of told) {
      const { raw, rel, cut } = reference
      const follow = rel === '' || !this.#options.robots || !/(?:^|\s)nofollow(?:\s|$)/i.test(rel)
      const known = this.#under(base.site, raw)
      const href = known || cut ? undefined : base.resolve(raw, encoding)
      add(href === undefined ? known : this.found(href, true), follow)
    }
  }

  // A path of the document's own site that is known as it stands is in its canonical form: nothing has to be joined, parsed
  // and written again, which is what most of the time goes on for nine of ten references.
  #under(site: string, reference: string): Found | undefined {
    if (site === '' || reference.charCodeAt(0) !== 0x2f || reference.charCodeAt(1) === 0x2f) return undefined
    return this.#known.under(site, withoutFragment(reference))
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

function withoutFragment(reference: string): string {
  const fragment = reference.indexOf('#')
  return fragment < 0 ? reference : reference.slice(0, fragment)
}

const isMarkup = (contentType: string | undefined) =>
  contentType === undefined ||
  /^\s*(?:text\/html|application\/xhtml|(?:text|application)\/(?:[\w.-]+\+)?xml|application\/(?:x-)?gzip)/i.test(
    contentType,
  )
