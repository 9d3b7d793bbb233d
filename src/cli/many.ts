// What the commands over many URLs share: flags, the progress view, the closing document.

import { setFlagsFromString } from 'node:v8'
import { SluiceError, isSluiceError, withFacts } from '../errors.ts'
import { states as order } from '../bulk/row.ts'
import type { Tally } from '../bulk/tally.ts'
import type { Field } from '../http/types.ts'
import { safe } from '../render/safe.ts'
import { amount, duration, plural, rate } from '../render/units.ts'
import type { Context, Output } from './command.ts'

export const manyIdentity = {
  'user-agent': { short: 'A', kind: 'text', value: 'TEXT', about: 'the User-Agent field; default sluice/VERSION' },
  header: {
    short: 'H',
    kind: 'text',
    value: 'NAME: VALUE',
    repeat: true,
    about: 'send this field too, to the origins that are named',
  },
  'connect-timeout': { kind: 'time', value: 'TIME', about: 'until connected; default 10 s' },
  'idle-timeout': { kind: 'time', value: 'TIME', about: 'silence; default 30 s' },
  'limit-rate': { kind: 'rate', value: 'RATE', about: 'read at most RATE bytes a second, all connections together' },
} as const

export const manyShowing = {
  title: 'Showing',
  flags: {
    json: { kind: 'switch', about: 'one JSON document on stdout at the end' },
    progress: {
      kind: 'text',
      value: 'HOW',
      choices: ['auto', 'bar', 'plain', 'json', 'none'],
      about: 'auto: a view if stderr is a terminal, else a plain line each 10 s; json: NDJSON on stderr',
    },
    quiet: { short: 'q', kind: 'switch', about: 'nothing but errors' },
  },
} as const

/**
 * Keeps the memory of a long run small. Left alone, V8 gives young objects up to 67 MB of room however few of them live, and
 * lets the old grow to four times what lives: 40 MB more, for 4 % less of the processor.
 */
export function keepSmall(): void {
  // Not at once: V8 refuses the compiled code of what Node loads from then on, which was made with its own flags.
  setImmediate(() => {
    setFlagsFromString('--semi-space-growth-factor=1')
    setFlagsFromString('--heap-growing-percent=40')
  })
}

/** What a run came to. */
export interface ManyFacts {
  offered: number
  states: Record<string, number>
  pages: number
  links: number
  bytes: number
  /** Of this run, as are the failures and the hosts in it. */
  tally: Tally
  limit: string
  /** Where it is written what became of each. */
  table?: string
  /** Ms. */
  elapsed: number
  /** Of pages that were asked for again. */
  changes?: Record<string, number> | undefined
}

/** -H, as `Name: value`. @throws SluiceError usage */
export function parseFields(texts: readonly string[]): Field[] {
  return texts.map((text) => {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(text) ?? []
    if (name === '') throw new SluiceError('usage', { problem: `-H ${JSON.stringify(text)} is not a header field` })
    return [name.trim(), value.trim()]
  })
}

/** A number of which none would ask for nothing. @throws SluiceError usage */
export function atLeastOne(value: number | undefined, name: string): number | undefined {
  if (value === 0) throw new SluiceError('usage', { problem: `--${name} 0 would ask for nothing` })
  return value
}

/** A failure that ends a run, with what to do about it. */
export function endedBy(error: unknown): unknown {
  return isSluiceError(error, 'write-failed') ? withFacts(error, { many: true }) : error
}

