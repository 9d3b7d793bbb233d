// A visit to one host: what is due is asked for, one after the other, as often as politeness allows.
//
// While a page is read for links, the next is on its way already: there is never more than one request to a host, and
// never an idle wire where nothing has to be waited for.

import type { SluiceError } from '../errors.ts'
import { isSluiceError } from '../errors.ts'
import { nextRequest } from '../http/redirect.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { retryAfter } from '../http/retry-after.ts'
import type { Address, Addresses } from '../bulk/address.ts'
import { isOwn } from '../bulk/host.ts'
import type { Keeper } from '../bulk/keeper.ts'
import { Lane } from '../bulk/lane.ts'
import type { LaneOptions } from '../bulk/lane.ts'
import { agent } from '../bulk/robots-of.ts'
import { allowAll, denyAll, parseRobots, robotsLimit } from '../bulk/robots.ts'
import type { Robots } from '../bulk/robots.ts'
import type { Result } from '../bulk/row.ts'
import type { Identity, RequestText } from '../bulk/request-text.ts'
import { retrieveSmall } from '../bulk/small.ts'
import type { Due, Found, HostFacts, Page, Visit } from '../store/store.ts'
import { ask } from './answer.ts'
import type { Answer } from './answer.ts'
import type { LinkFinder } from './links.ts'
import { conditions, contentOf, pageOf, unchanged } from './page.ts'
import { afterFailure, delayAfter, tooSlow } from './politeness.ts'

export interface VisitOptions {
  lanes: LaneOptions
  addresses: Addresses
  requestText: RequestText
  cookies: Identity['cookies']
  robots: boolean
  /** Ms between two requests; politeness decides by default. */
  delay: number | undefined
  maxBytes: number
  links: LinkFinder
  /** Where contents go, if they are kept. */
  keeper: Keeper | undefined
  /** Path of a large content while it arrives, for a URL's id. */
  part: (id: number) => string
  /** Told of each end. */
  over: (host: string, page: Page) => void
  /** Lanes of hosts that are visited often. */
  kept: Map<string, Lane>
}

/** Ms of one visit at most: what it found shall be known to others. */
const longestVisit = 1000
/** Ms that a robots.txt is believed (RFC 9309 section 2.4: no more than 24 h). */
const robotsLasts = 24 * 3_600_000
const triesOfOwn = 10
const tries = 4

export class HostVisit {
  readonly #visit: Visit
  readonly #options: VisitOptions
  readonly #hostname: string
  readonly #until = Date.now() + longestVisit
  readonly #rules = new Map<string, Robots>()
  #facts: HostFacts
  #lane: Lane | undefined

  constructor(visit: Visit, options: VisitOptions) {
    this.#visit = visit
    this.#options = options
    this.#facts = visit.facts
    this.#hostname = visit.host.replace(/:\d+$/, '')
  }

