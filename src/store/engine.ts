// Jobs on PostgreSQL by Graphile Worker, on any number of machines: leases, delays, retries and back-off are its own.
//
// Who is alive is turn.ts's to know.

import { setTimeout as sleep } from 'node:timers/promises'
import { makeWorkerUtils } from 'graphile-worker'
import { Client, Pool, types } from 'pg'
import type { DatabaseError, PoolClient, QueryResult, QueryResultRow } from 'pg'
import { SluiceError } from '../errors.ts'
import { patiently } from './patience.ts'
import { lockClass, quiet, Turn } from './turn.ts'
import type { Task } from './turn.ts'

export interface Job {
  /** Its name; of one name there is one at a time, anywhere. */
  key: string
  /** Ms from now. */
  wait: number
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
    const reason = error instanceof Error && error.message !== '' ? error.message : reasonOf(error)
    throw new SluiceError('list-unreadable', { path: nameOf(url), reason }, error)
  }
}

// Without its login.
function nameOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}

async function reach(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

async function prepare(pool: Pool, schema: string): Promise<void> {
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
  readonly pool: Pool
  readonly #url: string

  get name(): string {
    return nameOf(this.#url)
  }

  constructor(pool: Pool, url: string) {
    this.pool = pool
    this.#url = url
  }

  /** One statement that may as well happen twice: tried again when the database was restarted meanwhile. */
  query<R extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<QueryResult<R>> {
    return patiently(() => this.pool.query<R>(sql, values))
  }

  /** Several statements that all happen or none; tried again where two of them waited for each other. */
  async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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
        if (tries === 8 || !['40P01', '40001'].includes((error as DatabaseError).code ?? '')) throw error
        await sleep(10 * tries)
      } finally {
        client.release(broken)
      }
    }
  }

  /** Adds jobs, or leaves those of the same name that wait already as they are. */
  async add(client: PoolClient | Pool, task: string, jobs: readonly Job[]): Promise<void> {
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

// Waits for a database that was restarted: Graphile Worker ends when it cannot be had for a moment.
class PatientPool extends Pool {
  override connect(): Promise<PoolClient>
  override connect(then: Parameters<Pool['connect']>[0]): void
  override connect(then?: Parameters<Pool['connect']>[0]): Promise<PoolClient> | void {
    return then ? super.connect(then) : patiently(() => super.connect())
  }
}

function newPool(url: string): Pool {
  const pool = new PatientPool({
    connectionString: url,
    max: 20,
    options: '-c search_path=sluice,public',
    // Our integers stay below 2^53.
    types: {
      getTypeParser: ((oid: number, format: never) =>
        oid === Number(types.builtins.INT8) ? Number : types.getTypeParser(oid, format)) as never,
    },
  })
  // A connection that breaks is replaced at the next use; that use says what is wrong.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
}
