// A URL of a list, taken apart once: what a `URL` is asked for again and again costs more than the rest of an item.

import { parseUrl } from '../retrieve/url.ts'

/** What is used of a URL. A `URL` is one, too. */
export type Address = Readonly<Pick<URL, 'origin' | 'host' | 'hostname' | 'pathname' | 'search' | 'href'>>

type Server = Pick<Address, 'origin' | 'host' | 'hostname'>

/** Servers that are remembered. */
const remembered = 10_000

export class Addresses {
  /** By how a plain URL of theirs begins. */
  readonly #servers = new Map<string, Server>()

  /**
   * A URL in plain writing is cut where its parts end; any other is `parseUrl`'s.
   *
   * @throws SluiceError bad-url, scheme-not-supported
   */
  of(text: string): Address {
    const slash = text.indexOf('/', 'http://'.length + 1)
    const server = slash > 0 && plain.test(text) ? this.#server(text.slice(0, slash)) : undefined
    if (!server) return parseUrl(text)
    const query = text.indexOf('?', slash)
    return query < 0
      ? new PlainAddress(server, text.slice(slash), '')
      : new PlainAddress(server, text.slice(slash, query), text.slice(query))
  }

  #server(origin: string): Server | undefined {
    const known = this.#servers.get(origin)
    if (known) return known
    const url = URL.parse(origin)
    // What the parser changes was not plain.
    if (!url || url.origin !== origin) return undefined
    if (this.#servers.size >= remembered) this.#servers.clear()
    const server = { origin: url.origin, host: url.host, hostname: url.hostname }
    this.#servers.set(server.origin, server)
    return server
  }
}

class PlainAddress implements Address {
  readonly #server: Server
  readonly pathname: string
  readonly search: string

  constructor(server: Server, pathname: string, search: string) {
    this.#server = server
    this.pathname = pathname
    this.search = search
  }

  get origin(): string {
    return this.#server.origin
  }

  get host(): string {
    return this.#server.host
  }

  get hostname(): string {
    return this.#server.hostname
  }

  get href(): string {
    return this.#server.origin + this.pathname + this.search
  }
}

// http or https without a login or a fragment; a path and a query of characters that stay as they are. A segment that
// begins with a dot, written so or %2e, may be `.` or `..`.
const plain = /^https?:\/\/[^/?#@\\]+(?:\/(?!\.|%2e)[\w\-.~!$&'()*+,;=:@%]*)+(?:\?[\w\-.~!$&()*+,;=:@%/?]+)?$/i
