// The store beyond one machine: PostgreSQL, with a job for each host that is to be visited.
//
// The job's name is the host, so one visit at a time, anywhere; its time is when politeness allows the next. A visit's pages,
// links, new URLs and next visit are one transaction. Time is the database's, whatever the machines' clocks say.

import type pg from 'pg'
import { SluiceError } from '../errors.ts'
import { openEngine } from './engine.ts'
import type { Engine, Job } from './engine.ts'
import { patiently } from './patience.ts'
import { Commit } from './postgres-commit.ts'
import { otherVersion, schema, schemaVersion } from './schema.ts'
import type { Dialect } from './schema.ts'
import { statusOf } from './status.ts'
import type { HostRow } from './status.ts'
import type { Change, Counts, Due, HostFacts, HostStatus, Offer, Store, UrlState, Visit, WorkOptions } from './store.ts'

/** The database's clock, ms since 1970. */
export const clock = 'extract(epoch FROM clock_timestamp()) * 1000'

/** @throws SluiceError list-unreadable */
export async function openPostgres(url: string): Promise<Store> {
  const engine = await openEngine(url, `SET search_path TO sluice; ${schema(dialect)}`)
  const found = await engine.query<{ value: string }>('SELECT value FROM setting WHERE name = $1', [schemaVersion.name])
  const problem = otherVersion(found.rows[0]?.value)
  if (problem === undefined) return new PostgresStore(engine)
  await engine.close()
  throw new SluiceError('list-unreadable', { path: engine.name, reason: problem })
}

const dialect: Dialect = {
  integer: 'bigint',
  key: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  real: 'float8',
  list: 'bigint[]',
  each: 'unnest(destinations) AS destination FROM links',
  view: 'CREATE OR REPLACE VIEW',
  empty: `to_regclass('sluice.url') IS NULL`,
}

class PostgresStore implements Store {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async offer(offers: readonly Offer[]): Promise<void> {
    const commit = new Commit()
    for (const { url, host, depth } of offers) commit.mention(url, host, depth, true)
    const write = async (client: pg.PoolClient) => this.#engine.add(client, 'visit', await commit.write(client))
    await patiently(() => this.#engine.transaction(write))
  }

