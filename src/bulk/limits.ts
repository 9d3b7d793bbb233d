// What limits a whole run: looked at ten times a second, and what was seen most often is the answer.

/** What is seen in one look. */
export interface Look {
  /** Requests under way. */
  active: number
  /** How many there may be. */
  allowed: number
  /** Something could be asked for at once, if there were room. */
  ready: boolean
  /** Rows that wait for hosts which have as many requests as they may. */
  capped?: number
  /** Hosts that may not be asked yet. */
  polite: number
  /** Names being looked up, or waiting to be. */
  names: number
  /** Connections that are not read for now, to keep to our own rate. */
  held?: number | undefined
  /** Ms spent writing so far. */
  writing: number
}

export type RunLimit = 'rate' | 'cpu' | 'disk' | 'dns' | 'per-host' | 'politeness' | 'network' | 'list' | 'short'

export class RunLimits {
  readonly #counts = new Map<RunLimit, number>()
  #cpu = process.cpuUsage()
  #at = performance.now()
  #writing = 0

  look(now: Look): void {
    const cpu = process.cpuUsage()
    const at = performance.now()
    const elapsed = at - this.#at
    if (elapsed < 20) return
    const used = (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1000 / elapsed
    const written = (now.writing - this.#writing) / elapsed
    this.#cpu = cpu
    this.#at = at
    this.#writing = now.writing
    const seen = limitOf(now, used, written)
    this.#counts.set(seen, (this.#counts.get(seen) ?? 0) + 1)
  }

  get limit(): RunLimit {
    const [most] = [...this.#counts].toSorted(([, a], [, b]) => b - a)
    return most?.[0] ?? 'short'
  }
}

// Writing is part of what the processor does, so it goes before it.
function limitOf(
  { active, allowed, capped = 0, polite, names, ready, held = 0 }: Look,
  cpu: number,
  written: number,
): RunLimit {
  if (held > 0) return 'rate'
  if (written > 0.5) return 'disk'
  if (cpu > 0.85) return 'cpu'
  if (names > active / 2 && names > 0) return 'dns'
  if (capped > 0 && active < allowed && !ready) return 'per-host'
  if (active >= allowed || (active > 0 && (ready || polite <= active))) return 'network'
  return polite > 0 ? 'politeness' : active > 0 ? 'network' : 'list'
}
