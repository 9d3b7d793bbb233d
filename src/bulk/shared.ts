// A list that several processes share: its shards of 10,000 rows are jobs.
//
// Whoever comes first reads the list into the database; the others begin with what is there already. All of them have one
// directory, which they may share or not: what a worker did lies where it ran.

import { createHash } from 'node:crypto'
import { SluiceError } from '../errors.ts'
import { openEngine } from '../store/engine.ts'
import type { Engine } from '../store/engine.ts'
import type { Bulk } from './bulk.ts'
import type { Row } from './row.ts'
import { shardsOf } from './shard.ts'
import type { Totals } from './tally.ts'

const schema = `SET search_path TO sluice;
CREATE TABLE IF NOT EXISTS list (name text PRIMARY KEY, complete boolean NOT NULL DEFAULT false);
CREATE TABLE IF NOT EXISTS shard (
  list text NOT NULL REFERENCES list (name),
  number integer NOT NULL,
  rows jsonb NOT NULL,
  count integer NOT NULL,
  totals jsonb,
  PRIMARY KEY (list, number)
);`

/** Shards of one process at a time. */
const atOnce = 4

export interface SharedTotals extends Totals {
  offered: number
}

/**
 * Works on the list until all of it is done, by whomever.
 *
 * @param name by which those who share a list know it
 * @returns what came of the whole list
 * @throws SluiceError as Bulk.run, and list-unreadable for a database that cannot be had
 */
export async function runShared(
  bulk: Bulk,
  database: string,
  list: AsyncIterable<Row[]>,
  name: string,
  signal: AbortSignal,
): Promise<SharedTotals> {
  const id = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const engine = await openEngine(database, schema)
  try {
    await bulk.during(async () => {
      const loading = load(engine, list, id, name)
      await Promise.all([loading, work(engine, bulk, id, name, signal)])
    })
    if (signal.aborted) throw signal.reason as Error
    return await totalsOf(engine, name)
  } finally {
    await engine.close()
  }
}

async function load(engine: Engine, list: AsyncIterable<Row[]>, id: string, name: string): Promise<void> {
  const client = await engine.pool.connect()
  try {
    await client.query('INSERT INTO list (name) VALUES ($1) ON CONFLICT DO NOTHING', [name])
    // Who reads it; the others have nothing to wait for.
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS mine', [name])
    if (!rows[0]!.mine || (await isComplete(engine, name))) return
    let number = 0
    for await (const shard of shardsOf(list)) {
      await engine.transaction(async (writer) => {
        const { rowCount } = await writer.query(
          'INSERT INTO shard (list, number, rows, count) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [name, number, JSON.stringify(shard).replaceAll('\\u0000', ''), shard.length],
        )
        if (rowCount === 1) await engine.add(writer, 'shard', [{ key: `${id}/${number}`, wait: 0 }])
      })
      number++
    }
    await client.query('UPDATE list SET complete = true WHERE name = $1', [name])
  } finally {
    await client.query('SELECT pg_advisory_unlock_all()').catch(() => {})
    client.release()
  }
}

async function work(engine: Engine, bulk: Bulk, id: string, name: string, signal: AbortSignal): Promise<void> {
  await engine.work(
    {
      name: 'shard',
      atOnce,
      finished: async () =>
        (await isComplete(engine, name)) &&
        (await engine.query('SELECT 1 FROM shard WHERE list = $1 AND totals IS NULL LIMIT 1', [name])).rowCount === 0,
      async work(key) {
        const number = Number(key.slice(id.length + 1))
        if (!key.startsWith(`${id}/`)) throw new Error(`${key} is of another list`)
        const { rows } = await engine.query<{ rows: Row[] }>(
          'SELECT rows FROM shard WHERE list = $1 AND number = $2 AND totals IS NULL',
          [name, number],
        )
        if (!rows[0]) return
        const totals = await bulk.shard(number, rows[0].rows)
        await engine.query('UPDATE shard SET totals = $3 WHERE list = $1 AND number = $2', [
          name,
          number,
          JSON.stringify(totals),
        ])
      },
    },
    signal,
  )
}

async function isComplete(engine: Engine, name: string): Promise<boolean> {
  const { rows } = await engine.query<{ complete: boolean }>('SELECT complete FROM list WHERE name = $1', [name])
  return rows[0]?.complete ?? false
}

async function totalsOf(engine: Engine, name: string): Promise<SharedTotals> {
  const { rows } = await engine.query<{ count: number; totals: Totals }>(
    'SELECT count, totals FROM shard WHERE list = $1',
    [name],
  )
  const sum: SharedTotals = { offered: 0, states: {}, failures: {}, bytes: 0 }
  for (const { count, totals } of rows) {
    sum.offered += count
    sum.bytes += totals.bytes
    for (const [state, n] of Object.entries(totals.states)) sum.states[state] = (sum.states[state] ?? 0) + n
    for (const [kind, n] of Object.entries(totals.failures)) sum.failures[kind] = (sum.failures[kind] ?? 0) + n
  }
  if (sum.offered === 0 && rows.length > 0)
    throw new SluiceError('list-unreadable', { path: name, reason: 'it is empty' })
  return sum
}
