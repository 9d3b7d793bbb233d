// The statements of the embedded store.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { pageColumns } from './schema.ts'
import type { Change, Counts, Due, Found, HostFacts, Kept, Outcome, UrlState } from './store.ts'
import type { HostRow } from './status.ts'

/** Hosts whose ids are remembered. About 150 bytes each. */
const remembered = 200_000

export class Rows {
  readonly #db: DatabaseSync
  readonly #sql: ReturnType<typeof statements>
  readonly #hosts = new Map<string, number>()
  /** Told of a host when a URL of it begins to wait. */
  onWaiting: ((host: number) => void) | undefined

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#sql = statements(db)
  }

  /** The id of a URL, which is added if it is new. */
  urlId(found: Found, depth: number): number {
    // Negative: it is skipped, and may be wanted later.
    const { id: known, wanted } = found
    if (known !== undefined && (known > 0 || !wanted)) return Math.abs(known)
    const { id, skipped } = this.#insert(found.url, found.host, depth, wanted)
    found.id = skipped ? -id : id
    return id
  }

  done({ id, depth }: Due, outcome: Outcome, links: readonly Found[]): void {
    if (outcome === 'again') return void this.#sql.again.run(id)
    if (outcome.state === 'unchanged') {
      this.#sql.state.run('ok', id)
      this.#sql.unchanged.run(outcome.retrieved, outcome.etag, outcome.lastModified, id)
      return
    }
    if (outcome.state === 'missed') {
      this.#sql.state.run('failed', id)
      this.#sql.missed.run(outcome.retrieved, outcome.error, id)
      return
    }
    this.#sql.state.run(outcome.state, id)
    this.#sql.page.run(id, ...pageColumns(outcome))
    const destinations: number[] = []
    for (const found of links) {
      const destination = this.urlId(found, depth + 1)
      if (found.link) destinations.push(destination)
    }
    if (destinations.length > 0) this.#sql.links.run(id, destinations.length, `[${destinations.join()}]`)
    else this.#sql.noLinks.run(id)
  }

  /** What may be asked of a host; what was tried before comes last. */
  due(host: number, limit: number): Due[] {
    return this.#sql.due.all(host, limit).map((row) => {
      const { id, url, depth, tries, digest, etag, lastModified, path, retrieved } = row as unknown as Due & Kept
      return { id, url, depth, tries, kept: digest === null ? null : { digest, etag, lastModified, path, retrieved } }
    })
  }

  isDue(host: number): boolean {
    return this.#sql.isDue.get(host) !== undefined
  }

  /** In one transaction. */
  refresh(before: number): void {
    this.#db
      .prepare(
        `UPDATE url SET state = 'waiting', tries = 0 WHERE state IN ('ok', 'redirect', 'failed', 'robots')
           AND id IN (SELECT url FROM page WHERE checked < ?)`,
      )
      .run(before)
    this.#db.exec('UPDATE host SET failures = 0, dead = 0 WHERE dead > 0')
  }

  changes(since: number): Record<Change, number> {
    const found = { new: 0, changed: 0, unchanged: 0, gone: 0 }
    const all = this.#db.prepare('SELECT change, count(*) AS n FROM page WHERE checked >= ? GROUP BY change').all(since)
    for (const row of all) if (row['change'] !== null) found[row['change'] as Change] = row['n'] as number
    return found
  }

  facts(host: number): { host: string; facts: HostFacts } {
    const row = this.#sql.host.get(host)!
    return {
      host: row['name'] as string,
      facts: {
        notBefore: row['not_before'] as number,
        delay: row['delay'] as number,
        failures: row['failures'] as number,
        answered: row['answered'] === 1,
        dead: row['dead'] === 1,
        robots: JSON.parse(row['robots'] as string) as HostFacts['robots'],
      },
    }
  }

  setFacts(host: number, { notBefore, delay, failures, answered, dead, robots }: HostFacts): void {
    this.#sql.setHost.run(notBefore, delay, failures, Number(answered), Number(dead), JSON.stringify(robots), host)
  }

  /**
   * Hosts with something waiting.
   *
   * @param killed the last process that worked here was: what it asked last is not known, so every delay begins anew
   */
  waitingHosts(killed: boolean): { id: number; notBefore: number }[] {
    if (killed) this.#db.prepare('UPDATE host SET not_before = max(not_before, ? + delay)').run(Date.now())
    return this.#db
      .prepare(
        `SELECT id, not_before AS notBefore FROM host
         WHERE EXISTS (SELECT 1 FROM url WHERE url.host = host.id AND state = 'waiting')`,
      )
      .all() as unknown as { id: number; notBefore: number }[]
  }

  count(state: UrlState): number {
    return this.#db.prepare('SELECT count(*) AS n FROM url WHERE state = ?').get(state)!['n'] as number
  }

  counts(): Counts {
    const states = { waiting: 0, ok: 0, redirect: 0, failed: 0, robots: 0, skipped: 0 }
    for (const row of this.#db.prepare('SELECT state, count(*) AS n FROM url GROUP BY state').all())
      states[row['state'] as UrlState] = row['n'] as number
    const one = (sql: string) => this.#db.prepare(sql).get()!['n'] as number
    return {
      states,
      links: one('SELECT coalesce(sum(count), 0) AS n FROM links'),
      hosts: one('SELECT count(*) AS n FROM host'),
      bytes: one('SELECT coalesce(sum(bytes), 0) AS n FROM page'),
    }
  }

  hosts(limit: number): HostRow[] {
    return this.#db
      .prepare(
        `SELECT name, not_before, delay, failures, dead,
           count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'ok') AS pages,
           count(*) FILTER (WHERE state = 'robots') AS refused
         FROM host JOIN url ON url.host = host.id GROUP BY host.id ORDER BY waiting DESC, pages DESC LIMIT ?`,
      )
      .all(limit) as unknown as HostRow[]
  }

  #insert(url: string, host: string, depth: number, wanted: boolean): { id: number; skipped: boolean } {
    const { insertUrl, url: find, want } = this.#sql
    const hostId = this.#hostId(host)
    const { changes, lastInsertRowid } = insertUrl.run(url, hostId, depth, wanted ? 'waiting' : 'skipped')
    if (changes === 1) {
      if (wanted) this.onWaiting?.(hostId)
      return { id: Number(lastInsertRowid), skipped: !wanted }
    }
    const row = find.get(url)!
    const id = row['id'] as number
    if (row['state'] !== 'skipped' || !wanted) return { id, skipped: row['state'] === 'skipped' }
    // It was too deep, or out of scope, and is not any more.
    if (want.run(depth, id).changes === 0) return { id, skipped: false }
    this.onWaiting?.(hostId)
    return { id, skipped: false }
  }

  #hostId(name: string): number {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    this.#sql.insertHost.run(name)
    const id = this.#sql.hostId.get(name)!['id'] as number
    if (this.#hosts.size >= remembered) this.#hosts.clear()
    this.#hosts.set(name, id)
    return id
  }
}

