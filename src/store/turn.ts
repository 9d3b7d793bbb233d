// One life of Graphile Worker in this process, and who else is alive.
//
// It leaves one thing to us: to notice that a worker has died (its own answer is four hours). PostgreSQL knows at
// once: each worker holds an advisory lock on a connection of its own, which goes when the process or the connection does.
// Whose lock is missing twice, some seconds apart, is told to Graphile Worker as dead. And who loses that connection stops
// what it is doing at once, before others may do the same.

import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run } from 'graphile-worker'
import type { Runner, WorkerEvents } from 'graphile-worker'
import { Client } from 'pg'
import type { Pool } from 'pg'
import { SluiceError } from '../errors.ts'
import { patiently } from './patience.ts'

/** Ms between two looks at who is alive. */
const lookEvery = 2000
/** Ms that a job waits for our lock: who looks whether we are alive must not look twice meanwhile. */
const longestWait = lookEvery / 2
/** Our locks' class: 'slui'. */
export const lockClass = 0x736c7569
/** Graphile Worker's log: what matters of it is thrown, or tried again. */
export const quiet = new Logger(() => () => {})
// It prints the error that a worker ends with past its own log, stack and all; that error is thrown to us too.
// eslint-disable-next-line no-console -- to keep it quiet
console.trace = () => {}

export interface Task {
  name: string
  /** Jobs at a time in this process. */
  atOnce: number
  /** Does one job, and gives it up at once when the signal aborts; what it throws, the job is tried again for. */
  work: (key: string, signal: AbortSignal) => Promise<void>
  /** Nothing is left to be done, by anybody. */
  finished: () => Promise<boolean>
}

/** One life of Graphile Worker in this process. */
export class Turn {
  readonly #pool: Pool
  readonly #url: string
  readonly #task: Task
  readonly #outer: AbortSignal
  readonly #working = new Set<Promise<void>>()
  /** Aborts when the lock that says that we live is lost; jobs are refused until there is another. */
  #alive = new AbortController()
  #lock: Client | undefined
  #id = ''
  #failure: unknown
  /** Whose lock was missing at the last look. */
  #missing = new Set<string>()

  constructor(pool: Pool, url: string, task: Task, signal: AbortSignal) {
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
    const life = { ended: false }
    runner.promise
      .catch(() => {})
      .finally(() => {
        life.ended = true
        stop()
      })
    try {
      for (let looks = 0; !this.#outer.aborted && !life.ended && this.#failure === undefined; looks++) {
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
      if (!life.ended) await runner.stop().catch(() => {})
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
    const lock = new Client({ connectionString: this.#url, keepAlive: true })
    lock.on('error', () => alive.abort())
    lock.on('end', () => alive.abort())
    await lock.connect()
    await lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockClass, this.#id])
    this.#lock = lock
    if (!this.#outer.aborted) this.#alive = alive
  }

  async #work(key: string): Promise<void> {
    // A job may be there before our lock is. To refuse it costs seconds: it is tried again later each time.
    for (let waited = 0; waited < longestWait && this.#alive.signal.aborted && !this.#outer.aborted; waited += 10)
      await sleep(10)
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

function unlock(pool: Pool, ids: string[]): Promise<unknown> {
  return pool.query('SELECT graphile_worker.force_unlock_workers($1)', [ids])
}
