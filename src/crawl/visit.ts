// A visit to one host: what is due is asked for, one after the other, as often as politeness allows.
//
// While a page is read for links, the next is on its way already: there is never more than one request to a host, and
// never an idle wire where nothing has to be waited for.

import type { SluiceError } from '../errors.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { retryAfter } from '../http/retry-after.ts'
import type { Address, Addresses } from '../bulk/address.ts'
import { isOwn } from '../bulk/host.ts'
import { Lane } from '../bulk/lane.ts'
import type { LaneOptions } from '../bulk/lane.ts'
import { agent } from '../bulk/robots-of.ts'
import { allowAll, denyAll, parseRobots, robotsLimit, robotsRefusal } from '../bulk/robots.ts'
import type { Robots } from '../bulk/robots.ts'
import type { Identity, RequestText } from '../bulk/request-text.ts'
import { retrieveSmall } from '../bulk/small.ts'
import type { Due, HostFacts, Visit } from '../store/store.ts'
import { ask } from './answer.ts'
import type { Answer } from './answer.ts'
import { Endings } from './ending.ts'
import type { EndingOptions } from './ending.ts'
import { conditions } from './page.ts'
import { afterFailure, delayAfter, tooSlow, unreachable } from './politeness.ts'

export interface VisitOptions extends EndingOptions {
  lanes: LaneOptions
  addresses: Addresses
  requestText: RequestText
  cookies: Identity['cookies']
  robots: boolean
  /** Ms between two requests; politeness decides by default. */
  delay: number | undefined
  maxBytes: number
  /** Path of a large content while it arrives, for a URL's id. */
  part: (id: number) => string
  /** Lanes of hosts that are visited often. */
  kept: Map<string, Lane>
}

interface Wanted {
  due: Due
  url: Address
}

/** Ms of one visit at most: what it found shall be known to others. */
const longestVisit = 1000
/** Ms that a robots.txt is believed (RFC 9309 section 2.4: no more than 24 h). */
const robotsLasts = 24 * 3_600_000

export class HostVisit {
  readonly #visit: Visit
  readonly #options: VisitOptions
  readonly #own: boolean
  readonly #endings: Endings
  readonly #until = Date.now() + longestVisit
  readonly #rules = new Map<string, Robots>()
  readonly #todo: Iterator<Due>
  #facts: HostFacts
  /** What of this visit was the host's failure, last. */
  #failure: string | undefined
  #lane: Lane | undefined
  /** Its origin's robots.txt must be known first. */
  #held: Wanted | undefined

  constructor(visit: Visit, options: VisitOptions) {
    this.#visit = visit
    this.#options = options
    this.#facts = visit.facts
    this.#own = isOwn(visit.host.replace(/:\d+$/, ''))
    this.#endings = new Endings(visit, options, this.#own)
    this.#todo = visit.due.values()
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
    for (let goesOn = true; goesOn;) {
      const wanted = this.#next()
      const origin = this.#held?.url.origin
      if (wanted) goesOn = await this.#askFrom(wanted)
      // If they are known it is held because the time is over.
      else
        goesOn =
          origin !== undefined &&
          !this.#rules.has(origin) &&
          ((await this.#robotsOf(origin)) !== undefined || this.#facts.dead)
    }
  }

  // Asks as long as one can follow the other at once. Each is dealt with within the call that brought its end: so what it
  // brought need not be copied, and nobody waits in between. Resolves to whether more may be asked for now.
  #askFrom(first: Wanted): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let failed = false
      const asks = (wanted: Wanted) => this.#ask(wanted, (answer) => over(wanted, answer))
      const over = ({ due, url }: Wanted, answer: Answer) => {
        try {
          if (failed || this.#visit.signal.aborted) return resolve(false)
          // Of a host that is given up the others are ended.
          const goesOn = this.#reckon(answer, url) || this.#facts.dead
          const next = goesOn ? this.#next() : undefined
          if (next) asks(next)
          this.#endings.answered(due, url, answer, this.#facts.dead)
          if (!next) resolve(goesOn)
        } catch (error) {
          failed = true
          reject(error)
          this.#lane!.close()
        } finally {
          answer.body.end()
        }
      }
      asks(first)
    })
  }

