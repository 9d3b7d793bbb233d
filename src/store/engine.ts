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
  /** Does one job; given up when the signal aborts. */
  work: (key: string, signal: AbortSignal) => Promise<void>
  /** Nothing is left to be done, by anybody. */
  finished: () => Promise<boolean>
}

/** @throws SluiceError list-unreadable: there is no such database, or it lets us not in */
export async function openEngine(url: string, schema: string): Promise<Engine> {
  const pool = newPool(url)
  try {
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
    return new Engine(pool, url)
  } catch (error) {
    await pool.end()
    const { host, pathname } = new URL(url)
    const reason = error instanceof Error && error.message !== '' ? error.message : reasonOf(error)
    throw new SluiceError('list-unreadable', { path: `postgres://${host}${pathname}`, reason }, error)
  }
}

export class Engine {
  readonly pool: pg.Pool
  readonly #url: string

  constructor(pool: pg.Pool, url: string) {
    this.pool = pool
    this.#url = url
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
    let failures = 0
    while (!signal.aborted) {
      const turn = new Turn(this.pool, this.#url, task, signal)
      try {
        if (await turn.run()) return
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof SluiceError) throw error
        // The database is gone, or coming back: a minute of patience.
        if (++failures > 120) throw error
        await sleep(500)
      }
    }
  }

  close(): Promise<void> {
    return this.pool.end()
  }
}

/** From a connection to the loss of it, or to the end. */
class Turn {
  readonly #pool: pg.Pool
  readonly #url: string
  readonly #task: Task
  readonly #outer: AbortSignal
  readonly #stop = new AbortController()
  readonly #working = new Set<Promise<void>>()
  #id = ''
  #failure: unknown
  /** Whose lock was missing at the last look. */
  #missing = new Set<string>()

  constructor(pool: pg.Pool, url: string, task: Task, signal: AbortSignal) {
    this.#pool = pool
    this.#url = url
    this.#task = task
    this.#outer = signal
  }

  /** @returns whether everything is done */
  async run(): Promise<boolean> {
    const lock = new pg.Client({ connectionString: this.#url, keepAlive: true })
    const stop = () => this.#stop.abort()
    lock.on('error', stop)
    lock.on('end', stop)
    this.#outer.addEventListener('abort', stop, { once: true })
    let runner: Runner | undefined
    try {
      await lock.connect()
      runner = await this.#start(lock)
      runner.promise.catch(() => stop())
      for (let looks = 0; !this.#stop.signal.aborted; looks++) {
        if (await this.#task.finished()) return true
        if (looks % 10 === 0) await this.#unlockDead()
        await sleep(lookEvery / 10, undefined, { signal: this.#stop.signal }).catch(() => {})
      }
      if (this.#failure) throw this.#failure
      return false
    } finally {
      this.#stop.abort()
      this.#outer.removeEventListener('abort', stop)
      await Promise.allSettled(this.#working)
      await runner?.stop().catch(() => {})
      // What the database did not hear of any more is free for anybody.
      if (this.#id !== '') await unlock(this.#pool, [this.#id]).catch(() => {})
      await lock.end().catch(() => {})
    }
  }

  async #start(lock: pg.Client): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter() as WorkerEvents
    const locked = new Promise<void>((resolve, reject) => {
      events.on('pool:create', ({ workerPool }) => {
        this.#id = workerPool.id
        lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockClass, this.#id]).then(() => resolve(), reject)
      })
    })
    locked.catch(() => {})
    const runner = await run({
      pgPool: this.#pool,
      events,
      logger: quiet,
      noHandleSignals: true,
      concurrency: this.#task.atOnce,
      pollInterval: 200,
      taskList: {
        [this.#task.name]: async (payload) => {
          await locked
          const { key } = payload as { key: string }
          const work = this.#work(key.slice(this.#task.name.length + 1))
          this.#working.add(work)
          await work.finally(() => this.#working.delete(work))
        },
      },
    })
    return runner
  }

  async #work(key: string): Promise<void> {
    try {
      await this.#task.work(key, this.#stop.signal)
    } catch (error) {
      // A disk that is full does not get better by another try.
      if (error instanceof SluiceError && error.code === 'write-failed') {
        this.#failure = error
        this.#stop.abort()
      }
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

function unlock(pool: pg.Pool, ids: string[]): Promise<unknown> {
  return pool.query('SELECT graphile_worker.force_unlock_workers($1)', [ids])
}

function newPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 12,
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
