// The table of a shard's rows: Parquet, or a JSON line each.

import { renameSync, writeFileSync } from 'node:fs'
import { setImmediate as others } from 'node:timers/promises'
import type { Journal } from './journal.ts'
import { parquetFile } from './parquet.ts'
import type { Column, ColumnType } from './parquet.ts'
import type { Result, Row } from './row.ts'
import { ShardFile } from './shard-file.ts'

/** What became of a shard's rows. */
export interface Table {
  /** What became of one. */
  set(row: number, result: Result): void
  /** Each has been set. @param path without its ending */
  write(path: string, journal: Journal): Promise<void>
}

/** Makers: `ndjson`, `parquet`. */
export interface Metadata {
  table(rows: readonly Row[], keyOf: (row: number) => string): Table
}

export const ndjson: Metadata = {
  table(rows) {
    return {
      // The journal has it.
      set() {},
      async write(path, journal) {
        const lines = journal.lines()
        const file = new ShardFile(`${path}.ndjson.part`, 0)
        for (let row = 0; row < rows.length; row++) file.add(lines.line(row))
        file.flush()
        file.close()
        lines.end()
        renameSync(`${path}.ndjson.part`, `${path}.ndjson`)
      },
    }
  },
}

const types: Record<keyof Result, ColumnType> = {
  key: 'STRING',
  url: 'STRING',
  state: 'STRING',
  error: 'STRING',
  http_status: 'INT32',
  final_url: 'STRING',
  content_type: 'STRING',
  bytes: 'INT64',
  path: 'STRING',
  offset: 'INT64',
  sha256: 'STRING',
  tries: 'INT32',
  connect_ms: 'DOUBLE',
  wait_ms: 'DOUBLE',
  receive_ms: 'DOUBLE',
  reads: 'INT32',
  largest_read: 'INT32',
  received: 'INT64',
}

/** Columns that differ in every row. */
const unlike = new Set<keyof Result>(['key', 'url', 'wait_ms', 'receive_ms'])

const columns = Object.entries(types) as [keyof Result, ColumnType][]

/** What a column of the list is called in the table, which has its own names. */
export const carriedAs = (name: string) => (Object.hasOwn(types, name) ? `list_${name}` : name)

/** The columns of a row, so called. */
export function carried(extra: Record<string, unknown>): Record<string, unknown> {
  if (!columns.some(([name]) => name in extra)) return extra
  return Object.fromEntries(Object.entries(extra).map(([name, value]) => [carriedAs(name), value]))
}

export const parquet: Metadata = { table: (rows, keyOf) => new ParquetTable(rows, keyOf) }

class ParquetTable implements Table {
  readonly #rows: readonly Row[]
  readonly #keyOf: (row: number) => string
  // By columns: 10,000 rows are a megabyte then, and no objects.
  readonly #texts = new Map<keyof Result, (string | null)[]>()
  readonly #numbers = new Map<keyof Result, Float64Array>()

  constructor(rows: readonly Row[], keyOf: (row: number) => string) {
    this.#rows = rows
    this.#keyOf = keyOf
    const nulls = rows.map(() => null)
    for (const [name, type] of columns) {
      if (name === 'key' || name === 'url') continue
      if (type !== 'STRING') this.#numbers.set(name, new Float64Array(rows.length))
      else this.#texts.set(name, [...nulls])
    }
  }

  set(row: number, result: Result): void {
    for (const [name, values] of this.#texts) {
      const text = result[name] as string | null
      // The one before if it is the same: a text may be a piece of a longer one, and keep that.
      values[row] = values[row - 1] === text ? values[row - 1]! : text
    }
    for (const [name, values] of this.#numbers) values[row] = (result[name] as number | null) ?? Number.NaN
  }

  async write(path: string): Promise<void> {
    const rows = this.#rows
    const all: Column[] = columns.map(([name, type]) => {
      return { name, type, values: this.#valuesOf(name), unlike: unlike.has(name) }
    })
    for (const [name, type] of columnsOf(rows))
      all.push({ name, type, values: rows.map(({ extra }) => cast(extra?.[name], type)) })
    const file = await parquetFile(all, rows.length, others)
    writeFileSync(`${path}.parquet.part`, file)
    renameSync(`${path}.parquet.part`, `${path}.parquet`)
  }

  #valuesOf(name: keyof Result): Column['values'] {
    if (name === 'key') return this.#rows.map((_, row) => this.#keyOf(row))
    if (name === 'url') return this.#rows.map(({ url }) => url)
    return (this.#texts.get(name) ?? this.#numbers.get(name))!
  }
}

// The list's own columns: numbers if all are, else text.
function columnsOf(rows: readonly Row[]): Map<string, ColumnType> {
  const found = new Map<string, ColumnType>()
  for (const { extra } of rows) {
    for (const name in extra) {
      if (found.get(name) === 'STRING') continue
      const value = extra[name] ?? null
      found.set(name, value === null || typeof value === 'number' ? 'DOUBLE' : 'STRING')
    }
  }
  return found
}

function cast(value: unknown, type: ColumnType): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || type !== 'STRING') return value as string | number
  // As the journal would have it: a date is a text.
  const json = JSON.stringify(value)
  return json.startsWith('"') ? (JSON.parse(json) as string) : json
}