  #ask({ due, url }: Wanted, over: (answer: Answer) => void): void {
    const { requestText, cookies, maxBytes, part, robots } = this.#options
    if (this.#lane?.origin !== url.origin) {
      this.#lane?.close()
      this.#lane = new Lane(url, this.#options.lanes)
    }
    const refuses = (head: ResponseHead) => {
      if (cookies && /^set-cookie[ \t]*:/im.test(head.text)) cookies.take(new URL(url.href), head.header)
      return robots ? refusedByHead(head) : undefined
    }
    const request = requestText(url, due.kept && this.#endings.isKept(due) ? conditions(due.kept) : [])
    ask(this.#lane, request, { part: part(due.id), maxBytes, refuses }, over)
  }

  // The next that may be asked for; what may not is done with. It is held, and undefined returned, where robots.txt is not known.
  #next(): Wanted | undefined {
    while (!this.#visit.signal.aborted && Date.now() < this.#until) {
      const wanted = this.#held ?? this.#taken()
      this.#held = undefined
      if (!wanted) return undefined
      const { due, url } = wanted
      if (this.#facts.dead) {
        const why = this.#failure ?? 'host-given-up: it is not asked any more'
        this.#endings.end(due, 'failed', `${why} (${this.#facts.failures} failures in a row)`)
        continue
      }
      if (!this.#options.robots) return wanted
      const rules = this.#rulesOf(url.origin)
      if (!rules) {
        this.#held = wanted
        return undefined
      }
      if (rules.delay !== undefined && rules.delay > tooSlow && !this.#own)
        this.#endings.end(due, 'skipped', `crawl-delay: ${rules.delay / 1000} s between two requests are too many`)
      else if (!rules.allows(url.pathname + url.search)) this.#endings.end(due, 'robots', robotsRefusal(rules))
      else return wanted
    }
    return undefined
  }

  #taken(): Wanted | undefined {
    const { value: due } = this.#todo.next() as { value: Due | undefined }
    return due && { due, url: this.#options.addresses.of(due.url) }
  }

  // Undefined: they are to be asked for.
  #rulesOf(origin: string): Robots | undefined {
    const rules = this.#rules.get(origin)
    if (rules) return rules
    const known = this.#facts.robots[origin]
    return known && known.at > Date.now() - robotsLasts ? this.#rule(origin, known.text) : undefined
  }

  // Undefined: it was asked for now, and the host is to be left alone before the next request.
  async #robotsOf(origin: string): Promise<Robots | undefined> {
    const { lanes, requestText } = this.#options
    const began = performance.now()
    const { status, content, error } = await retrieveSmall(new URL('/robots.txt', origin), robotsLimit, {
      ...lanes,
      requestText,
    })
    if (status === 0 || status === 429 || status >= 500) {
      // Not reached: that may pass. Only who answers other things has no robots.txt that we may see.
      const failed = afterFailure(this.#facts, this.#own, undefined)
      if (status === 0 || failed.failures < 4) {
        this.#facts = failed
        this.#failure = failureOf(error, status)
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
    return { own: this.#own, asked: this.#options.delay, crawlDelay: rules?.delay }
  }

  // What an answer means for the next request: may it follow at once?
  #reckon({ head, error, times }: Answer, url: Address): boolean {
    if (error && unreachable.has(error.code)) {
      this.#facts = afterFailure(this.#facts, this.#own, undefined)
      this.#failure = failureOf(error, 0)
    } else if (head?.status === 429 || head?.status === 503) {
      const asked = head.header.get('Retry-After')
      const wait = asked === undefined ? undefined : retryAfter(asked, Date.now())
      this.#facts = afterFailure(this.#facts, this.#own, wait)
      this.#failure = failureOf(error, head.status)
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
}

const failureOf = (error: SluiceError | undefined, status: number) =>
  error ? `${error.code}: ${error.message}` : `http ${status}: the server answered ${status}`

function refusedByHead(head: ResponseHead): string | undefined {
  if (!/^x-robots-tag[ \t]*:/im.test(head.text)) return undefined
  // Fields are parsed where they are asked for.
  const said = head.header.list('X-Robots-Tag').map((member) => member.toLowerCase().replace(/^sluice\s*:\s*/, ''))
  return said.some((member) => /^(?:noindex|none|noai)$/.test(member))
    ? 'x-robots-tag: the answer says that it is not to be kept'
    : undefined
}
