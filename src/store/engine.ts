// Jobs on PostgreSQL by Graphile Worker, on any number of machines: leases, delays, retries and back-off are its own.
//
// Of one thing it leaves the noticing to us: that a worker has died (its own answer is four hours). PostgreSQL knows at
// once: each worker holds an advisory lock on a connection of its own, which goes when the process or the connection does.
// Whose lock is missing twice, some seconds apart, is told to Graphile Worker as dead. And who loses that connection stops
// what it is doing at once, before others may do the same.

import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import type { Runner, WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { SluiceError } from '../errors.ts'

/** Ms between two looks at who is alive. */
const lookEvery = 2000
/** Our locks' class: 'slui'. */
const lockClass = 0x736c7569

export interface Job {
  /** Its name; of one name there is one at a time, anywhere. */
  key: string
  /** Ms from now. */
  wait: number
}

export interface Task {
  name: string
  /** Jobs at a time in this process. */
  atOnce: number
  /** Does one job, and gives it up at once when the signal aborts; what it throws, the job is tried again for. */
  work: (key: string, signal: AbortSignal) => Promise<void>
  /** Nothing is left to be done, by anybody. */
  finished: () => Promise<boolean>
}

/** @throws SluiceError list-unreadable: there is no such database, or it lets us not in */
export async function openEngine(url: string, schema: string): Promise<Engine> {
  const pool = newPool(url)
  try {
    await patiently(() => reach(url), 0)
    await patiently(() => prepare(pool, schema))
    return new Engine(pool, url)
  } catch (error) {
    await pool.end()
    const { host, pathname } = new URL(url)
    const reason = error instanceof Error && error.message !== '' ? error.message : reasonOf(error)
    throw new SluiceError('list-unreadable', { path: `postgres://${host}${pathname}`, reason }, error)
  }
}

async function reach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

async function prepare(pool: pg.Pool, schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    // Several may begin at once.
    await client.query('SELECT pg_advisory_lock($1, 0)', [lockClass])
    await client.query('CREATE SCHEMA IF NOT EXISTS sluice')
    await client.query(schema)
    const utils = await makeWorkerUtils({ pgPool: pool, logger: quiet })
    await utils.migrate()
    await utils.release()
  } finally {
    await client.query('SELECT pg_advisory_unlock_all()').catch(() => {})
    client.release()
  }
}

export class Engine {
  readonly pool: pg.Pool
  readonly #url: string

  constructor(pool: pg.Pool, url: string) {
    this.pool = pool
    this.#url = url
  }

  /** One statement that may as well happen twice: tried again when the database was restarted meanwhile. */
  query<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<pg.QueryResult<R>> {
    return patiently(() => this.pool.query<R>(sql, values))
  }

