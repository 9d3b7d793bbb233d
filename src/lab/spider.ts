// The spider of `sluice crawl` on the lab's own server: slow enough to be watched, and ranked while it goes on.

import { Crawl } from '../crawl/crawl.ts'
import { rank } from '../crawl/rank.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import type { WebTold } from './told.ts'

/** Ms between two requests: on this machine everything would be over in 90. */
const delay = 150

interface Going {
  store: Store
  stop: AbortController
  over: Promise<void>
  ended: boolean
}

export class Spider {
  #crawl: Going | undefined
  #last: Promise<unknown> = Promise.resolve()

  /** Begins anew; the one that goes on ends. @param url where it begins; it stays on that host */
  start(url: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end()
      const store = await openStore(':memory:')
      const stop = new AbortController()
      const crawl: Going = { store, stop, ended: false, over: Promise.resolve() }
      crawl.over = new Crawl(store, { delay, signal: stop.signal })
        .run([url])
        .catch((error: unknown) => {
          if (!stop.signal.aborted) throw error
        })
        .finally(() => (crawl.ended = true))
      this.#crawl = crawl
    })
  }

  /** How it stands; undefined before the first. */
  look(): Promise<WebTold | undefined> {
    return this.#inTurn(async () => {
      if (!this.#crawl) return undefined
      const { store, ended } = this.#crawl
      const { states } = await store.counts()
      const { pages, linksAmong } = await rank(store)
      return {
        going: !ended,
        found: Object.values(states).reduce((sum, n) => sum + n, 0),
        waiting: states.waiting,
        pages: pages.map(({ url, links, rank: value }) => ({ path: pathOf(url), links, rank: value })),
        links: linksAmong(pages.length),
      }
    })
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#end())
  }

  async #end(): Promise<void> {
    if (!this.#crawl) return
    const { stop, over, store } = this.#crawl
    this.#crawl = undefined
    stop.abort()
    await over
    await store.close()
  }

  // A store that is looked into is not closed meanwhile.
  #inTurn<T>(deed: () => Promise<T>): Promise<T> {
    const done = this.#last.then(deed)
    this.#last = done.catch(() => {})
    return done
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
