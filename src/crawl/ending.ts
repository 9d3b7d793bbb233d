// What an answer comes to: a page with its links, another try, or an end without a content.

import type { SluiceError } from '../errors.ts'
import { isSluiceError } from '../errors.ts'
import { nextRequest } from '../http/redirect.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Address } from '../bulk/address.ts'
import type { Keeper } from '../bulk/keeper.ts'
import type { Result } from '../bulk/row.ts'
import type { Due, Found, Page, Visit } from '../store/store.ts'
import type { Answer } from './answer.ts'
import type { LinkFinder } from './links.ts'
import { contentOf, pageOf, unchanged } from './page.ts'
import { unreachable } from './politeness.ts'

export interface EndingOptions {
  links: LinkFinder
  /** Where contents go, if they are kept. */
  keeper: Keeper | undefined
  /** Told of each end. */
  over: (host: string, page: Page) => void
}

const triesOfOwn = 10
const tries = 4

/** The ends of one visit. */
export class Endings {
  readonly #visit: Visit
  readonly #options: EndingOptions
  readonly #tries: number

  /** @param own it is this machine, or one of a private network: it is tried more often */
  constructor(visit: Visit, options: EndingOptions, own: boolean) {
    this.#visit = visit
    this.#options = options
    this.#tries = own ? triesOfOwn : tries
  }

  /** @param dead the host is given up: nothing of it is tried again */
  answered(due: Due, url: Address, answer: Answer, dead: boolean): void {
    const { head, error, refusal } = answer
    if (refusal) return this.end(due, refusal.state, refusal.why, answer)
    if (error) return this.#failed(due, error, answer, dead)
    const { status } = head!
    if (status >= 200 && status < 300) return this.#keep(due, url, answer)
    if (status === 304 && this.isKept(due)) return this.#unchanged(due, url, answer, true)
    const target = status >= 300 && status < 400 ? this.#target(head!, url) : undefined
    if (target) return this.#done(due, pageOf('redirect', null, answer), [target])
    if (passingStatuses.has(status) && this.#mayTryAgain(due, dead)) return this.#visit.done(due, 'again', [])
    const why = `http ${status}: the server answered ${status} ${head!.reason}`.trimEnd()
    if (due.kept && (status === 404 || status === 410))
      return this.#done(due, { ...pageOf('failed', why, answer), change: 'gone' }, [])
    this.end(due, 'failed', why, answer)
  }

  #keep(due: Due, url: Address, answer: Answer): void {
    const { links, keeper } = this.#options
    const { kept } = due
    const page = contentOf(answer, kept)
    if (kept?.digest === page.digest && this.isKept(due)) return this.#unchanged(due, url, answer, false)
    const { links: found, title } = links.of(answer.body, url.href, page.contentType ?? undefined, due.depth)
    const place = { key: String(due.id), path: null, offset: null } as unknown as Result
    keeper?.keep(url, answer.head!, answer.body, place, answer.at)
    this.#done(due, { ...page, title, path: place.path, offset: place.offset }, found)
  }

  #unchanged(due: Due, url: Address, answer: Answer, notModified: boolean): void {
    const { digest, retrieved: keptAt } = due.kept!
    this.#options.keeper?.revisit?.(url, answer.head!, { at: answer.at, keptAt, digest, notModified })
    this.#visit.done(due, unchanged(answer), [])
    this.#options.over(this.#visit.host, pageOf('ok', null, answer))
  }

  /** Whether an earlier content is where this crawl keeps its contents. */
  isKept({ kept }: Due): boolean {
    return kept !== null && (this.#options.keeper === undefined || kept.path !== null)
  }

  #failed(due: Due, error: SluiceError, answer: Answer, dead: boolean): void {
    if (error.code === 'write-failed') throw error
    if (passing.has(error.code) && this.#mayTryAgain(due, dead)) return this.#visit.done(due, 'again', [])
    this.end(due, 'failed', `${error.code}: ${error.message}`, answer)
  }

  #mayTryAgain(due: Due, dead: boolean): boolean {
    return !dead && due.tries + 1 < this.#tries
  }

  #target({ status, header }: ResponseHead, { href }: Address): Found | undefined {
    try {
      const url = new URL(href)
      const next = nextRequest({ status, header, url, first: url, fields: [] })
      return next && this.#options.links.found(next.url.href, true)
    } catch (error) {
      if (!isSluiceError(error)) throw error
      return undefined
    }
  }

  /** It ended without a content. */
  end(due: Due, state: Page['state'], error: string, answer?: Answer): void {
    const page = pageOf(state, error, answer)
    if (state !== 'failed' || !due.kept) return this.#done(due, page, [])
    this.#visit.done(due, { state: 'missed', retrieved: page.retrieved, error }, [])
    this.#options.over(this.#visit.host, page)
  }

  #done(due: Due, page: Page, links: readonly Found[]): void {
    this.#visit.done(due, page, links)
    this.#options.over(this.#visit.host, page)
  }
}

const passing = new Set([...unreachable, 'empty-reply', 'incomplete', 'receive-failed', 'send-failed', 'bad-chunk'])
const passingStatuses = new Set([408, 429, 500, 502, 503, 504])
