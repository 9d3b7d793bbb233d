import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { parquetFile } from './parquet.ts'
import type { Column } from './parquet.ts'

const many = Array.from({ length: 1000 }, (_, row) => row)

const cases: [title: string, rows: number, columns: Column[]][] = [
  ['no rows', 0, [{ name: 'a', type: 'STRING', values: [] }]],
  ['one row', 1, [{ name: 'a', type: 'INT32', values: [7] }]],
  [
    'a row without a value, first, last and between',
    9,
    [
      { name: 'text', type: 'STRING', values: [null, 'a', null, 'b', 'b', 'ä€😀', '', 'a', null] },
      { name: 'number', type: 'DOUBLE', values: [null, 1.5, Number.NaN, -2, 1e300, 0, 5, null, null] },
      { name: 'nothing', type: 'INT32', values: [null, null, null, null, null, null, null, null, null] },
    ],
  ],
  [
    'values that are all different, and those that repeat',
    1000,
    [
      { name: 'text', type: 'STRING', values: many.map((n) => `text ${n}`) },
      { name: 'as many as a byte has', type: 'STRING', values: many.map((n) => `text ${n % 256}`) },
      { name: 'one more', type: 'INT32', values: many.map((n) => n % 257) },
      { name: 'one', type: 'STRING', values: many.map(() => 'ok') },
      { name: 'large', type: 'INT64', values: Float64Array.from(many, (n) => n * 2 ** 40 + n) },
      { name: 'largest', type: 'INT64', values: many.map((n) => Number.MAX_SAFE_INTEGER - n) },
      { name: 'some', type: 'DOUBLE', values: many.map((n) => (n % 3 === 0 ? null : n / 8)) },
      { name: 'few', type: 'INT32', values: many.map((n) => (n % 100 === 0 ? 2 ** 31 - 1 : null)) },
    ],
  ],
]

for (const [title, rows, columns] of cases)
  test(`hyparquet reads back what was written: ${title}`, async () => {
    let turns = 0
    const all = await parquetFile(columns, rows, async () => void turns++)
    assert.equal(turns, Math.ceil(rows / 2500), 'others had their turn')
    const file = all.buffer.slice(all.byteOffset, all.byteOffset + all.length) as ArrayBuffer
    assert.equal(Number(parquetMetadata(file).num_rows), rows)
    const read = await parquetReadObjects({ file })
    const wanted = Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map(({ name, type, values }) => [name, told(values[row]!, type)])),
    )
    assert.deepEqual(read, wanted)
  })

function told(value: string | number | null, type: Column['type']): unknown {
  if (value === null || Number.isNaN(value)) return null
  return type === 'INT64' ? BigInt(value) : value
}
