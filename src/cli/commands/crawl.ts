// sluice crawl URL…: the spider. sluice crawl status: how it stands.

import { existsSync } from 'node:fs'
import { SluiceError } from '../../errors.ts'
import { Crawl } from '../../crawl/crawl.ts'
import type { CrawlOptions } from '../../crawl/crawl.ts'
import { scopes } from '../../crawl/scope.ts'
import type { Scope } from '../../crawl/scope.ts'
import { safe } from '../../render/safe.ts'
import { parseUrl } from '../../retrieve/url.ts'
import { plural } from '../../render/units.ts'
import { isDatabase, openStore } from '../../store/open.ts'
import type { HostStatus, Store } from '../../store/store.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import { hostTable, LiveHosts } from '../host-table.ts'
import type { FlagsIn, Values } from '../flag.ts'
import { always } from '../flags.ts'
import {
  atLeastOne,
  endedBy,
  keepSmall,
  limitText,
  manyIdentity,
  manyJson,
  manyProgress,
  manyShowing,
  manySummary,
} from '../many.ts'
import { manyLogin, manyRouting, manyWay } from '../many-way.ts'
import type { Way } from '../many-way.ts'
import type { ManyFacts } from '../many.ts'

export const storing = {
  title: 'The store',
  flags: {
    store: {
      kind: 'file',
      value: 'FILE|postgres://…',
      about: 'what the crawl remembers: an SQLite file (default crawl.sqlite here), or a PostgreSQL database',
    },
  },
} as const

const crawling = {
  title: 'Crawling',
  flags: {
    engine: {
      kind: 'text',
      value: 'postgres://…',
      about: 'the same as --store postgres://…: start the same command on as many machines as you like',
    },
    refresh: {
      kind: 'time',
      value: 'TIME',
      about:
        'ask again for what was last asked for longer ago than TIME (7d, 12h; 0 is all): pages that did not change are not sent again',
    },
    resume: { kind: 'switch', about: 'go on where it was (the default when the store is there), and never begin anew' },
    scope: {
      kind: 'text',
      value: 'SCOPE',
      choices: scopes,
      about: "host (the URL's own, the default), domain (its registrable domain) or prefix (up to its last slash)",
    },
    'max-pages': { kind: 'count', value: 'N', about: 'until there are N pages in the store; default all' },
    'max-depth': { kind: 'count', value: 'N', about: 'N links away from a URL at most; default 100 (wget 5)' },
    delay: {
      kind: 'time',
      value: 'TIME',
      about:
        'between two requests to one host; default 1 s to 30 s by its speed, none on this machine or a private network',
    },
    hosts: { kind: 'count', value: 'N', about: 'hosts visited at a time; default 256' },
    'ignore-robots': { kind: 'switch', about: 'do not ask robots.txt, nor heed X-Robots-Tag and nofollow' },
    save: { kind: 'text', value: 'FORMAT', choices: ['files', 'warc'], about: 'keep the contents too' },
    output: { short: 'o', kind: 'directory', value: 'DIR', about: 'where --save keeps them; default pages' },
    'max-filesize': { kind: 'size', value: 'SIZE', about: 'refuse more; default 64 MiB' },
    ...manyIdentity,
    ...manyLogin,
  },
} as const

const groups = [storing, crawling, manyRouting, manyShowing, always] as const

type Flags = Values<FlagsIn<typeof groups>>

export const crawl = command({
  operands: 'URL… | status',
  more: 'Retrieves pages and what they link to, and remembers everything in a store that anybody can query: tables host, url, page, link. Run it again to go on, however it was stopped. `crawl status` says how it stands.',
  groups,
  examples: [
    ['sluice crawl http://www.dr-chuck.com/ --max-pages 100', "the book's spider"],
    ['sluice crawl https://example.org/docs/ --scope prefix --save warc', 'a part of a site, archived'],
    ['sluice crawl --refresh 7d', 'what is new since last week'],
    ['sluice crawl status', 'hosts and states'],
  ],
  async run({ values, operands }, context) {
    if (operands[0] === 'status') return status(values, context)
    const path = storePath(values)
    const isNew = !isDatabase(path) && !existsSync(path)
    if (isNew && values.resume) throw nothingThere(path)
    if (isNew && operands.length === 0) {
      const answer = (await context.ask?.('Enter - '))?.trim()
      if (!answer)
        throw new SluiceError('usage', {
          problem: 'there is no URL to crawl from',
          suggestion: 'sluice crawl http://www.dr-chuck.com/ --max-pages 100',
        })
      operands.push(answer)
    }
    // Before there is a store.
    for (const url of operands) parseUrl(url)
    atLeastOne(values.hosts, 'hosts')
    const way = await manyWay(values)
    keepSmall()
    const store = await openStore(path)
    try {
      return await (context.ask &&
      values['max-pages'] === undefined &&
      values.refresh === undefined &&
      !values.json &&
      !values.quiet
        ? asked(store, operands, values, way, context, context.ask)
        : once(store, operands, values, way, context, values['max-pages']))
    } finally {
      await store.close()
      await way.close(context.stdout)
    }
  },
})

