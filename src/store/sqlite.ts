// The embedded store: one SQLite file, one process.
//
// Everything is written within a transaction that is committed each 500 pages or 200 ms: a killed crawl loses no more than
// that, and what it lost is waiting still. Its readers (WAL) are not held up.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { SluiceError } from '../errors.ts'
import { processName } from './process-name.ts'
import { Rows } from './sqlite-rows.ts'
import { Schedule } from './schedule.ts'
import { fileAt, openFile, storeError } from './sqlite-file.ts'
import type { Change, Counts, HostFacts, HostStatus, Offer, Store, Visit, WorkOptions } from './store.ts'
import { statusOf } from './status.ts'

const commitPages = 500
const commitMs = 200

/** @throws SluiceError list-unreadable: it is not a store of ours; write-failed */
export function openSqlite(path: string, readOnly = false): Store {
  const db = openFile(path, readOnly)
  try {
    return new SqliteStore(path, db)
  } catch (error) {
    db.close()
    throw storeError(path, error)
  }
}

class SqliteStore implements Store {
  readonly #path: string
  readonly #db: DatabaseSync
  readonly #rows: Rows
  readonly #setting: { get: StatementSync; set: StatementSync }
  /** Which file it was when it was opened; undefined: it is in memory. */
  readonly #file: string | undefined
  #open = false
  #pages = 0