  /** @returns what is to be known at the next visit */
  async run(): Promise<HostFacts> {
    const { kept } = this.#options
    const { signal } = this.#visit
    this.#lane = kept.get(this.#visit.host)
    kept.delete(this.#visit.host)
    const stop = () => this.#lane?.close()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await this.#askAll()
    } finally {
      signal.removeEventListener('abort', stop)
      if (this.#lane && this.#facts.delay < 4000 && !signal.aborted) kept.set(this.#visit.host, this.#lane)
      else this.#lane?.close()
    }
    return this.#facts
  }

  async #askAll(): Promise<void> {
    const todo = this.#visit.due.values()
    let asked = await this.#next(todo)
    while (asked) {
      const { due, url, answer } = asked
      const received = await answer
      if (this.#visit.signal.aborted) return
      const goesOn = this.#reckon(received, url)
      asked = goesOn ? await this.#next(todo) : undefined
      this.#take(due, url, received)
      received.body.end()
    }
  }

  // The next that may be asked for; what may not is done with.
  async #next(todo: Iterator<Due>): Promise<{ due: Due; url: Address; answer: Promise<Answer> } | undefined> {
    const { requestText, cookies, maxBytes, part, robots } = this.#options
    const { signal } = this.#visit
    while (!signal.aborted && Date.now() < this.#until) {
      const { value: due } = todo.next() as { value: Due | undefined }
      if (!due) return undefined
      const url = this.#options.addresses.of(due.url)
      if (this.#facts.dead) {
        this.#end(due, 'failed', `host-given-up: ${this.#facts.failures} failures in a row`)
        continue
      }
      if (robots) {
        const rules = this.#rules.get(url.origin) ?? (await this.#robotsOf(url.origin))
        if (!rules) return undefined
        if (rules.delay !== undefined && rules.delay > tooSlow && !isOwn(this.#hostname)) {
          this.#end(due, 'skipped', `crawl-delay: ${rules.delay / 1000} s between two requests are too many`)
          continue
        }
        if (!rules.allows(url.pathname + url.search)) {
          this.#end(due, 'robots', 'robots.txt: it does not allow this path')
          continue
        }
      }
      if (this.#lane?.origin !== url.origin) {
        this.#lane?.close()
        this.#lane = new Lane(url, this.#options.lanes)
      }
      const refuses = (head: ResponseHead) => {
        if (cookies && /^set-cookie[ \t]*:/im.test(head.text)) cookies.take(new URL(url.href), head.header)
        return robots ? refusedByHead(head) : undefined
      }
      const request = requestText(url, due.kept && this.#isKept(due) ? conditions(due.kept) : [])
      return { due, url, answer: ask(this.#lane, request, { part: part(due.id), maxBytes, refuses }) }
    }
    return undefined
  }

  // Undefined: it was asked for now, and the host is to be left alone before the next request.
  async #robotsOf(origin: string): Promise<Robots | undefined> {
    const known = this.#facts.robots[origin]
    if (known && known.at > Date.now() - robotsLasts) return this.#rule(origin, known.text)
    const { lanes, requestText } = this.#options
    const began = performance.now()
    const { status, content } = await retrieveSmall(new URL('/robots.txt', origin), robotsLimit, {
      ...lanes,
      requestText,
    })
    if (status === 0 || status === 429 || status >= 500) {
      // Not reached: that may pass. Only who answers other things has no robots.txt that we may see.
      const failed = afterFailure(this.#facts, this.#hostname, undefined)
      if (status === 0 || failed.failures < 4) {
        this.#facts = failed
        return undefined
      }
    }
    const text = status >= 200 && status < 300 ? new TextDecoder().decode(content) : status < 500 ? '' : null
    const rules = this.#rule(origin, text)
    this.#visit.mention(rules.sitemaps.flatMap((href) => this.#options.links.found(href, false) ?? []))
    const delay = delayAfter(performance.now() - began, this.#pace(rules))
    this.#facts = {
      ...this.#facts,
      failures: 0,
      answered: true,
      delay,
      notBefore: Date.now() + delay,
      robots: { ...this.#facts.robots, [origin]: { text, at: Date.now() } },
    }
    return delay > 0 ? undefined : rules
  }

  #rule(origin: string, text: string | null): Robots {
    const rules = text === null ? denyAll : text === '' ? allowAll : parseRobots(text, agent)
    this.#rules.set(origin, rules)
    return rules
  }

  #pace(rules: Robots | undefined) {
    return { hostname: this.#hostname, asked: this.#options.delay, crawlDelay: rules?.delay }
  }

  // What an answer means for the next request: may it follow at once?
  #reckon({ head, error, times }: Answer, url: Address): boolean {
    if (error && unreachable.has(error.code)) this.#facts = afterFailure(this.#facts, this.#hostname, undefined)
    else if (head?.status === 429 || head?.status === 503) {
      const asked = head.header.get('Retry-After')
      const wait = asked === undefined ? undefined : retryAfter(asked, Date.now())
      this.#facts = afterFailure(this.#facts, this.#hostname, wait)
    } else {
      const delay = delayAfter(times.wait, this.#pace(this.#rules.get(url.origin)))
      this.#facts = {
        ...this.#facts,
        failures: 0,
        answered: true,
        delay,
        notBefore: delay > 0 ? Date.now() + delay : 0,
      }
    }
    return this.#facts.notBefore <= Date.now()
  }

  #take(due: Due, url: Address, answer: Answer): void {
    const { head, error, refusal } = answer
    if (refusal) return this.#end(due, refusal.state, refusal.why, answer)
    if (error) return this.#failed(due, error, answer)
    const { status } = head!
    if (status >= 200 && status < 300) return this.#keep(due, url, answer)
    if (status === 304 && this.#isKept(due)) return this.#unchanged(due, url, answer, true)
    const target = status >= 300 && status < 400 ? this.#target(head!, url) : undefined
    if (target) return this.#done(due, pageOf('redirect', null, answer), [target])
    if (passingStatuses.has(status) && this.#mayTryAgain(due)) return this.#visit.done(due, 'again', [])
    const why = `http ${status}: the server answered ${status} ${head!.reason}`.trimEnd()
    if (due.kept && (status === 404 || status === 410))
      return this.#done(due, { ...pageOf('failed', why, answer), change: 'gone' }, [])
    this.#end(due, 'failed', why, answer)
  }

  #keep(due: Due, url: Address, answer: Answer): void {
    const { links, keeper } = this.#options
    const { kept } = due
    const page = contentOf(answer, kept)
    if (kept?.digest === page.digest && this.#isKept(due)) return this.#unchanged(due, url, answer, false)
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

  // Whether an earlier content is where this crawl keeps its contents.
  #isKept({ kept }: Due): boolean {
    return kept !== null && (this.#options.keeper === undefined || kept.path !== null)
  }

  #failed(due: Due, error: SluiceError, answer: Answer): void {
    if (error.code === 'write-failed') throw error
    if (passing.has(error.code) && this.#mayTryAgain(due)) return this.#visit.done(due, 'again', [])
    this.#end(due, 'failed', `${error.code}: ${error.message}`, answer)
  }

  #mayTryAgain(due: Due): boolean {
    return !this.#facts.dead && due.tries + 1 < (isOwn(this.#hostname) ? triesOfOwn : tries)
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

  #end(due: Due, state: Page['state'], error: string, answer?: Answer): void {
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

const unreachable = new Set(['host-not-resolved', 'connect-failed', 'timed-out', 'tls-handshake'])
const passing = new Set([...unreachable, 'empty-reply', 'incomplete', 'receive-failed', 'send-failed', 'bad-chunk'])
const passingStatuses = new Set([408, 429, 500, 502, 503, 504])

function refusedByHead(head: ResponseHead): string | undefined {
  if (!/^x-robots-tag[ \t]*:/im.test(head.text)) return undefined
  // Fields are parsed where they are asked for.
  const said = head.header.list('X-Robots-Tag').map((member) => member.toLowerCase().replace(/^sluice\s*:\s*/, ''))
  return said.some((member) => /^(?:noindex|none|noai)$/.test(member))
    ? 'x-robots-tag: the answer says that it is not to be kept'
    : undefined
}
