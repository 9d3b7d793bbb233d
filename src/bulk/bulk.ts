// A list of URLs, retrieved and kept: the only file here that knows the order of things.
//
//   list ──rows──► shards of 10,000 ──items──► hosts ──► lanes ──► items ──► the shard's keeper, journal, metadata
//
// No more than a few shards are under way, so a list of 10⁸ URLs takes no more memory than one of 10⁵.

import { mkdirSync } from 'node:fs'
import { isSluiceError, SluiceError } from '../errors.ts'
import { writeError } from '../sink/write-error.ts'
import { Addresses } from './address.ts'
import type { BulkOptions } from './bulk-options.ts'
import type { Host } from './host.ts'
import { Hosts } from './hosts.ts'
import type { HostLeft } from './hosts.ts'
import { Item } from './item.ts'
import type { Setting } from './item.ts'
import type { Lane, LaneOptions } from './lane.ts'
import { keeping } from './keeping.ts'
import { RunLimits } from './limits.ts'
import { Names } from './names.ts'
import { requestText } from './request-text.ts'
import type { RequestText } from './request-text.ts'
import { robotsRefusal } from './robots.ts'
import { robotsOf } from './robots-of.ts'
import type { Result, Row } from './row.ts'
import { Shard, shardSize, shardsOf } from './shard.ts'
import { Tally } from './tally.ts'
import type { Totals } from './tally.ts'
import { hashFault, wantedHash } from './wanted-hash.ts'

/** Shards under way: always so many, and more while few rows of them are left, for slow hosts not to hold the others. */
const [always, most] = [2, 8]

export class Bulk {
  readonly tally = new Tally()
  readonly limits = new RunLimits()
  readonly #options: BulkOptions
  readonly #names: Names
  readonly #hosts: Hosts<Item>
  readonly #request: RequestText
  readonly #addresses = new Addresses()
  readonly #lanes: LaneOptions
  readonly #setting: Setting
  readonly #shards = new Set<Shard>()
  readonly #finishing = new Set<Promise<void>>()
  /** Origins whose robots.txt is asked for. */
  #robotsAsked = 0
  readonly #delayed = new Set<NodeJS.Timeout>()
  #wake: (() => void) | undefined
  #failure: SluiceError | undefined
  #writing = 0

