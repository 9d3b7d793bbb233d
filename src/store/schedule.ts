// Who is visited when, in one process: hosts wait in a heap until they may be visited, and never twice at once.

import { Ready } from './ready.ts'

interface Entry {
  id: number
  notBefore: number
}

/** How a visit ended. */
export interface Next {
  /** The host is not visited before, ms since 1970. */
  notBefore: number
  /** Something waits there still. */
  more: boolean
}

export class Schedule {
  readonly #ready = new Ready<Entry>()
  /** In the heap, or being visited. */
  readonly #entered = new Set<number>()
  /** Being visited, and whether something began to wait there meanwhile. */
  readonly #visited = new Map<number, boolean>()
  /** Of hosts with nothing waiting. */
  readonly #notBefore = new Map<number, number>()
  #wake: (() => void) | undefined

  constructor(hosts: readonly Entry[]) {
    for (const host of hosts) this.#enter(host)
  }

  /** Something waits at a host. */
  wake(id: number): void {
    if (this.#visited.has(id)) this.#visited.set(id, true)
    else if (!this.#entered.has(id)) {
      this.#enter({ id, notBefore: this.#notBefore.get(id) ?? 0 })
      this.#notBefore.delete(id)
      this.#wake?.()
    }
  }

  /**
   * Visits as long as anything waits.
   *
   * @param most at a time
   * @param enough no more are begun
   */
  async run(
    most: number,
    signal: AbortSignal,
    enough: () => boolean,
    visit: (id: number) => Promise<Next>,
  ): Promise<void> {
    const running = new Set<Promise<void>>()
    const outcome: { failure?: unknown } = {}
    const stop = () => this.#wake?.()
    signal.addEventListener('abort', stop)
    while (
      !signal.aborted &&
      !enough() &&
      outcome.failure === undefined &&
      (this.#ready.size > 0 || running.size > 0)
    ) {
      const first = this.#ready.first
      const wait = first ? first.notBefore - Date.now() : Infinity
      if (running.size < most && wait <= 0) {
        const { id } = this.#ready.pop()!
        const turn = this.#turn(id, visit)
          .catch((error: unknown) => (outcome.failure ??= error ?? new Error('failed')))
          .then(() => {
            running.delete(turn)
            this.#wake?.()
          })
        running.add(turn)
      } else await this.#pause(running.size < most ? wait : Infinity)
    }
    signal.removeEventListener('abort', stop)
    await Promise.all(running)
    if (outcome.failure !== undefined) throw outcome.failure
  }

  async #turn(id: number, visit: (id: number) => Promise<Next>): Promise<void> {
    this.#visited.set(id, false)
    const { notBefore, more } = await visit(id)
    const woken = this.#visited.get(id)!
    this.#visited.delete(id)
    this.#entered.delete(id)
    if (more || woken) this.#enter({ id, notBefore })
    else if (notBefore > Date.now()) this.#notBefore.set(id, notBefore)
  }

  #enter(host: Entry): void {
    this.#entered.add(host.id)
    this.#ready.push(host)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (ms < 2 ** 31) timer = setTimeout(resolve, Math.max(1, ms))
    })
  }
}
