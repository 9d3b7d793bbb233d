// A database that is restarted comes back: what it was asked meanwhile is asked again.

import { setTimeout as sleep } from 'node:timers/promises'

/** Ms for a database to come back. */
const patience = 30_000

/**
 * @param lost when the database was lost, ms since 1970: that it refuses connections may pass; if it never was there it may not
 * @throws what it throws, unless a connection was lost: then it is done again
 */
export async function patiently<T>(work: () => Promise<T>, lost = Date.now()): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      // Nobody there from the beginning is another matter.
      if (!isLost(error) && !(lost > 0 && isRefused(error))) throw error
      lost ||= Date.now()
      if (Date.now() - lost > patience) throw error
      await sleep(200)
    }
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html: 57P01 to 57P03 admin shutdown, crash, starting up.
function isLost(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return /^(?:57P0[123]|08...|ECONNRESET|EPIPE)$/.test(code) || message.startsWith('Connection terminated')
}

const isRefused = (error: unknown) => (error as { code?: string }).code === 'ECONNREFUSED'