  /** @throws SluiceError usage */
  constructor(options: BulkOptions) {
    this.#options = options
    const { connections = 64, perHost = 6 } = options
    this.#names = new Names({ overrides: options.overrides })
    this.#request = requestText({ ...options.identity, proxyFor: options.lanes?.proxyFor })
    this.#lanes = { ...options.lanes, names: this.#names }
    this.#hosts = new Hosts<Item>({
      connections,
      perHost,
      lanes: this.#lanes,
      mayAsk: (item, host) => this.#mayAsk(item, host),
      ask: (item, lane, host) => item.ask(lane, host, this.#request(item.url, [], item.named)),
    })
    this.#setting = {
      directory: options.directory,
      robots: options.robots ?? true,
      retries: options.retries ?? 5,
      maxRedirects: options.maxRedirects ?? 20,
      trusted: options.trustRedirects ?? false,
      maxFilesize: options.maxFilesize,
      verify: options.verify,
      hash: options.hash ?? false,
      cookies: options.identity?.cookies,
      wrote: (ms) => (this.#writing += ms),
      again: (item, ms) => this.#again(item, ms),
      over: (item, result, json) => this.#over(item, result, json),
      free: (lane: Lane, host: Host<Item>) => this.#hosts.done(lane, host),
      broken: (error) => this.#stop(error),
    }
  }

  /**
   * Retrieves every row of a list, and goes on with what an earlier run left.
   *
   * @throws SluiceError write-failed, cannot-resume, aborted, and what reading the list throws
   */
  run(list: AsyncIterable<Row[]>): Promise<void> {
    return this.during(async () => {
      let index = 0
      this.tally.offering = true
      for await (const rows of shardsOf(list)) {
        this.shard(index++, rows).catch((error: unknown) => this.#stop(error))
        await this.#until(() => this.#mayBegin())
        if (this.#failure) break
      }
      this.tally.offering = false
      await this.#until(() => this.#shards.size === 0)
    })
  }

  /** The hosts that most is left of. */
  left(count: number): HostLeft[] {
    return this.#hosts.left(count)
  }

  /** Opens what shards need, for as long as `work` lasts. */
  async during(work: () => Promise<void>): Promise<void> {
    const { directory, signal } = this.#options
    const stop = () => this.#stop(abortReason(signal))
    signal?.addEventListener('abort', stop, { once: true })
    const timer = setInterval(() => this.#look(), 100)
    try {
      mkdirSync(directory, { recursive: true })
      if (signal?.aborted) stop()
      await work()
    } catch (error) {
      throw isSluiceError(error) ? error : writeError(directory, error, 0)
    } finally {
      clearInterval(timer)
      signal?.removeEventListener('abort', stop)
      await this.#close()
    }
    if (this.#failure) throw this.#failure
  }

  /** Retrieves a shard's rows, unless an earlier run did. Never resolves once the run has failed. */
  async shard(index: number, rows: readonly Row[]): Promise<Totals> {
    const { directory } = this.#options
    this.tally.offered += rows.length
    const options = { directory, ...keeping(this.#options) }
    const whole = Shard.whole(index, rows, options)
    if (whole) {
      this.tally.addTotals(whole)
      return whole
    }
    const shard = new Shard(index, rows, options)
    this.tally.addTotals(shard.totals)
    this.#shards.add(shard)
    rows.forEach((row, i) => {
      if (!shard.finished.has(i)) this.#offer(row, shard, i)
    })
    this.#hosts.pump()
    if (shard.over) this.#finish(shard)
    await shard.ended
    return shard.totals
  }

  #mayBegin(): boolean {
    if (this.#shards.size < always) return true
    let left = 0
    for (const shard of this.#shards) left += shard.left
    return this.#shards.size < most && left < shardSize
  }

  #offer(row: Row, shard: Shard, index: number): void {
    const { url, problem } = row
    const { verify } = this.#setting
    const invalid = (why: string) => new Item(nowhere, shard, index, this.#setting).refuse('invalid', why)
    try {
      if (problem !== undefined) return invalid(`bad-row: ${problem}`)
      const hex = verify && wantedHash(row, verify)
      const fault = hex === undefined ? undefined : hashFault(hex, verify!)
      if (fault !== undefined) return invalid(`bad-hash: ${fault}`)
      this.#hosts.add(new Item(this.#addresses.of(url), shard, index, this.#setting))
    } catch (error) {
      if (!isSluiceError(error)) throw error
      invalid(`${error.code}: ${error.message.slice(0, 300)}`)
    }
  }

  #mayAsk(item: Item, host: Host<Item>): boolean | Promise<void> {
    if (this.#failure) return false
    if (host.dead) {
      item.refuse('failed', `host-given-up: ${host.failures} failures in a row of ${host.name}`)
      return false
    }
    if (!this.#setting.robots) return true
    const { origin } = item.url
    const robots = host.robots.get(origin)
    if (robots instanceof Promise) return robots
    if (!robots) {
      const request: RequestText = (url, own, same) => this.#request(url, own, same && item.named)
      this.#robotsAsked++
      const asked = robotsOf(origin, { ...this.#lanes, requestText: request, trusted: this.#setting.trusted }).then(
        (found) => {
          this.#robotsAsked--
          host.robots.set(origin, found)
          return undefined
        },
      )
      host.robots.set(origin, asked)
      return asked
    }
    if (robots.allows(item.url.pathname + item.url.search)) return true
    const { failure } = robots
    if (failure) item.refuse('failed', `${failure.code}: ${failure.message}`)
    else item.refuse('robots', robotsRefusal(robots))
    return false
  }

  #again(item: Item, ms: number): void {
    if (ms === 0) return this.#hosts.add(item)
    const timer = setTimeout(() => {
      this.#delayed.delete(timer)
      this.#hosts.add(item)
      this.#hosts.pump()
    }, ms)
    this.#delayed.add(timer)
  }

  #over(item: Item, result: Result, json: string | undefined): void {
    const { shard } = item
    this.tally.add(item.url === nowhere ? '' : item.url.host, result)
    shard.done(item.index, result, json)
    if (shard.over) this.#finish(shard)
  }

  // Called for what is over, perhaps twice: by its last row, and by who offered its rows.
  #finish(shard: Shard): void {
    if (shard.finishing) return
    shard.finishing = true
    const finishing = shard
      .finish()
      .then(() => shard.end())
      .catch((error: unknown) => this.#stop(error))
      .finally(() => {
        this.#shards.delete(shard)
        this.#finishing.delete(finishing)
        this.#wake?.()
      })
    this.#finishing.add(finishing)
  }

  #stop(error: unknown): void {
    this.#failure ??= isSluiceError(error) ? error : writeError(this.#options.directory, error, 0)
    this.#wake?.()
  }

  async #until(met: () => boolean): Promise<void> {
    while (!met() && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #look(): void {
    try {
      for (const shard of this.#shards) if (!shard.over) shard.flush()
    } catch (error) {
      this.#stop(error)
    }
    this.#wake?.()
    this.limits.look({
      active: this.#hosts.active + this.#robotsAsked,
      allowed: this.#options.connections ?? 64,
      ready: this.#hosts.ready > 0,
      capped: this.#hosts.capped,
      polite: this.#hosts.waiting + this.#delayed.size,
      names: this.#names.open,
      held: this.#lanes.rate?.held,
      writing: this.#writing,
    })
  }

  async #close(): Promise<void> {
    this.#look()
    for (const timer of this.#delayed) clearTimeout(timer)
    this.#hosts.close()
    await Promise.all(this.#finishing)
    for (const shard of this.#shards) {
      try {
        shard.close()
      } catch (error) {
        this.#stop(error)
      }
    }
  }
}

const nowhere = new URL('http://invalid./')

function abortReason(signal: AbortSignal | undefined): SluiceError {
  const reason: unknown = signal?.reason
  return reason instanceof SluiceError ? reason : new SluiceError('aborted', { reason: 'aborted' }, reason)
}