  /** Several statements that all happen or none; tried again where two of them waited for each other. */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const client = await this.pool.connect()
      let broken: Error | undefined
      try {
        await client.query('BEGIN')
        const result = await work(client)
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
        // Deadlock, serialization failure.
        if (tries === 8 || !['40P01', '40001'].includes((error as pg.DatabaseError).code ?? '')) throw error
        await sleep(10 * tries)
      } finally {
        client.release(broken)
      }
    }
  }

  /** Adds jobs, or leaves those of the same name that wait already as they are. */
  async add(client: pg.PoolClient | pg.Pool, task: string, jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return
    await client.query(
      `SELECT graphile_worker.add_job($1, json_build_object('key', key), queue_name := key, job_key := key,
         job_key_mode := 'preserve_run_at', max_attempts := 1000,
         run_at := clock_timestamp() + wait * interval '1 millisecond')
       FROM unnest($2::text[], $3::float8[]) AS job (key, wait) ORDER BY key`,
      [task, jobs.map(({ key }) => `${task} ${key}`), jobs.map(({ wait }) => Math.max(0, wait))],
    )
  }

  /** Works until everything is done or the signal aborts, through restarts of the database. */
  async work(task: Task, signal: AbortSignal): Promise<void> {
    // Graphile Worker gives up when it cannot tell how a job ended; then it begins anew, and the job does.
    while (!signal.aborted && !(await new Turn(this.pool, this.#url, task, signal).run()));
  }

  close(): Promise<void> {
    return this.pool.end()
  }
}

/** One life of Graphile Worker in this process. */
class Turn {
  readonly #pool: pg.Pool
  readonly #url: string
  readonly #task: Task
  readonly #outer: AbortSignal
  readonly #working = new Set<Promise<void>>()
  /** Aborts when the lock that says that we live is lost; jobs are refused until there is another. */
  #alive = new AbortController()
  #lock: pg.Client | undefined
  #id = ''
  #failure: unknown
  /** Whose lock was missing at the last look. */
  #missing = new Set<string>()

  constructor(pool: pg.Pool, url: string, task: Task, signal: AbortSignal) {
    this.#pool = pool
    this.#url = url
    this.#task = task
    this.#outer = signal
    this.#alive.abort()
  }

  /** @returns whether everything is done */
  async run(): Promise<boolean> {
    const stop = () => this.#alive.abort()
    this.#outer.addEventListener('abort', stop, { once: true })
    const runner = await patiently(() => this.#start())
    let ended = false
    runner.promise
      .catch(() => {})
      .finally(() => {
        ended = true
        stop()
      })
    try {
      for (let looks = 0; !this.#outer.aborted && !ended && this.#failure === undefined; looks++) {
        if (this.#alive.signal.aborted) await patiently(() => this.#live())
        if (await patiently(() => this.#task.finished())) return true
        if (looks % 10 === 0) await patiently(() => this.#unlockDead())
        await sleep(lookEvery / 10, undefined, { signal: this.#outer }).catch(() => {})
      }
      if (this.#failure !== undefined) throw this.#failure
      return false
    } finally {
      stop()
      this.#outer.removeEventListener('abort', stop)
      await Promise.allSettled(this.#working)
      // It is stopped while the database is there: else it complains.
      await patiently(() => this.#pool.query('SELECT 1')).catch(() => {})
      if (!ended) await runner.stop().catch(() => {})
      // What the database did not hear of any more is free for anybody.
      await unlock(this.#pool, [this.#id]).catch(() => {})
      await this.#lock?.end().catch(() => {})
    }
  }

  #start(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter() as WorkerEvents
    events.on('pool:create', ({ workerPool }) => (this.#id = workerPool.id))
    return run({
      pgPool: this.#pool,
      events,
      logger: quiet,
      noHandleSignals: true,
      // Even at once, in batches: alone, what cannot be told to a database that is gone ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      concurrency: this.#task.atOnce,
      pollInterval: 200,
      taskList: {
        [this.#task.name]: async (payload) => {
          const { key } = payload as { key: string }
          const work = this.#work(key.slice(this.#task.name.length + 1))
          this.#working.add(work)
          await work.finally(() => this.#working.delete(work))
        },
      },
    })
  }

  async #live(): Promise<void> {
    const alive = new AbortController()
    const lock = new pg.Client({ connectionString: this.#url, keepAlive: true })
    lock.on('error', () => alive.abort())
    lock.on('end', () => alive.abort())
    await lock.connect()
    await lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockClass, this.#id])
    this.#lock = lock
    if (!this.#outer.aborted) this.#alive = alive
  }

  async #work(key: string): Promise<void> {
    const { signal } = this.#alive
    if (signal.aborted) throw new Error('not now')
    try {
      await this.#task.work(key, signal)
    } catch (error) {
      // A disk that is full does not get better by another try.
      if (error instanceof SluiceError && error.code === 'write-failed') this.#failure = error
      // That it failed is to be told to a database that is there.
      await patiently(() => this.#pool.query('SELECT 1')).catch(() => {})
      throw error
    }
  }

  async #unlockDead(): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs
       WHERE locked_by IS NOT NULL AND locked_by <> $2 AND NOT EXISTS (
         SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1::int::oid
           AND objid = hashtext(locked_by)::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
      [lockClass, this.#id],
    )
    const missing = new Set(rows.map(({ id }) => id))
    const dead = [...missing].filter((id) => this.#missing.has(id))
    this.#missing = missing
    if (dead.length > 0) await unlock(this.#pool, dead)
  }
}

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
  return /^(?:57P0[123]|08...|ECONNRESET|EPIPE)$/.test(code) || /^Connection terminated/.test(message)
}

const isRefused = (error: unknown) => (error as { code?: string }).code === 'ECONNREFUSED'

function unlock(pool: pg.Pool, ids: string[]): Promise<unknown> {
  return pool.query('SELECT graphile_worker.force_unlock_workers($1)', [ids])
}

// Waits for a database that was restarted: Graphile Worker ends when it cannot be had for a moment.
class PatientPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(then: Parameters<pg.Pool['connect']>[0]): void
  override connect(then?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    return then ? super.connect(then) : patiently(() => super.connect())
  }
}

function newPool(url: string): pg.Pool {
  const pool = new PatientPool({
    connectionString: url,
    max: 20,
    options: '-c search_path=sluice,public',
    // Our integers stay below 2^53.
    types: {
      getTypeParser: ((oid: number, format: never) =>
        oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
    },
  })
  // A connection that breaks is replaced at the next use; that use says what is wrong.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const quiet = new Logger(() => () => {})

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
}
