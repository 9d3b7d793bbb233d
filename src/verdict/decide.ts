// From the account to the answer: the limit, how sure it is, and the words.

import { bufferSize, duration, plural, share } from '../render/units.ts'
import type { Account } from './account.ts'
import type { Attributed } from './exchange.ts'
import { findings } from './findings/findings.ts'
import { hintFor } from './hint.ts'
import type { Done, Limit, Share, Verdict } from './verdict.ts'
import { limitOf, shareWords } from './verdict.ts'

/** A limit that showed itself for so much of the time makes a retrieval long enough to have one. */
const SHOWN = 0.45
/** An answer needs so much of the time. */
const LEAST = 1 / 3
/** Nearer than this, the largest and the next might change places when it is done again. */
const CLOSE = 0.03

/** @param main the longest exchange, which the evidence is about */
export function decide(account: Account, main: Attributed | undefined, done: Done): Verdict {
  const { total } = account
  const { limit, confidence } = answer(account)
  const hint = main && hintFor(limit, main, done)
  return {
    limited_by: limit,
    confidence,
    sentence: sentence(limit, account, main),
    shares: Object.fromEntries(
      Object.entries(account.shares).map(([name, ms]) => [name, total > 0 ? ms / total : 0]),
    ) as Record<Share, number>,
    total,
    evidence: main ? evidence(limit, account, main) : [],
    ...(hint === undefined ? {} : { hint }),
    intervals: account.intervals,
    ...(main?.pause === undefined ? {} : { pause: main.pause }),
  }
}

function answer(account: Account): Pick<Verdict, 'confidence'> & { limit: Limit } {
  const { total } = account
  let [largest, next] = account.ranked() as [Ranked, Ranked]
  if (total === 0) return { limit: 'short', confidence: 'guess' }
  if (largest.limit === 'short' && next.ms >= SHOWN * total) [largest, next] = [next, largest]
  const part = largest.ms / total
  const lead = (largest.ms - (next.limit === 'short' ? 0 : next.ms)) / total
  const strong = largest.strong / largest.ms
  if (part < LEAST || lead < CLOSE || strong < 0.3) return { limit: 'unsure', confidence: 'guess' }
  const clear = part >= 0.6 && strong >= 0.8 && largest.ms >= 2 * next.ms
  return { limit: largest.limit, confidence: clear ? 'clear' : part >= 0.45 && strong >= 0.5 ? 'likely' : 'guess' }
}

type Ranked = ReturnType<Account['ranked']>[number]

function sentence(limit: Limit, account: Account, main: Attributed | undefined): string {
  const ranked = account.ranked()
  const ms = ranked.find((one) => one.limit === limit)?.ms ?? 0
  return sentences[limit](`${share(ms, account.total)} of ${timeOf(account)}`, main, account)
}

const limitWords = {
  server: 'the server',
  network: 'the network',
  window: 'the window',
  receiver: 'you',
  short: 'connecting and slow start',
}

/** Before the transfer. */
const phases = [
  ['resolve', 'looking up the name'],
  ['connect', 'connecting'],
  ['tls', 'the TLS handshake'],
] as const satisfies [Share, string][]

/** Of the time, what one phase has that the sentence names it. */
const MOSTLY = 0.6

const timeOf = ({ total, several }: Account) => `${duration(total)}${several ? ' on all connections together' : ''}`

type Say = (part: string, main: Attributed | undefined, account: Account) => string

const sentences: Record<Limit, Say> = {
  server: (part) => `Limited by the server: ${part} went by waiting for it to send.`,
  network: (part, main) =>
    main && msOf(main, 'hole') + msOf(main, 'recovery') > msOf(main, 'queue') + msOf(main, 'full')
      ? `Limited by the network: ${part}; it lost segments, and the server slowed down.`
      : `Limited by the network: ${part}; the path carried all it can.`,
  window: (part) =>
    `Limited by your receive window: ${part}; the server had to stop and wait for your acknowledgement each round trip.`,
  receiver: (part) => `Limited by you: ${part}, in which bytes lay in the kernel and were not read.`,
  short(part, _main, account) {
    const { shares, total } = account
    if (total === 0) return 'Nothing has happened yet.'
    const phase = phases.find(([name]) => shares[name] >= MOSTLY * total)
    if (!phase) return `Too short to show a limit: ${part} went into connecting and TCP's first round trips.`
    return `No limit shows: ${share(shares[phase[0]], total)} of ${timeOf(account)} went into ${phase[1]}.`
  },
  unsure: (_part, _main, account) => {
    const parts = account.ranked().filter((one) => one.ms > 0.1 * account.total)
    const named = parts.map((one) => `${limitWords[one.limit]} ${share(one.ms, account.total)}`).join(', ')
    return `Not sure what limited this: of ${timeOf(account)} ${named}, and the signals do not tell more.`
  },
}

function evidence(limit: Limit, account: Account, main: Attributed): string[] {
  const said: string[] = []
  const { scene, rows, held, wait, pause } = main
  const wanted = limit === 'unsure' ? undefined : limit
  if (account.retrying >= 0.05 * account.total)
    said.push(`${duration(account.retrying)} went by until it was tried again`)
  if (wanted !== 'short' && account.shares.think - account.retrying >= 0.05 * account.total) {
    said.push(
      `the server was silent for ${duration(wait)} before its first byte, of which the round trip is ${duration(scene.known.rtt)}`,
    )
  }
  const ordered = findings
    .filter((finding) => held.has(finding) && (wanted === undefined || limitOf[finding.share] === wanted))
    .toSorted((a, b) => held.get(b)!.ms - held.get(a)!.ms)
  const whole = account.several ? main.account : account
  for (const finding of ordered) {
    const mine = held.get(finding)!
    const words = mine.ms >= 0.05 * whole.total ? finding.evidence?.(mine, scene) : undefined
    if (words) said.push(words)
  }
  if (wanted === 'receiver' && pause !== undefined) {
    said.push(`your window shut, and made the server wait for ${duration(pause)}`)
  }
  if (wanted !== 'receiver' && scene.known.sees && rows.reads > 0) {
    const { smallestWindow } = rows
    const open = smallestWindow === 0 ? ', window shut at times' : `, window never below ${bufferSize(smallestWindow)}`
    said.push(
      `${rows.emptied === rows.reads ? 'you kept up: ' : ''}${rows.emptied} of ${plural(rows.reads, 'read')} emptied the buffer${smallestWindow < Infinity ? open : ''}`,
    )
  }
  if (!scene.known.sees) said.push('the kernel tells nothing here: only the sizes and times of the reads are known')
  said.push(`time: ${timesOf(account)}`)
  return said
}

function timesOf({ shares, total }: Account): string {
  const shown = (Object.keys(shareWords) as Share[]).filter((name) => shares[name] >= 0.005 * total && shares[name] > 0)
  return shown.map((name) => `${shareWords[name]} ${duration(shares[name])}`).join(' | ')
}

function msOf(main: Attributed, name: string): number {
  for (const [finding, { ms }] of main.held) if (finding.name === name) return ms
  return 0
}