function statements(db: DatabaseSync) {
  const prepare = (sql: string): StatementSync => db.prepare(sql)
  return {
    insertHost: prepare('INSERT INTO host (name) VALUES (?) ON CONFLICT DO NOTHING'),
    hostId: prepare('SELECT id FROM host WHERE name = ?'),
    host: prepare('SELECT * FROM host WHERE id = ?'),
    setHost: prepare(
      'UPDATE host SET not_before = ?, delay = ?, failures = ?, answered = ?, dead = ?, robots = ? WHERE id = ?',
    ),
    insertUrl: prepare('INSERT INTO url (url, host, depth, state) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    url: prepare('SELECT id, state FROM url WHERE url = ?'),
    want: prepare(`UPDATE url SET state = 'waiting', depth = ?1 WHERE id = ?2
      AND NOT EXISTS (SELECT 1 FROM page WHERE page.url = ?2)`),
    due: prepare(
      `SELECT id, url.url, depth, tries, digest, etag, last_modified AS lastModified, path, retrieved
       FROM url LEFT JOIN page ON page.url = id WHERE host = ? AND state = 'waiting' ORDER BY tries, id LIMIT ?`,
    ),
    isDue: prepare(`SELECT 1 FROM url WHERE host = ? AND state = 'waiting' LIMIT 1`),
    state: prepare('UPDATE url SET state = ?, tries = tries + 1 WHERE id = ?'),
    again: prepare('UPDATE url SET tries = tries + 1 WHERE id = ?'),
    page: prepare('INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    unchanged: prepare(
      `UPDATE page SET error = NULL, change = 'unchanged', checked = ?, etag = coalesce(?, etag),
         last_modified = coalesce(?, last_modified) WHERE url = ?`,
    ),
    missed: prepare('UPDATE page SET change = NULL, checked = ?, error = ? WHERE url = ?'),
    links: prepare('INSERT OR REPLACE INTO links VALUES (?, ?, ?)'),
    noLinks: prepare('DELETE FROM links WHERE page = ?'),
  }
}
