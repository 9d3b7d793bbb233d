// The contract of what a crawl remembers, and of who says which host is visited next.
//
//   offer ──► url (waiting) ──► work: a visit to one host, never two at once ──► page, link, more url ──► next visit, not before
//
// A visit is told what is due; it asks, and says of each URL what became of it (`done`). What it says is kept in one
// transaction with the links found and the new URLs, so whatever is killed, a URL is either still waiting or has its page.
// Makers: `openSqlite` (one file, one process), `openPostgres` (any number of processes).

/** How a URL stands. All but `waiting` are final. */
export type UrlState = 'waiting' | 'ok' | 'redirect' | 'failed' | 'robots' | 'skipped'

/** A URL to be retrieved, in its canonical form. */
export interface Offer {
  url: string
  host: string
  /** Links from where the crawl began. */
  depth: number
}

/** A link of a page, in its canonical form. */
export interface Found {
  url: string
  host: string
  /** It is to be retrieved; else it is known, and skipped. */
  wanted: boolean
  /** A link; else it is only mentioned, as in a sitemap. */
  link: boolean
  /** For the store to fill in: what it knows the URL by, when the same one is found again. */
  id?: number | undefined
}

/** A URL that may be asked for now. */
export interface Due {
  id: number
  url: string
  depth: number
  /** How often it was tried. */
  tries: number
  /** What there is of it already, when it is asked for again. */
  kept: Kept | null
}

/** A content that was retrieved earlier. */
export interface Kept {
  digest: string
  etag: string | null
  lastModified: string | null
  /** Where it lies, if it was kept. */
  path: string | null
  /** Ms since 1970. */
  retrieved: number
}

/** What became of a page that was asked for; `gone` is what was there and is not any more. */
export const changes = ['new', 'changed', 'unchanged', 'gone'] as const
export type Change = (typeof changes)[number]

/** What must be known of a host at its next visit. Times are ms since 1970. */
export interface HostFacts {
  /** It is not visited before. */
  notBefore: number
  /** Ms between two requests, as last reckoned. */
  delay: number
  /** Failures in a row. */
  failures: number
  /** It answered once. */
  answered: boolean
  /** Nothing more is asked of it. */
  dead: boolean
  /** Its robots.txt by origin, as received, and when. */
  robots: Record<string, { text: string | null; at: number }>
}

/** What became of a URL. Null is not known. Times are ms. */
export interface Page {
  state: Exclude<UrlState, 'waiting'>
  status: number | null
  error: string | null
  contentType: string | null
  title: string | null
  /** Bytes of content. */
  bytes: number | null
  /** Where the content lies: a file, and the offset in it. */
  path: string | null
  offset: number | null
  /** Of the content, as web archives write it. */
  digest: string | null
  etag: string | null
  lastModified: string | null
  /** When it was asked for, ms since 1970. */
  retrieved: number
  wait: number | null
  receive: number | null
  change: Change | null
}

/**
 * How asking for a URL ended: with its page; `unchanged`, so that what was kept is as it was; `missed`, so that it failed
 * now and what was kept stays; or it is to be tried `again` at a later visit.
 */
export type Outcome =
  | Page
  | { state: 'unchanged'; retrieved: number; etag: string | null; lastModified: string | null }
  | { state: 'missed'; retrieved: number; error: string }
  | 'again'

/** One host's turn. */
export interface Visit {
  host: string
  facts: HostFacts
  due: Due[]
  /** Gives the visit up at once: somebody else may begin another. */
  signal: AbortSignal
  /** How it ended; the links of its page, instead of those it had. */
  done: (due: Due, outcome: Outcome, links: readonly Found[]) => void
  /** URLs that no page led to: of a sitemap that robots.txt names. */
  mention: (found: readonly Found[]) => void
}

export interface WorkOptions {
  /** Visits at a time in this process. */
  visits: number
  /** URLs of one visit at most. */
  batch: number
  /** Pages in the store after which no more are begun. @default Infinity */
  maxPages?: number
  signal: AbortSignal
  /**
   * Called before what was done is made to last: contents must be there before their pages. The settings it returns are
   * kept in the same transaction.
   */
  beforeCommit?: () => Record<string, string>
}

/** A row of the table of hosts. */
export interface HostStatus {
  host: string
  state: 'ready' | 'waiting' | 'backing off' | 'robots' | 'dead' | 'done'
  /** Ms since 1970, where it waits. */
  until: number | null
  delay: number
  failures: number
  waiting: number
  pages: number
}

export interface Counts {
  states: Record<UrlState, number>
  links: number
  hosts: number
  bytes: number
}

export interface Store {
  /** Adds URLs; those that are known stay as they are. */
  offer(offers: readonly Offer[]): Promise<void>
  /**
   * Visits hosts that have something due until nothing is waiting anywhere, `maxPages` is reached, or the signal aborts.
   * `visit` returns what is to be known at the next one; what it throws ends the work.
   */
  work(visit: (visit: Visit) => Promise<HostFacts>, options: WorkOptions): Promise<void>
  /** Whatever was last asked for before that time (ms since 1970) is to be asked for again; its page stays until then. */
  refresh(before: number): Promise<void>
  /** How many pages were found to be what, since that time. */
  changes(since: number): Promise<Record<Change, number>>
  counts(): Promise<Counts>
  /** Those with most waiting first. */
  hosts(limit: number): Promise<HostStatus[]>
  /** What the crawl was begun with, to go on with. */
  setting(name: string): Promise<string | undefined>
  setSetting(name: string, value: string): Promise<void>
  /** Every URL; `page`: there is a content of it, even if it waits to be asked for again. For ranking. */
  urls(): AsyncIterable<{ id: number; url: string; host: string; page: boolean }[]>
  /** Every link, as ids. */
  links(): AsyncIterable<[source: number, destination: number][]>
  close(): Promise<void>
}

/** Of a host nobody has visited. */
export const newHost = (): HostFacts => ({
  notBefore: 0,
  delay: 0,
  failures: 0,
  answered: false,
  dead: false,
  robots: {},
})