  constructor(path: string, db: DatabaseSync) {
    this.#path = path
    this.#db = db
    this.#file = fileAt(path)
    this.#db.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000')
    this.#rows = new Rows(this.#db)
    this.#setting = {
      get: this.#db.prepare('SELECT value FROM setting WHERE name = ?'),
      set: this.#db.prepare(
        'INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      ),
    }
  }

  async offer(offers: readonly Offer[]): Promise<void> {
    this.#write(() => {
      for (const { url, host, depth } of offers) this.#rows.urlId({ url, host, wanted: true, link: true }, depth)
    })
  }

  async work(visit: (visit: Visit) => Promise<HostFacts>, options: WorkOptions): Promise<void> {
    try {
      await this.#work(visit, options)
    } catch (error) {
      throw this.#failed(error)
    }
  }

  async #work(visit: (visit: Visit) => Promise<HostFacts>, options: WorkOptions): Promise<void> {
    const { visits, batch, maxPages = Infinity, beforeCommit } = options
    const commit = () => {
      if (!this.#open) return
      if (fileAt(this.#path) !== this.#file) throw this.#gone()
      for (const [name, value] of Object.entries(beforeCommit?.() ?? {})) this.#setting.set.run(name, value)
      this.#commit()
    }
    const killed = this.#claim()
    const broken = new AbortController()
    const signal = AbortSignal.any([options.signal, broken.signal])
    const timer = setInterval(() => {
      try {
        commit()
      } catch (error) {
        broken.abort(error)
      }
    }, commitMs)
    const schedule = new Schedule(this.#rows.waitingHosts(killed))
    this.#rows.onWaiting = (host) => schedule.wake(host)
    let pages = this.#rows.count('ok')
    let begun = 0
    try {
      const enough = () => pages >= maxPages
      await schedule.run(visits, signal, enough, async (host) => {
        const room = maxPages - pages - begun
        // Others may fail, and leave room.
        if (room <= 0) return { notBefore: Date.now() + commitMs, more: begun > 0 && pages < maxPages }
        // Not all of the room for one, who may be slow: the others would have to wait for it.
        const due = this.#rows.due(host, Math.min(batch, Math.ceil(room / 8)))
        const known = this.#rows.facts(host)
        if (due.length === 0) return { notBefore: known.facts.notBefore, more: false }
        begun += due.length
        try {
          const next = await visit({
            ...known,
            due,
            signal,
            mention: (found) => {
              this.#begin()
              for (const one of found) this.#rows.urlId(one, 0)
            },
            done: (url, outcome, links) => {
              this.#begin()
              if (outcome !== 'again' && (outcome.state === 'ok' || outcome.state === 'unchanged')) pages++
              this.#rows.done(url, outcome, links)
              if (++this.#pages >= commitPages) commit()
            },
          })
          this.#begin()
          this.#rows.setFacts(host, next)
          return { notBefore: next.notBefore, more: this.#rows.isDue(host) }
        } finally {
          begun -= due.length
        }
      })
      broken.signal.throwIfAborted()
      commit()
    } finally {
      clearInterval(timer)
      this.#rows.onWaiting = undefined
    }
    this.#setting.set.run('running', '0')
  }

  async refresh(before: number): Promise<void> {
    this.#write(() => this.#rows.refresh(before))
  }

  async changes(since: number): Promise<Record<Change, number>> {
    return this.#rows.changes(since)
  }

  async counts(): Promise<Counts> {
    return this.#rows.counts()
  }

  async hosts(limit: number): Promise<HostStatus[]> {
    return this.#rows.hosts(limit).map(statusOf)
  }

  async setting(name: string): Promise<string | undefined> {
    return this.#setting.get.get(name)?.['value'] as string | undefined
  }

  async setSetting(name: string, value: string): Promise<void> {
    this.#write(() => this.#setting.set.run(name, value))
  }

  async *urls() {
    const all = this.#db.prepare(
      `SELECT url.id, url.url, host.name AS host, state = 'ok' OR state = 'waiting' AND digest IS NOT NULL AS page
       FROM url JOIN host ON host.id = url.host LEFT JOIN page ON page.url = url.id ORDER BY url.id`,
    )
    yield* inPieces(all.iterate(), (row) => ({
      id: row['id'] as number,
      url: row['url'] as string,
      host: row['host'] as string,
      page: row['page'] === 1,
    }))
  }

  async *links() {
    const all = this.#db.prepare('SELECT page, destinations FROM links').iterate()
    for (const rows of inPieces(all, (row) => [row['page'], row['destinations']] as [number, string], 500))
      yield rows.flatMap(([source, destinations]) =>
        (JSON.parse(destinations) as number[]).map((destination): [number, number] => [source, destination]),
      )
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  /**
   * One process at a time: another's URLs would not be seen by ours.
   *
   * @returns whether the last one was killed
   * @throws SluiceError cannot-resume
   */
  #claim(): boolean {
    const before = (this.#setting.get.get('running')?.['value'] as string | undefined) ?? '0'
    const pid = Number.parseInt(before, 10)
    if (pid > 0 && pid !== process.pid && processName(pid) === before)
      throw new SluiceError('cannot-resume', { path: this.#path, reason: `process ${pid} works with it`, hint: '' })
    this.#setting.set.run('running', processName(process.pid)!)
    return pid > 0
  }

  // All of it, or nothing.
  #write(deed: () => unknown): void {
    try {
      this.#begin()
      deed()
      this.#commit()
    } catch (error) {
      throw this.#failed(error)
    }
  }

  // What was not committed is waiting still.
  #failed(error: unknown): unknown {
    if (this.#open && this.#db.isTransaction) this.#db.exec('ROLLBACK')
    this.#open = false
    return storeError(this.#path, error)
  }

  #gone(): SluiceError {
    const reason = 'it was deleted or replaced while it was worked with'
    return new SluiceError('write-failed', { path: this.#path, reason })
  }

  #begin(): void {
    if (this.#open) return
    this.#db.exec('BEGIN IMMEDIATE')
    this.#open = true
  }

  #commit(): void {
    if (!this.#open) return
    this.#db.exec('COMMIT')
    this.#open = false
    this.#pages = 0
  }
}

function* inPieces<R, T>(rows: Iterable<R>, toValue: (row: R) => T, size = 10_000): Generator<T[]> {
  let piece: T[] = []
  for (const row of rows) {
    piece.push(toValue(row))
    if (piece.length < size) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}
