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
    const columns = columnsOf(lines)
    const columnData = [...columns].map(([name, values]) => {
      const type = typeOf(name, values)
      return { name, type, nullable: true, data: cast(values, type), ...(unlike.has(name) ? plain : {}) }
    })
    put(`${path}.parquet`, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: lines.length })))
  },
}

/** Columns that differ in every row: they are spared the search for what repeats, and for the least and the most. */
const unlike = new Set(['key', 'url', 'wait_ms', 'receive_ms'])
const plain = { encoding: 'PLAIN', statistics: false } as const

function columnsOf(lines: readonly string[]): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>(Object.keys(types).map((name) => [name, []]))
  lines.forEach((line, i) => {
    const row = JSON.parse(line) as Record<string, unknown>
    for (const name of Object.keys(row)) {
      let values = columns.get(name)
      if (!values) columns.set(name, (values = []))
      // A carried column that rows before this one had not.
      while (values.length < i) values.push(null)
      values.push(row[name])
    }
  })
  for (const values of columns.values()) while (values.length < lines.length) values.push(null)
  return columns
}

// Of a carried column: numbers if all are, else text.
function typeOf(name: string, values: readonly unknown[]): ColumnType {
  if (Object.hasOwn(types, name)) return types[name as keyof Result]
  return values.every((value) => value === null || typeof value === 'number') ? 'DOUBLE' : 'STRING'
}

function cast(values: unknown[], type: ColumnType): unknown[] {
  if (type === 'INT64') return values.map((value) => (value === null ? null : BigInt(value as number)))
  if (type !== 'STRING') return values
  return values.map((value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value)))
}

function put(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}
