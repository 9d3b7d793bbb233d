// A Parquet list, one row group at a time: what is in memory is as large as those are.

import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { recordRow } from './list-columns.ts'
import type { Choose } from './list-columns.ts'
import type { Row } from './row.ts'

export async function* parquetRows(path: string, choose: Choose): AsyncGenerator<Row[]> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new Error('it is no Parquet file, or not all of one', { cause: error })
  })
  const column = choose(parquetSchema(metadata).children.map((child) => child.element.name))
  let start = 0
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows)
    const records = await parquetReadObjects({ file, metadata, rowStart: start, rowEnd: end })
    for (let at = 0; at < records.length; at += 10_000)
      yield records.slice(at, at + 10_000).map((record) => recordRow(plain(record), column))
    start = end
  }
}

// JSON has no integers past 2^53.
function plain(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )
}
