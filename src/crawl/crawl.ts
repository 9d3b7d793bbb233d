// The spider: from some URLs to all that they lead to. The only file here that knows the order of things.
//
//   seeds ──► store ──visit──► host ──pages──► links ──► store ──► …until nothing waits

import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SluiceError } from '../errors.ts'
import { Addresses } from '../bulk/address.ts'
import { FilesKeeper } from '../bulk/keep-files.ts'
import { WarcKeeper } from '../bulk/keep-warc.ts'
import type { Keeper } from '../bulk/keeper.ts'
import type { Lane, LaneOptions } from '../bulk/lane.ts'
import { RunLimits } from '../bulk/limits.ts'
import { Names } from '../bulk/names.ts'
import { requestText } from '../bulk/request-text.ts'
import type { Identity, RequestText } from '../bulk/request-text.ts'
import { Tally } from '../bulk/tally.ts'
import { parseUrl } from '../retrieve/url.ts'
import { writeError } from '../sink/write-error.ts'
import type { Change, Store } from '../store/store.ts'
import { LinkFinder } from './links.ts'
import { checkScope, scopeOf } from './scope.ts'
import type { Scope } from './scope.ts'
import { HostVisit } from './visit.ts'

export interface CrawlOptions {
  /** @default 'host' */
  scope?: Scope | undefined
  /** Links from a seed. @default 100: an endless chain of links ends there; wget's is 5 */
  maxDepth?: number | undefined
  /** Pages in the store. @default none */
  maxPages?: number | undefined
  /** Ms between two requests to a host. @default twice the time to the first byte, 1 s to 30 s; none on this machine */
  delay?: number | undefined
  robots?: boolean | undefined
  /** What of it is secret goes to the origins of the seeds only. */
  identity?: Identity | undefined
  /** Keep contents too, under `directory`. */
  save?: 'files' | 'warc' | undefined
  directory?: string | undefined
  /** Tells the WARC of one process from another's. */
  worker?: string | undefined
  /** Bytes of one content. @default 64 MiB */
  maxFilesize?: number | undefined
  /** Ask again for what was last asked for longer ago, ms; an unfinished one is gone on with. */
  refresh?: number | undefined
  /** Hosts visited at a time. @default 256 */
  hosts?: number | undefined
  lanes?: Omit<LaneOptions, 'names'> | undefined
  /** See names.ts. */
  overrides?: ReadonlyMap<string, string[]> | undefined
  signal: AbortSignal
}

/** Pages last asked for `before` are asked for again, since it `began`; ms since 1970. */
interface Refresh {
  before: number
  began: number
}

/** URLs of one visit. */
const batch = 200

export class Crawl {
  readonly tally = new Tally()
  readonly limits = new RunLimits()
  /** It goes on with another scope or depth than before. What was skipped then stays so until a new page leads to it. */
  otherBounds = false
  readonly #store: Store
  readonly #options: CrawlOptions
  readonly #names: Names
  #visits = 0
  #refreshing: Refresh | undefined

  constructor(store: Store, options: CrawlOptions) {
    this.#store = store
    this.#options = options
    this.#names = new Names({ overrides: options.overrides })
  }

