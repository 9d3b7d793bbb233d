// Which host is asked next: those that may be asked stand in a line; no host has more requests at a time than it may.

import type { Address } from './address.ts'
import { Lane } from './lane.ts'
import type { LaneOptions } from './lane.ts'
import { Host } from './host.ts'
import { Queue } from './queue.ts'

/** Something to be asked for. */
export interface Task {
  readonly url: Address
}

export interface HostsOptions<T extends Task> {
  /** Requests at a time. */
  connections: number
  /** Requests at a time of one host. */
  perHost: number
  lanes: LaneOptions
  /** May it be asked for? A promise: not known yet, and the host waits. False: it was dealt with. */
  mayAsk: (task: T, host: Host<T>) => boolean | Promise<void>
  /** Asks for it; `done` is to be called when the lane is free again. */
  ask: (task: T, lane: Lane, host: Host<T>) => void
}

/** How a host stands whose rows are not all done. */
export interface HostLeft {
  host: string
  rows: number
  /** Requests at a time. */
  most: number
  /** In a row. */
  failures: number
  state: 'given up' | 'waiting' | 'asked' | 'robots' | 'ready'
  /** Ms that it is to be left alone. */
  wait: number
}

export class Hosts<T extends Task> {
  active = 0
  readonly #options: HostsOptions<T>
  readonly #hosts = new Map<string, Host<T>>()
  readonly #line = new Queue<Host<T>>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #pumping = false
  #turn: NodeJS.Immediate | undefined
  #closed = false

  constructor(options: HostsOptions<T>) {
    this.#options = options
  }

  /** Hosts that may be asked now. */
  get ready(): number {
    return this.#line.size
  }

  /** Hosts that may not be asked yet. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Tasks that wait for hosts which have as many requests as they may. */
  get capped(): number {
    let sum = 0
    for (const host of this.#hosts.values()) if (host.active >= host.most) sum += host.queue.size
    return sum
  }

  /** Those that most is left of, and what they wait for. */
  left(count: number): HostLeft[] {
    const now = Date.now()
    const rows = ({ queue, active }: Host<T>) => queue.size + active
    return [...this.#hosts.values()]
      .filter((host) => rows(host) > 0)
      .toSorted((a, b) => rows(b) - rows(a))
      .slice(0, count)
      .map((host) => {
        const { name, active, most, notBefore, failures, dead } = host
        const robots = [...host.robots.values()].some((known) => known instanceof Promise) ? 'robots' : 'ready'
        const state = dead ? 'given up' : notBefore > now ? 'waiting' : active > 0 ? 'asked' : robots
        return { host: name, rows: rows(host), most, failures, state, wait: Math.max(0, notBefore - now) }
      })
  }

  add(task: T): void {
    const { host: name, hostname } = task.url
    let host = this.#hosts.get(name)
    if (!host) this.#hosts.set(name, (host = new Host(name, hostname, this.#options.perHost)))
    host.queue.push(task)
    this.#enline(host)
  }

  /**
   * A request is over and its lane free. Whoever is next is asked when all that has arrived by now is dealt with, and all of
   * those at once: a server that sleeps is woken once by several requests, and not by each.
   */
  done(lane: Lane, host: Host<T>): void {
    this.active--
    host.active--
    host.idle.push(lane)
    this.#enline(host)
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined
      this.pump()
    })
    this.#tidy(host)
  }

  /** Asks as much as may be asked. */
  pump(): void {
    if (this.#pumping || this.#closed) return
    this.#pumping = true
    while (this.active < this.#options.connections) {
      const host = this.#line.shift()
      if (!host) break
      host.lined = false
      this.#next(host)
    }
    this.#pumping = false
  }

  close(): void {
    this.#closed = true
    clearImmediate(this.#turn)
    for (const timer of this.#timers) clearTimeout(timer)
    for (const host of this.#hosts.values()) for (const lane of host.idle) lane.close()
  }

  #next(host: Host<T>): void {
    const task = host.queue.shift()
    if (!task) return
    const may = this.#options.mayAsk(task, host)
    if (may === true) {
      const { origin } = task.url
      const lane = takeIdle(host.idle, origin) ?? new Lane(task.url, this.#options.lanes)
      this.active++
      host.active++
      this.#options.ask(task, lane, host)
    } else if (may !== false) {
      host.queue.push(task)
      void may.then(() => {
        this.#enline(host)
        this.pump()
      })
      return
    }
    this.#enline(host)
  }

  #enline(host: Host<T>): void {
    if (host.lined || host.queue.size === 0 || host.active >= host.most) return
    const wait = host.notBefore === 0 ? 0 : host.notBefore - Date.now()
    host.lined = true
    if (wait <= 0) return this.#line.push(host)
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        this.#line.push(host)
        this.pump()
      },
      Math.min(wait, 2 ** 31 - 1),
    )
    this.#timers.add(timer)
  }

  // A host that nobody asks any more is forgotten, and its connections closed when there are many.
  #tidy(host: Host<T>): void {
    if (host.queue.size > 0 || host.active > 0) return
    if (this.#hosts.size <= 256 && host.notBefore === 0) return
    if (host.notBefore > Date.now()) return
    for (const lane of host.idle) lane.close()
    this.#hosts.delete(host.name)
  }
}

// Nearly always the one that became free last.
function takeIdle(lanes: Lane[], origin: string): Lane | undefined {
  if (lanes.at(-1)?.origin === origin) return lanes.pop()
  const kept = lanes.findLastIndex((lane) => lane.origin === origin)
  return kept < 0 ? undefined : lanes.splice(kept, 1)[0]
}