// The book's question, until nobody wants more.
async function asked(
  store: Store,
  seeds: string[],
  values: Flags,
  way: Way,
  context: Context,
  ask: NonNullable<Context['ask']>,
): Promise<number> {
  for (;;) {
    const answer = (await ask('How many pages: ')).trim()
    if (answer === '') return 0
    const more = Number(answer)
    if (!Number.isSafeInteger(more) || more < 1) continue
    const { states } = await store.counts()
    await once(store, seeds, values, way, context, states.ok + more)
    if ((await store.counts()).states.waiting === 0) return 0
  }
}

async function once(
  store: Store,
  seeds: string[],
  values: Flags,
  way: Way,
  context: Context,
  maxPages: number | undefined,
): Promise<number> {
  const run = new Crawl(store, { ...crawlOptions(values, way, context), maxPages })
  const hosts = new LiveHosts(store)
  const progress = manyProgress(values, context, run.tally, () => [
    ...hosts.lines(),
    `  ${limitText(run.limits.limit)}`,
  ])
  const began = performance.now()
  let failure: unknown
  try {
    await run.run(seeds)
  } catch (error) {
    failure = endedBy(error)
  }
  progress.end()
  await hosts.end()
  const counts = await store.counts()
  const facts: ManyFacts = {
    ...counts,
    offered: Object.values(counts.states).reduce((sum, n) => sum + n, 0),
    pages: counts.states.ok,
    tally: run.tally,
    limit: run.limits.limit,
    elapsed: performance.now() - began,
    changes: await run.changes(),
    ...(counts.states.failed > 0 ? { table: `${storePath(values)}, table page` } : {}),
  }
  if (values.json) context.stdout.write(manyJson(facts, failure))
  else if (!values.quiet && (run.tally.done > 0 || !failure)) context.stderr.write(manySummary(facts, failure))
  if (run.otherBounds && !values.quiet)
    context.stderr.write(
      'with another --scope or --max-depth than before: what was skipped is asked for when a new page leads to it\n',
    )
  if (failure) throw failure as Error
  // A dead link is a page's fault; a crawl that got nothing at all has failed.
  if (counts.states.ok === 0 && counts.states.failed > 0)
    throw new SluiceError('some-failed', { failed: counts.states.failed, offered: facts.offered })
  if (counts.states.ok === 0 && counts.states.robots > 0)
    throw new SluiceError('refused', { reason: 'robots.txt, or what the answers say, allows none of it' })
  return 0
}

function crawlOptions(values: Flags, { identity, lanes, overrides }: Way, { signal }: Context): CrawlOptions {
  return {
    scope: values.scope as Scope | undefined,
    maxDepth: values['max-depth'],
    delay: values.delay,
    robots: !values['ignore-robots'],
    identity,
    refresh: values.refresh,
    save: values.save as 'files' | 'warc' | undefined,
    directory: values.output,
    maxFilesize: values['max-filesize'],
    hosts: values.hosts,
    worker: isDatabase(storePath(values)) ? `${process.pid}-${Date.now().toString(36)}` : undefined,
    lanes,
    overrides,
    signal,
  }
}

async function status(values: Flags, { stdout }: Context): Promise<number> {
  const path = storePath(values)
  if (!isDatabase(path) && !existsSync(path)) throw nothingThere(path)
  const store = await openStore(path, { readOnly: true })
  try {
    const counts = await store.counts()
    const hosts = await store.hosts(values.json ? 1000 : 30)
    const offered = Object.values(counts.states).reduce((sum, n) => sum + n, 0)
    const limit = limitOf(hosts, counts.states.waiting)
    if (values.json) {
      const document = {
        schema: 1,
        offered,
        states: counts.states,
        pages: counts.states.ok,
        links: counts.links,
        bytes: counts.bytes,
        limited_by: limit,
        hosts: hosts.map(({ until, delay, ...host }) => ({ ...host, until_ms: until, delay_ms: delay })),
      }
      stdout.write(`${JSON.stringify(document, null, 2)}\n`)
      return 0
    }
    const states = Object.entries(counts.states).filter(([, count]) => count > 0)
    stdout.write(
      `${states.map(([state, count]) => `${count} ${state}`).join(' + ') || '0'} = ${offered} offered, ${plural(counts.links, 'link')}, ${plural(counts.hosts, 'host')}\n`,
    )
    for (const line of hostTable(hosts)) stdout.write(`${safe(line)}\n`)
    if (counts.hosts > hosts.length) stdout.write(`… and ${counts.hosts - hosts.length} more hosts\n`)
    stdout.write(`${sentences[limit]}\n`)
    return 0
  } finally {
    await store.close()
  }
}

const sentences = {
  done: 'nothing is waiting: the crawl is complete',
  politeness: 'limited by politeness: every host that has something waiting is to be left alone for now',
  hosts: 'limited by how fast it is worked on: hosts are ready to be visited',
}

function limitOf(hosts: readonly HostStatus[], waiting: number): keyof typeof sentences {
  if (waiting === 0) return 'done'
  return hosts.some(({ state }) => state === 'ready') ? 'hosts' : 'politeness'
}

export function storePath(values: { store?: string | undefined; engine?: string | undefined }): string {
  return values.engine ?? values.store ?? 'crawl.sqlite'
}

export const nothingThere = (path: string) =>
  new SluiceError('list-unreadable', { path, reason: 'there is no crawl there' })
