// The table of a shard's rows: Parquet, or a JSON line each.

import { renameSync, writeFileSync } from 'node:fs'
import { setImmediate as others } from 'node:timers/promises'
import type { Result, Row } from './row.ts'
import { ShardFile } from './shard-file.ts'

/** What became of the rows. */
export interface Table {
  rows: readonly Row[]
  /** The JSON object of a row, as bytes borrowed for the moment and as text. */
  lines: { bytes: (row: number) => Uint8Array; text: (row: number) => string }
}

/** Makers: `ndjson`, `parquet`. */
export interface Metadata {
  /** @param path without its ending */
  write(path: string, table: Table): Promise<void>
}

export const ndjson: Metadata = {
  async write(path, { rows, lines }) {
    const file = new ShardFile(`${path}.ndjson.part`, 0)
    for (let row = 0; row < rows.length; row++) {
      file.add(lines.bytes(row))
      file.addText('\n')
    }
    file.flush()
    file.close()
    renameSync(`${path}.ndjson.part`, `${path}.ndjson`)
  },
}

type ColumnType = 'STRING' | 'DOUBLE' | 'INT32' | 'INT64'

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

const ours = Object.keys(types)

/** What a column of the list is called in the table, which has its own names. */
export const carriedAs = (name: string) => (Object.hasOwn(types, name) ? `list_${name}` : name)

/** The columns of a row, so called. */
export function carried(columns: Record<string, unknown>): Record<string, unknown> {
  if (!ours.some((name) => name in columns)) return columns
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [carriedAs(name), value]))
}

/** Columns that differ in every row: they are spared the search for what repeats, and for the least and the most. */
const unlike = new Set(['key', 'url', 'wait_ms', 'receive_ms'])
const plain = { encoding: 'PLAIN', statistics: false } as const

/** Rows of a row group. */
const groupSize = 2500

export const parquet: Metadata = {
  async write(path, { rows, lines }) {
    const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
    const data: unknown[] = []
    const columns = [...Object.entries(types), ...columnsOf(rows)].map(([name, type]) => {
      return { name, type, nullable: true, data, ...(unlike.has(name) ? plain : {}) }
    })
    const writer = new ByteWriter()
    const file = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: columns }) })
    for (let row = 0; row < rows.length;) {
      const end = Math.min(rows.length, row + groupSize)
      for (const column of columns) column.data = []
      for (; row < end; row++) {
        const facts = JSON.parse(lines.text(row)) as Record<string, unknown>
        for (const column of columns) column.data.push(cast(facts[column.name], column.type))
      }
      void file.write({ columnData: columns, rowGroupSize: groupSize })
      // Meanwhile answers have come.
      await others()
    }
    void file.finish()
    writeFileSync(`${path}.parquet.part`, writer.getBytes())
    renameSync(`${path}.parquet.part`, `${path}.parquet`)
  },
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

function cast(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null
  if (type === 'INT64') return BigInt(value as number)
  return type !== 'STRING' || typeof value === 'string' ? value : JSON.stringify(value)
}
