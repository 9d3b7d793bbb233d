// The line after a retrieval: what is where, how much, how fast.

import type { Kept } from '../sink/target.ts'
import type { Summary } from '../trace/summary.ts'
import { safe } from './safe.ts'
import { amount, duration, plural, rate } from './units.ts'

/** `stuff.jpg: 230210 bytes in 46 reads, 12 ms, 19.2 MB/s`, with what a person should know about it. */
export function closingLine(summary: Summary, kept: Kept): string {
  const content = summary.bytes.content ?? 0
  const { total } = summary.timings
  const whole = kept.resumedFrom === undefined ? content : (kept.bytes ?? content)
  const facts = [
    `${exact(whole)} in ${plural(summary.reads.count, 'read')}`,
    duration(total),
    rate(summary.bytes.received, total),
  ]
  if (kept.resumedFrom !== undefined) facts.push(`gone on from byte ${kept.resumedFrom} (${amount(content)} came now)`)
  if (summary.complete?.declared === false) facts.push('length not declared: it ends where the server closed')
  if (summary.redirects.some(({ downgraded }) => downgraded))
    facts.push('not over TLS: a redirect led from https to http')
  return `${kept.path === undefined ? 'content' : safe(kept.path)}: ${facts.join(', ')}\n`
}

const exact = (bytes: number) => (bytes < 10_000_000 ? plural(bytes, 'byte') : `${bytes} bytes (${amount(bytes)})`)
