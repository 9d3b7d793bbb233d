// What a visit found, gathered while it goes on and written in a few statements.

import type pg from 'pg'
import type { Job } from './engine.ts'
import { pageColumns } from './schema.ts'
import type { Due, Found, Outcome, Page } from './store.ts'

interface Mention {
  host: string
  depth: number
  wanted: boolean
}

export class Commit {
  readonly #urls = new Map<string, Mention>()
  readonly #links: [source: number, destination: string][] = []
  readonly #pages: [id: number, page: Page][] = []
  readonly #unchanged: [id: number, at: number, etag: string | null, lastModified: string | null][] = []
  readonly #missed: [id: number, at: number, error: string][] = []
  readonly #again: number[] = []

  mention(url: string, host: string, depth: number, wanted: boolean): void {
    const known = this.#urls.get(url)
    if (!known || (wanted && !known.wanted)) this.#urls.set(url, { host, depth, wanted })
  }

  done({ id, depth }: Due, outcome: Outcome, links: readonly Found[]): void {
    if (outcome === 'again') return void this.#again.push(id)
    const { state, retrieved } = outcome
    if (state === 'unchanged') return void this.#unchanged.push([id, retrieved, outcome.etag, outcome.lastModified])
    if (state === 'missed') return void this.#missed.push([id, retrieved, outcome.error])
    this.#pages.push([id, outcome])
    for (const { url, host, wanted, link } of links) {
      this.mention(url, host, depth + 1, wanted)
      if (link) this.#links.push([id, url])
    }
  }

  /** Within a transaction. @returns the hosts where something begins to wait */
  async write(client: pg.PoolClient, settings: Record<string, string> = {}): Promise<Job[]> {
    for (const [name, value] of Object.entries(settings))
      await client.query(
        'INSERT INTO setting VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        [name, value],
      )
    const jobs = await this.#writeUrls(client)
    await this.#writePages(client)
    await this.#writeAsked(client)
    if (this.#links.length > 0)
      await client.query(
        `INSERT INTO links SELECT source, count(*), array_agg(url.id ORDER BY n)
         FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS l (source, destination, n)
         JOIN url ON url.url = destination GROUP BY source
         ON CONFLICT (page) DO UPDATE SET count = excluded.count, destinations = excluded.destinations`,
        [this.#links.map(([source]) => source), this.#links.map(([, destination]) => destination)],
      )
    return jobs
  }

  // In one order everywhere, so that two who write the same wait for each other, not both.
  async #writeUrls(client: pg.PoolClient): Promise<Job[]> {
    if (this.#urls.size === 0) return []
    const urls = [...this.#urls].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const hosts = [...new Set(urls.map(([, { host }]) => host))].toSorted()
    await client.query('INSERT INTO host (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [hosts])
    const columns = [
      urls.map(([url]) => url),
      urls.map(([, { host }]) => host),
      urls.map(([, { depth }]) => depth),
      urls.map(([, { wanted }]) => wanted),
    ]
    const given = 'unnest($1::text[], $2::text[], $3::int[], $4::bool[]) AS u (url, host, depth, wanted)'
    const { rows: added } = await client.query<{ host: number }>(
      `INSERT INTO url (url, host, depth, state)
       SELECT u.url, host.id, u.depth, CASE WHEN u.wanted THEN 'waiting' ELSE 'skipped' END
       FROM ${given} JOIN host ON host.name = u.host ORDER BY u.url
       ON CONFLICT DO NOTHING RETURNING host`,
      columns,
    )
    // Some were too deep, or out of scope, and are not any more.
    const { rows: wanted } = await client.query<{ host: number }>(
      `UPDATE url SET state = 'waiting', depth = u.depth FROM ${given}
       WHERE url.url = u.url AND u.wanted AND url.state = 'skipped'
         AND NOT EXISTS (SELECT 1 FROM page WHERE page.url = url.id) AND u.host IS NOT NULL RETURNING url.host`,
      columns,
    )
    const { rows } = await client.query<Job>(
      `SELECT name AS key, greatest(0, not_before - extract(epoch FROM clock_timestamp()) * 1000) AS wait FROM host
       WHERE id = ANY($1::bigint[]) AND EXISTS (SELECT 1 FROM url WHERE url.host = host.id AND state = 'waiting')`,
      [[...new Set([...added, ...wanted].map(({ host }) => host))]],
    )
    return rows
  }

  async #writePages(client: pg.PoolClient): Promise<void> {
    if (this.#again.length > 0)
      await client.query('UPDATE url SET tries = tries + 1 WHERE id = ANY($1::bigint[])', [this.#again])
    if (this.#pages.length === 0) return
    const ids = this.#pages.map(([id]) => id)
    const rows = this.#pages.map(([id, page]) => [id, ...pageColumns(page).map(clean)])
    await setStates(
      client,
      ids,
      this.#pages.map(([, { state }]) => state),
    )
    // What was there is of an earlier time, or of a visit that was given up; so are its links.
    await client.query('DELETE FROM page WHERE url = ANY($1::bigint[])', [ids])
    await client.query('DELETE FROM links WHERE page = ANY($1::bigint[])', [ids])
    await client.query(
      `INSERT INTO page SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[],
         $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::float8[], $13::float8[], $14::float8[],
         $15::float8[], $16::text[]) ON CONFLICT (url) DO NOTHING`,
      rows[0]!.map((_, n) => rows.map((row) => row[n])),
    )
  }

  // Those whose page stays.
  async #writeAsked(client: pg.PoolClient): Promise<void> {
    const columns = (rows: unknown[][]) => rows[0]!.map((_, n) => rows.map((row) => row[n]))
    if (this.#unchanged.length > 0) {
      const [ids = [], ...rest] = columns(this.#unchanged)
      await setStates(
        client,
        ids,
        ids.map(() => 'ok'),
      )
      await client.query(
        `UPDATE page SET error = NULL, change = 'unchanged', checked = p.at, etag = coalesce(p.etag, page.etag),
           last_modified = coalesce(p.modified, last_modified)
         FROM unnest($1::bigint[], $2::float8[], $3::text[], $4::text[]) AS p (id, at, etag, modified) WHERE url = p.id`,
        [ids, ...rest],
      )
    }
    if (this.#missed.length > 0) {
      const [ids = [], ...rest] = columns(this.#missed)
      await setStates(
        client,
        ids,
        ids.map(() => 'failed'),
      )
      await client.query(
        `UPDATE page SET change = NULL, checked = p.at, error = p.error
         FROM unnest($1::bigint[], $2::float8[], $3::text[]) AS p (id, at, error) WHERE url = p.id`,
        [ids, ...rest],
      )
    }
  }
}

function setStates(client: pg.PoolClient, ids: unknown[], states: string[]): Promise<unknown> {
  return client.query(
    `UPDATE url SET state = p.state, tries = tries + 1 FROM unnest($1::bigint[], $2::text[]) AS p (id, state)
     WHERE url.id = p.id`,
    [ids, states],
  )
}

const clean = <T>(value: T) => (typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value)