/** The JSON document at the end. Absent knowledge is null. */
export function manyJson(facts: ManyFacts, failure?: unknown): string {
  const { tally } = facts
  const error = isSluiceError(failure) ? failure : undefined
  const document = {
    schema: 1,
    offered: facts.offered,
    states: { ok: 0, failed: 0, robots: 0, skipped: 0, ...facts.states },
    pages: facts.pages,
    links: facts.links,
    changes: facts.changes ?? null,
    bytes: facts.bytes,
    elapsed_ms: Math.round(facts.elapsed),
    limited_by: facts.limit,
    failures: tally.totals.failures,
    slowest_hosts: tally.slowest(10).map(({ host, items, failed, bytes, wait }) => ({
      host,
      items,
      failed,
      bytes,
      wait_ms: Math.round(wait * 1000) / 1000,
    })),
    error: error ? { code: error.code, message: error.message, hint: error.hint ?? null } : null,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const limits: Record<string, string> = {
  rate: '--limit-rate',
  cpu: "this machine's processor",
  disk: "this machine's disk",
  dns: 'name servers',
  'per-host': 'hosts that were asked for as much at a time as --per-host allows',
  politeness: 'politeness: hosts are not asked more often',
  network: 'the servers and the network',
  list: 'the list: nothing was left to ask for',
  short: 'nothing for long',
}

/** What limits a run. */
export const limitText = (limit: string) => `limited by ${limits[limit] ?? limit}`

/** The same for people. @param failure by which the run ended early */
export function manySummary(facts: ManyFacts, failure?: unknown): string {
  const { offered, states, links, bytes, tally, limit, table, elapsed, changes } = facts
  const ended = inOrder(Object.entries(states).filter(([, count]) => count > 0))
  // Of a run that was stopped.
  const open = offered - ended.reduce((sum, [, count]) => sum + count, 0)
  if (open > 0) ended.push(['still to do', open])
  const counts = ended.map(([state, count]) => `${count} ${state}`).join(' + ')
  const lines = [
    `${counts || '0'} = ${offered} offered${links > 0 ? `, ${plural(links, 'link')}` : ''}, ${amount(bytes)}`,
    `${tally.done} in ${duration(elapsed)}: ${Math.round(tally.done / (elapsed / 1000))}/s, ${limitText(limit)}`,
    // What was gathered for a shard may be lost with it.
    ...(failure === undefined ? [] : ['stopped: what came last may not be kept, and is then asked for again']),
    ...(changes
      ? [
          `asked again: ${Object.entries(changes)
            .map(([change, count]) => `${count} ${change}`)
            .join(', ')}`,
        ]
      : []),
    ...failures(tally),
    ...slow(tally),
    ...(table === undefined || offered === 0 ? [] : [`  each row's end: ${table}`]),
  ]
  return `${lines.map(safe).join('\n')}\n`
}

/** As they are told: how it should end first. */
function inOrder<T>(counts: readonly [state: string, T][]): [state: string, T][] {
  const known: readonly string[] = order
  const place = (state: string) => (known.includes(state) ? known.indexOf(state) : known.length)
  return counts.toSorted(([a], [b]) => place(a) - place(b))
}

function failures(tally: Tally): string[] {
  return [...tally.failures]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([kind, count]) => `  ${count} × ${kind}`)
}

interface ProgressFlags {
  progress: string | undefined
  quiet: boolean
}

/** Shows the tally while it grows. */
export function manyProgress(
  { progress = 'auto', quiet }: ProgressFlags,
  { stderr }: Context,
  tally: Tally,
  more: () => string[] = () => [],
): { end: () => void } {
  const how = progress === 'auto' ? (quiet ? 'none' : stderr.animates ? 'bar' : 'plain') : progress
  if (how === 'none') return { end: () => {} }
  const view = views[how as keyof typeof views](stderr, tally, more)
  const timer = setInterval(view.draw, view.interval)
  timer.unref()
  return {
    end: () => {
      clearInterval(timer)
      view.end()
    },
  }
}

interface View {
  interval: number
  draw: () => void
  end: () => void
}

const views: Record<'bar' | 'plain' | 'json', (stderr: Output, tally: Tally, more: () => string[]) => View> = {
  bar(stderr, tally, more) {
    let drawn = 0
    const clear = () => stderr.write(drawn > 0 ? `\x1b[${drawn}A\x1b[J` : '')
    return {
      interval: 250,
      draw() {
        const lines = [line(tally), ...failures(tally), ...slow(tally), ...more()].map((text) =>
          safe(text).slice(0, stderr.columns - 1),
        )
        clear()
        stderr.write(`${lines.join('\n')}\n`)
        drawn = lines.length
      },
      end: clear,
    }
  },
  plain: (stderr, tally) => ({ interval: 10_000, draw: () => stderr.write(`${line(tally)}\n`), end: () => {} }),
  json: (stderr, tally) => {
    const draw = () => {
      const speed = tally.rate(performance.now())
      const facts = {
        type: 'progress',
        offered: tally.offered || null,
        done: tally.done,
        ...tally.totals,
        per_second: speed?.items ?? null,
      }
      stderr.write(`${JSON.stringify(facts)}\n`)
    }
    return { interval: 1000, draw, end: draw }
  },
}

function line(tally: Tally): string {
  const speed = tally.rate(performance.now())
  const counts = inOrder([...tally.states])
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
  const offered = `${tally.offered}${tally.offering ? ' and more' : ''}`
  // A crawl does not know in advance.
  const done = tally.offered > 0 ? `${tally.done} of ${offered}${counts ? `: ${counts}` : ''}` : counts || '0'
  return `${done}${speed ? `  ${Math.round(speed.items)}/s, ${rate(speed.bytes, 1000)}` : ''}`
}

/** Ms to the first byte from which on a host is told of as slow. */
const noticed = 100

function slow(tally: Tally): string[] {
  const hosts = tally.slowest(3).filter(({ wait }) => wait > noticed)
  return hosts.map(({ host, items, wait }) => `  ${host}: ${duration(wait)} to the first byte, of ${items}`)
}
