// Host names to addresses, for many hosts: looked up once, a bounded number at a time, failures remembered too.
//
// Node's own lookup is getaddrinfo(3) on four threads: a slow name server stops everything. This asks the name servers
// itself (c-ares), as RFC 1035 has it; /etc/hosts is read first, as the system would.

import { Resolver } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { SluiceError } from '../errors.ts'
import { reasonOf } from '../net/socket-errors.ts'

export interface NamesOptions {
  /** Questions under way at a time. @default 64: resolvers of a router answer about that many */
  atOnce?: number
  /** Names remembered. @default 100000, about 15 MB */
  remembered?: number
  /** Addresses given by hand, by `host:port` in lower case; `*` is any host. */
  overrides?: ReadonlyMap<string, string[]> | undefined
  /** Asks the name servers; for tests. */
  ask?: (host: string) => Promise<{ addresses: string[]; ttl: number }>
}

/** Ms that a failure is remembered: RFC 2308 section 5 allows up to hours, but names are repaired in minutes. */
const failureLasts = 60_000
/** Ms; shorter or longer lives are not believed. */
const [shortest, longest] = [30_000, 3_600_000]

interface Entry {
  addresses: string[]
  error: SluiceError | undefined
  until: number
}

export class Names {
  readonly overrides: ReadonlyMap<string, string[]> | undefined
  readonly #known = new Map<string, Entry>()
  readonly #asking = new Map<string, Promise<string[]>>()
  readonly #waiting: (() => void)[] = []
  readonly #ask: NonNullable<NamesOptions['ask']>
  readonly #atOnce: number
  readonly #remembered: number
  #under = 0
  /** Questions asked of name servers, and ms they took together. */
  asked = 0
  took = 0

  constructor({ atOnce = 64, remembered = 100_000, overrides, ask = askServers }: NamesOptions = {}) {
    this.overrides = overrides
    this.#ask = ask
    this.#atOnce = atOnce
    this.#remembered = remembered
  }

  /** Names being looked up, or waiting to be. */
  get open(): number {
    return this.#asking.size
  }

  /** @throws SluiceError host-not-resolved */
  lookup(host: string, port = 0): string[] | Promise<string[]> {
    const given = this.overrides?.get(`${host.toLowerCase()}:${port}`) ?? this.overrides?.get(`*:${port}`)
    if (given) return given
    const literal = host.replace(/^\[|\]$/g, '')
    if (isIP(literal)) return [literal]
    // RFC 6761 section 6.3.
    if (/(^|\.)localhost\.?$/i.test(host)) return ['127.0.0.1', '::1']
    const known = this.#known.get(host)
    if (known && known.until > Date.now()) {
      if (known.error) throw known.error
      return known.addresses
    }
    const asking = this.#asking.get(host)
    if (asking) return asking
    const asked = this.#resolve(host).finally(() => this.#asking.delete(host))
    this.#asking.set(host, asked)
    return asked
  }

  async #resolve(host: string): Promise<string[]> {
    if (this.#under >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#under++
    const began = Date.now()
    try {
      const { addresses, ttl } = await this.#ask(host)
      if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' })
      this.#remember(host, { addresses, error: undefined, until: began + Math.min(longest, Math.max(shortest, ttl)) })
      return addresses
    } catch (cause) {
      const error = new SluiceError('host-not-resolved', { host, reason: reasonOf(cause) }, cause)
      this.#remember(host, { addresses: [], error, until: began + failureLasts })
      throw error
    } finally {
      this.#under--
      this.asked++
      this.took += Date.now() - began
      this.#waiting.shift()?.()
    }
  }

  #remember(host: string, entry: Entry): void {
    this.#known.delete(host)
    this.#known.set(host, entry)
    if (this.#known.size > this.#remembered) this.#known.delete(this.#known.keys().next().value!)
  }
}

let resolver: Resolver | undefined
let hosts: Map<string, string[]> | undefined

async function askServers(host: string): Promise<{ addresses: string[]; ttl: number }> {
  hosts ??= hostsFile()
  const local = hosts.get(host.toLowerCase())
  if (local) return { addresses: local, ttl: longest }
  resolver ??= new Resolver({ timeout: 5000, tries: 2 })
  const [four, six] = await Promise.allSettled([
    resolver.resolve4(host, { ttl: true }),
    resolver.resolve6(host, { ttl: true }),
  ])
  const found = [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (found.length === 0 && four.status === 'rejected') throw four.reason
  return {
    addresses: found.map(({ address }) => address),
    ttl: Math.min(...found.map(({ ttl }) => ttl)) * 1000,
  }
}

// hosts(5)
function hostsFile(): Map<string, string[]> {
  const path = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts'
  const found = new Map<string, string[]>()
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // Then there are none.
  }
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (!address || !isIP(address)) continue
    for (const name of names) found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), address])
  }
  return found
}
