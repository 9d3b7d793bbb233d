// What would help, given the limit and what was already done. A hint that would change nothing is none.

import { bufferSize, duration } from '../render/units.ts'
import type { Attributed } from './exchange.ts'
import type { Done, Limit } from './verdict.ts'

export function hintFor(limit: Limit, main: Attributed, done: Done): string | undefined {
  return hints[limit]?.(main, done)
}

const hints: Partial<Record<Limit, (main: Attributed, done: Done) => string | undefined>> = {
  receiver(_main, done) {
    if (done.delay) {
      return `the wait of ${duration(done.delay)} after each read holds it: larger reads (--recv-size), or no --delay`
    }
    return done.limitRate ? '--limit-rate holds it' : 'write to a faster disk, or let less work hang on each read'
  },
  window({ rows, scene }, done) {
    if (!done.receiveBuffer) {
      return 'the system lets the receive buffer grow no further: raise its maximum (on Linux net.ipv4.tcp_rmem), or use several connections (-n)'
    }
    // There the round trip is our own program's turn, and nobody knows how fast it would be.
    if (scene.known.rtt < 1) return 'ask for a larger receive buffer; without --rcvbuf the system grows it by itself'
    // Linux doubles what it is asked for, and gives about half of a buffer to the window.
    const more = bufferSize(10 * (rows.kernel.window ?? 0))
    return `a receive buffer of ${more} would carry ten times as much on this ${duration(scene.known.rtt)} path; without --rcvbuf the system grows it by itself`
  },
  network: (main, done) =>
    lossy(main) && alone(done) ? 'several connections (-n 4) lose less of their pace to each lost segment' : undefined,
  server: (main, done) =>
    alone(done) && !mostlyThinking(main)
      ? 'nothing on this side makes it faster, unless the server limits each connection: -n 4 would show'
      : undefined,
}

const lossy = ({ held }: Attributed) => [...held.keys()].some((finding) => finding.name === 'hole')

const alone = (done: Done) => (done.connections ?? 1) === 1

const mostlyThinking = ({ account }: Attributed) => account.shares.think > account.shares.server