  /**
   * Crawls from `seeds`, or goes on with what the store holds when there are none.
   *
   * @throws SluiceError usage, bad-url, write-failed, …
   */
  async run(seeds: readonly string[]): Promise<void> {
    const { save, signal, lanes, identity, delay, robots = true, hosts = 256 } = this.#options
    const settings = await this.#begin(seeds)
    await this.#refresh()
    const links = new LinkFinder({ ...settings, robots })
    await this.#store.offer(
      settings.seeds.flatMap((seed) => {
        const found = links.found(seed.href, true)
        return found ? [{ url: found.url, host: found.host, depth: 0 }] : []
      }),
    )
    const directory = this.#options.directory ?? 'pages'
    if (save) makeDirectory(directory)
    const warc = `crawl${this.#options.worker === undefined ? '' : `-${this.#options.worker}`}.warc`
    const keeper = save && (await this.#keeper(save, directory, warc))
    const parts = save ? directory : tmpdir()
    const kept = new Map<string, Lane>()
    const timer = setInterval(() => this.#look(hosts), 100)
    const request = requestText({ ...identity, proxyFor: lanes?.proxyFor })
    const named = new Set(settings.seeds.map(({ origin }) => origin))
    const options = {
      lanes: { ...lanes, names: this.#names },
      addresses: new Addresses(),
      requestText: ((url, own, isNamed = true) => request(url, own, isNamed && named.has(url.origin))) as RequestText,
      cookies: identity?.cookies,
      robots,
      delay,
      maxBytes: this.#options.maxFilesize ?? 64 * 1024 * 1024,
      links,
      keeper,
      part: (id: number) => `${parts}/sluice-${process.pid}-${id}.part`,
      over: (host: string, page: { state: string; error: string | null; bytes: number | null; wait: number | null }) =>
        this.tally.add(host, { ...page, state: page.state as never, wait_ms: page.wait }),
      kept,
    }
    try {
      await this.#store.work(
        async (visit) => {
          this.#visits++
          try {
            return await new HostVisit(visit, options).run()
          } finally {
            this.#visits--
            forgetSome(kept)
          }
        },
        {
          visits: hosts,
          batch,
          signal,
          ...(this.#options.maxPages === undefined ? {} : { maxPages: this.#options.maxPages }),
          beforeCommit: () => {
            keeper?.flush()
            return save === 'warc' ? { [`saved ${warc}`]: String(keeper!.size) } : {}
          },
        },
      )
      // Not after a failure: what the store does not know of is cut off when it is gone on with.
      keeper?.finish()
    } finally {
      clearInterval(timer)
      for (const lane of kept.values()) lane.close()
      keeper?.close()
    }
    if (this.#refreshing && (await this.#store.counts()).states.waiting === 0)
      await this.#store.setSetting('refresh', '')
    if (signal.aborted)
      throw signal.reason instanceof SluiceError ? signal.reason : new SluiceError('aborted', { reason: 'aborted' })
  }

  // What the crawl was begun with holds when it goes on.
  async #begin(given: readonly string[]) {
    const store = this.#store
    const before = JSON.parse((await store.setting('seeds')) ?? '[]') as string[]
    const seeds = [...new Set([...before, ...given.map((text) => withoutFragment(parseUrl(text)).href)])]
    if (seeds.length === 0) throw new SluiceError('usage', { problem: 'there is no URL to begin from' })
    const [scopeBefore, depthBefore] = [await store.setting('scope'), await store.setting('max-depth')]
    const scope = checkScope(this.#options.scope ?? scopeBefore)
    const maxDepth = this.#options.maxDepth ?? Number(depthBefore ?? 100)
    this.otherBounds =
      (scopeBefore ?? scope) !== scope || (depthBefore !== undefined && Number(depthBefore) !== maxDepth)
    await store.setSetting('seeds', JSON.stringify(seeds))
    await store.setSetting('scope', scope)
    await store.setSetting('max-depth', String(maxDepth))
    const urls = seeds.map((seed) => new URL(seed))
    return { seeds: urls, inScope: await scopeOf(scope, urls), maxDepth }
  }

  // Which pages are asked for again is decided once, however often it is interrupted.
  async #refresh(): Promise<void> {
    const { refresh } = this.#options
    const unfinished = await this.#store.setting('refresh')
    const now = Date.now()
    if (unfinished) this.#refreshing = JSON.parse(unfinished) as Refresh
    else if (refresh !== undefined) this.#refreshing = { before: now - refresh, began: now }
    else return
    await this.#store.setSetting('refresh', JSON.stringify(this.#refreshing))
    await this.#store.refresh(this.#refreshing.before)
  }

  /** What was found of the pages since they began to be asked for again; undefined if they are not. */
  async changes(): Promise<Record<Change, number> | undefined> {
    return this.#refreshing && this.#store.changes(this.#refreshing.began)
  }

  async #keeper(save: 'files' | 'warc', directory: string, name: string): Promise<Keeper> {
    if (save === 'files') return new FilesKeeper(directory)
    return new WarcKeeper(join(directory, name), name, Number((await this.#store.setting(`saved ${name}`)) ?? 0))
  }

  #look(hosts: number): void {
    this.limits.look({
      active: this.#visits,
      allowed: hosts,
      ready: false,
      polite: this.#visits === 0 ? 1 : 0,
      names: this.#names.open,
      held: this.#options.lanes?.rate?.held,
      writing: 0,
    })
  }
}

/** Connections that are kept between visits. */
const mostKept = 256

function forgetSome(kept: Map<string, Lane>): void {
  if (kept.size <= mostKept) return
  const [host, lane] = kept.entries().next().value!
  lane.close()
  kept.delete(host)
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw writeError(path, error, 0)
  }
}

function withoutFragment(url: URL): URL {
  url.hash = ''
  return url
}
