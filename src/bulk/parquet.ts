// A table as a Parquet file, by hyparquet-writer: https://github.com/apache/parquet-format

export type ColumnType = 'STRING' | 'DOUBLE' | 'INT32' | 'INT64'

export interface Column {
  name: string
  type: ColumnType
  /** One a row; null or NaN is none. */
  values: ArrayLike<string | number | null>
  /** Values differ in every row: they are spared the search for what repeats, and for the least and the most. */
  unlike?: boolean | undefined
}

/** Rows of a row group. */
const groupSize = 2500

const plain = { encoding: 'PLAIN', statistics: false } as const

/** @param others is awaited now and then: what else there is to do */
export async function parquetFile(
  columns: readonly Column[],
  rows: number,
  others: () => Promise<void>,
): Promise<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const writer = new ByteWriter()
  const group = (begin: number, end: number) =>
    columns.map(({ name, type, values, unlike }) => {
      const data = Array.from({ length: end - begin }, (_, row) => told(values[begin + row]!, type))
      return { name, type, nullable: true, data, ...(unlike ? plain : {}) }
    })
  const schema = schemaFromColumnData({ columnData: group(0, 0) })
  // Beside contents a hundred times as large, to compress it pays nothing.
  const file = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED' })
  for (let begin = 0; begin < rows; begin += groupSize) {
    void file.write({ columnData: group(begin, Math.min(rows, begin + groupSize)), rowGroupSize: groupSize })
    await others()
  }
  void file.finish()
  return writer.getBytes()
}

function told(value: string | number | null, type: ColumnType): string | number | bigint | null {
  if (value === null || Number.isNaN(value)) return null
  return type === 'INT64' ? BigInt(value) : value
}
