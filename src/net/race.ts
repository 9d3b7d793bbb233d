// Happy Eyeballs (RFC 8305): several addresses are tried, each a little after the one before, and the first to connect wins.

/** Milliseconds before the next address is tried too. RFC 8305 section 8 recommends 250; curl waits 200. */
export const attemptDelay = 250

/** One attempt: resolves when connected, rejects when not. `cancel` ends it either way. */
export interface Attempt<T> {
  connected: Promise<T>
  cancel: () => void
}

export class NoneConnected extends Error {
  readonly errors: { address: string; error: unknown }[]

  constructor(errors: { address: string; error: unknown }[]) {
    super('no address could be connected to')
    this.errors = errors
  }
}

/**
 * The first attempt to connect; the others are cancelled. A failed attempt starts the next at once.
 *
 * @throws NoneConnected with every address's error, in the order tried
 */
export function race<T>(addresses: string[], start: (address: string) => Attempt<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const running = new Set<Attempt<T>>()
    const errors: { address: string; error: unknown }[] = []
    let next = 0
    let timer: NodeJS.Timeout | undefined
    let over = false

    const finish = (settle: () => void) => {
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      for (const attempt of running) attempt.cancel()
      settle()
    }
    const abort = () => finish(() => reject(signal.reason as Error))
    const startNext = () => {
      clearTimeout(timer)
      const address = addresses[next++]
      if (over || address === undefined) return
      const attempt = start(address)
      running.add(attempt)
      attempt.connected.then(
        (connection) => {
          running.delete(attempt)
          if (over) attempt.cancel()
          else finish(() => resolve(connection))
        },
        (error: unknown) => {
          running.delete(attempt)
          if (over) return
          errors.push({ address, error })
          if (errors.length === addresses.length) finish(() => reject(new NoneConnected(errors)))
          else startNext()
        },
      )
      if (next < addresses.length) timer = setTimeout(startNext, attemptDelay)
    }

    if (signal.aborted) return reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    startNext()
  })
}
