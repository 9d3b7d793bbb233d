// The table of a shard's rows: Parquet, or a JSON line each.

import { renameSync, writeFileSync } from 'node:fs'
import type { Result } from './row.ts'

/** Makers: `ndjson`, `parquet`. */
export interface Metadata {
  /** @param path without its ending; @param lines a JSON object each, in the order of the keys */
  write(path: string, lines: readonly string[]): Promise<void>
}

export const ndjson: Metadata = {
  write: async (path, lines) => put(`${path}.ndjson`, lines.map((line) => `${line}\n`).join('')),
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
  received: 'INT64',
}

export const parquet: Metadata = {
  async write(path, lines) {
    const { parquetWriteBuffer } = await import('hyparquet-writer')
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const names = new Set([...Object.keys(types), ...rows.flatMap((row) => Object.keys(row))])
    const columnData = [...names].map((name) => {
      const values = rows.map((row) => row[name] ?? null)
      const type = Object.hasOwn(types, name) ? types[name as keyof Result] : typeOf(values)
      return { name, type, nullable: true, data: values.map((value) => cast(value, type)) }
    })
    put(`${path}.parquet`, new Uint8Array(parquetWriteBuffer({ columnData })))
  },
}

// Of a carried column: numbers if all are, else text.
function typeOf(values: readonly unknown[]): ColumnType {
  return values.every((value) => value === null || typeof value === 'number') ? 'DOUBLE' : 'STRING'
}

function cast(value: unknown, type: ColumnType): unknown {
  if (value === null) return null
  if (type === 'INT64') return BigInt(value as number)
  if (type === 'STRING') return typeof value === 'string' ? value : JSON.stringify(value)
  return value
}

function put(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}