  async work(visit: (visit: Visit) => Promise<HostFacts>, options: WorkOptions): Promise<void> {
    const { visits, maxPages = Infinity, signal } = options
    await this.#addForgotten()
    await this.#engine.work(
      {
        name: 'visit',
        atOnce: Math.min(visits, 32),
        work: (host, stop) => this.#visit(host, visit, options, stop),
        finished: async () => {
          const { rows } = await this.#engine.query<{ waiting: boolean; full: boolean }>(
            `SELECT EXISTS (SELECT 1 FROM url WHERE state = 'waiting') AS waiting,
               CASE WHEN $1::float8 IS NULL THEN false ELSE (SELECT count(*) FROM url WHERE state = 'ok') >= $1 END AS full`,
            [maxPages === Infinity ? null : maxPages],
          )
          return !rows[0]!.waiting || rows[0]!.full
        },
      },
      signal,
    )
  }

  async refresh(before: number): Promise<void> {
    // The jobs are made when work begins.
    await patiently(() =>
      this.#engine.transaction(async (client) => {
        await client.query(
          `UPDATE url SET state = 'waiting', tries = 0 FROM page WHERE page.url = url.id AND checked < $1
             AND state IN ('ok', 'redirect', 'failed', 'robots')`,
          [before],
        )
        await client.query('UPDATE host SET failures = 0, dead = 0 WHERE dead > 0')
      }),
    )
  }

  async changes(since: number): Promise<Record<Change, number>> {
    const found = { new: 0, changed: 0, unchanged: 0, gone: 0 }
    const { rows } = await this.#engine.query<{ change: Change; n: number }>(
      'SELECT change, count(*) AS n FROM page WHERE checked >= $1 AND change IS NOT NULL GROUP BY change',
      [since],
    )
    for (const { change, n } of rows) found[change] = n
    return found
  }

  async counts(): Promise<Counts> {
    const states = { waiting: 0, ok: 0, redirect: 0, failed: 0, robots: 0, skipped: 0 }
    const { rows } = await this.#engine.query<{ state: UrlState; n: number }>(
      'SELECT state, count(*) AS n FROM url GROUP BY state',
    )
    for (const { state, n } of rows) states[state] = n
    const { rows: sums } = await this.#engine.query<{ links: number; hosts: number; bytes: string }>(
      `SELECT (SELECT coalesce(sum(count), 0)::bigint FROM links) AS links, (SELECT count(*) FROM host) AS hosts,
         (SELECT coalesce(sum(bytes), 0) FROM page) AS bytes`,
    )
    const { links, hosts, bytes } = sums[0]!
    return { states, links, hosts, bytes: Number(bytes) }
  }

  async hosts(limit: number): Promise<HostStatus[]> {
    const { rows } = await this.#engine.query<HostRow>(
      `SELECT name, not_before, delay, failures, dead,
         count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'ok') AS pages,
         count(*) FILTER (WHERE state = 'robots') AS refused
       FROM host JOIN url ON url.host = host.id GROUP BY host.id ORDER BY waiting DESC, pages DESC LIMIT $1`,
      [limit],
    )
    return rows.map(statusOf)
  }

  async setting(name: string): Promise<string | undefined> {
    const { rows } = await this.#engine.query<{ value: string }>('SELECT value FROM setting WHERE name = $1', [name])
    return rows[0]?.value
  }

  async setSetting(name: string, value: string): Promise<void> {
    await this.#engine.query(
      'INSERT INTO setting VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, value],
    )
  }

  urls() {
    return this.#pieces<{ id: number; url: string; host: string; page: boolean }>(
      `SELECT url.id, url.url, host.name AS host, state = 'ok' OR state = 'waiting' AND digest IS NOT NULL AS page
       FROM url JOIN host ON host.id = url.host LEFT JOIN page ON page.url = url.id ORDER BY url.id`,
    )
  }

  async *links() {
    const pieces = this.#pieces<{ source: number; destination: number }>('SELECT source, destination FROM link')
    for await (const rows of pieces)
      yield rows.map(({ source, destination }): [number, number] => [source, destination])
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  async #visit(
    name: string,
    visit: (visit: Visit) => Promise<HostFacts>,
    { batch, maxPages, beforeCommit }: WorkOptions,
    stop: AbortSignal,
  ): Promise<void> {
    const begun = await this.#begin(name, maxPages === undefined ? batch : Math.min(batch, 10))
    if (!begun || stop.aborted) return
    const commit = new Commit()
    const { host, due } = begun
    let facts = begun.facts
    if (due.length > 0) {
      facts = await visit({
        host: name,
        facts,
        due,
        signal: stop,
        done: (url, outcome, links) => commit.done(url, outcome, links),
        mention: (found) => {
          for (const { url, host: of, wanted } of found) commit.mention(url, of, 0, wanted)
        },
      })
    }
    await this.#engine.transaction(async (client) => {
      const jobs = await commit.write(client, beforeCommit?.())
      const wait = facts.notBefore - Date.now()
      const { rows } = await client.query<{ more: boolean }>(
        `UPDATE host SET not_before = ${clock} + $2, delay = $3, failures = $4, answered = $5, dead = $6, robots = $7
         WHERE id = $1 RETURNING EXISTS (SELECT 1 FROM url WHERE url.host = $1 AND state = 'waiting') AS more`,
        [
          host,
          wait,
          facts.delay,
          facts.failures,
          Number(facts.answered),
          Number(facts.dead),
          withoutNul(JSON.stringify(facts.robots)),
        ],
      )
      const others = jobs.filter(({ key }) => key !== name)
      await this.#engine.add(client, 'visit', rows[0]!.more ? [...others, { key: name, wait }] : others)
    })
  }

  // What is due; and whoever comes next, should this process be killed, must keep its distance to what we ask now.
  async #begin(name: string, batch: number): Promise<{ host: number; facts: HostFacts; due: Due[] } | undefined> {
    const { rows } = await this.#engine.query<Row>(
      `WITH before AS (SELECT * FROM host WHERE name = $1)
       UPDATE host SET not_before = greatest(host.not_before, ${clock} + host.delay) FROM before
       WHERE host.id = before.id AND before.not_before <= ${clock} + 1
       RETURNING host.id, before.delay, before.failures, before.answered, before.dead, before.robots`,
      [name],
    )
    const row = rows[0]
    if (!row) {
      // Too early: somebody found new URLs there and did not know when it was visited.
      const { rows: waits } = await this.#engine.query<{ wait: number }>(
        `SELECT not_before - ${clock} AS wait FROM host WHERE name = $1`,
        [name],
      )
      if (waits[0]) await this.#engine.add(this.#engine.pool, 'visit', [{ key: name, wait: waits[0].wait }])
      return undefined
    }
    const { rows: due } = await this.#engine.query<Due>(
      `SELECT id, url.url, depth, tries, CASE WHEN digest IS NOT NULL THEN json_build_object('digest', digest, 'etag', etag,
         'lastModified', last_modified, 'path', path, 'retrieved', retrieved) END AS kept
       FROM url LEFT JOIN page ON page.url = id WHERE host = $1 AND state = 'waiting' ORDER BY tries, id LIMIT $2`,
      [row.id, batch],
    )
    const { delay, failures, answered, dead, robots } = row
    return {
      host: row.id,
      due,
      facts: {
        notBefore: 0,
        delay,
        failures,
        answered: answered > 0,
        dead: dead > 0,
        robots: JSON.parse(robots) as HostFacts['robots'],
      },
    }
  }

  // Every host with something waiting has a job; should one have been lost, it is made again.
  async #addForgotten(): Promise<void> {
    const { rows } = await this.#engine.query<Job>(
      `SELECT name AS key, greatest(0, not_before - ${clock}) AS wait FROM host
       WHERE EXISTS (SELECT 1 FROM url WHERE url.host = host.id AND state = 'waiting')
         AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs WHERE key = 'visit ' || name OR queue_name = 'visit ' || name)`,
    )
    await this.#engine.add(this.#engine.pool, 'visit', rows)
  }

  async *#pieces<T extends pg.QueryResultRow>(sql: string): AsyncGenerator<T[]> {
    const client = await this.#engine.pool.connect()
    try {
      await client.query('BEGIN READ ONLY')
      await client.query(`DECLARE piece NO SCROLL CURSOR FOR ${sql}`)
      for (;;) {
        const { rows } = await client.query<T>('FETCH 10000 FROM piece')
        if (rows.length === 0) break
        yield rows
      }
    } finally {
      await client.query('ROLLBACK').catch(() => {})
      client.release()
    }
  }
}

interface Row {
  id: number
  delay: number
  failures: number
  answered: number
  dead: number
  robots: string
}

/** PostgreSQL's text has no NUL. */
export const withoutNul = (text: string) => text.replaceAll('\0', '').replaceAll('\\u0000', '')
