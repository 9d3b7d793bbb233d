// The table of hosts of a crawl: which are ready, which wait until when, and why.

import { duration } from '../render/units.ts'
import type { HostStatus, Store } from '../store/store.ts'

/** One line a host, below a line of headings. */
export function hostTable(hosts: readonly HostStatus[]): string[] {
  const width = Math.max(4, ...hosts.map(({ host }) => host.length))
  return [
    `${'host'.padEnd(width)}  ${'state'.padEnd(20)}  waiting    pages    delay`,
    ...hosts.map((host) => row(host, width)),
  ]
}

function row({ host, state, until, waiting, pages, delay }: HostStatus, width: number): string {
  const how = until === null ? state : `${state}, ${duration(Math.max(1, until - Date.now()))}`
  const number = (n: number) => String(n).padStart(7)
  return `${host.padEnd(width)}  ${how.padEnd(20)}  ${number(waiting)}  ${number(pages)}  ${delay > 0 ? duration(delay).padStart(7) : '   none'}`
}

/** Hosts in the view, and those whose states are counted. */
const [shown, counted] = [8, 1000]
/** Ms between two looks at the store; and it takes no more than this part of the time. */
const lookEvery = 1000
const part = 1 / 50

/** The same while it runs: it looks into the store as often as that costs little. */
export class LiveHosts {
  readonly #store: Store
  #hosts: readonly HostStatus[] = []
  #next = 0
  #look: Promise<void> | undefined

  constructor(store: Store) {
    this.#store = store
  }

  lines(): string[] {
    if (!this.#look && performance.now() >= this.#next) this.#look = this.#again()
    if (this.#hosts.length === 0) return []
    const states = new Map<string, number>()
    for (const { state } of this.#hosts) states.set(state, (states.get(state) ?? 0) + 1)
    const more = this.#hosts.length === counted ? ' among those with most waiting' : ''
    const counts = [...states].map(([state, count]) => `${count} ${state}`).join(', ')
    const lines = [`hosts: ${counts}${more}`, ...hostTable(this.#hosts.slice(0, shown))]
    return lines.map((line) => `  ${line}`)
  }

  /** Nothing is asked of the store any more. */
  async end(): Promise<void> {
    this.#next = Infinity
    await this.#look
  }

  async #again(): Promise<void> {
    const began = performance.now()
    // A store that cannot be asked is told of by those who work with it.
    this.#hosts = await this.#store.hosts(counted).catch(() => this.#hosts)
    const now = performance.now()
    this.#next = Math.max(this.#next, now + Math.max(lookEvery, (now - began) / part))
    this.#look = undefined
  }
}
