// CSV (RFC 4180) and tab-separated lists, whose first line names the columns.

import { recordRow } from './list-columns.ts'
import type { Choose } from './list-columns.ts'
import { tooLong } from './list-lines.ts'
import { longestField } from './row.ts'
import type { Row } from './row.ts'

export async function* delimitedRows(
  pieces: AsyncIterable<string>,
  delimiter: ',' | '\t',
  choose: Choose,
): AsyncGenerator<Row[]> {
  const reader = new RecordReader(delimiter)
  let names: string[] | undefined
  let column = ''
  for await (const records of recordsOf(pieces, reader)) {
    const rows: Row[] = []
    for (const record of records) {
      if (record.length === 1 && record[0] === '') continue
      if (!names) {
        names = record.map((name) => name.trim())
        column = choose(names)
      } else rows.push(rowOf(record, names, column))
    }
    if (rows.length > 0) yield rows
  }
}

function rowOf(record: string[], names: readonly string[], column: string): Row {
  if (record.some((field) => field.length > longestField)) return tooLong()
  if (record.length > names.length)
    return { url: '', problem: `it has ${record.length} fields, the first line ${names.length}` }
  return recordRow(Object.fromEntries(record.map((field, i) => [names[i]!, field])), column)
}

async function* recordsOf(pieces: AsyncIterable<string>, reader: RecordReader): AsyncGenerator<string[][]> {
  for await (const piece of pieces) yield reader.feed(piece)
  yield reader.end()
}

/** Characters to records, however they are cut. */
class RecordReader {
  readonly #delimiter: string
  #state: 'start' | 'bare' | 'quoted' | 'quote' = 'start'
  #field = ''
  #record: string[] = []
  #records: string[][] = []
  #count = 0

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  feed(text: string): string[][] {
    let at = 0
    while (at < text.length) at = this.#state === 'quoted' ? this.#quoted(text, at) : this.#bare(text, at)
    return this.#taken()
  }

  /** @throws an open quote: all that follows it is in one field */
  end(): string[][] {
    if (this.#state === 'quoted') throw new Error(`a quote in its record ${this.#count + 1} has no end`)
    if (this.#field !== '' || this.#record.length > 0 || this.#state !== 'start') this.#recordOver()
    return this.#taken()
  }

  #taken(): string[][] {
    const records = this.#records
    this.#records = []
    return records
  }

  // Up to the next quote.
  #quoted(text: string, at: number): number {
    const quote = text.indexOf('"', at)
    this.#keep(text, at, quote < 0 ? text.length : quote)
    if (quote < 0) return text.length
    this.#state = 'quote'
    return quote + 1
  }

  #bare(text: string, at: number): number {
    const character = text[at]!
    if (character === '"' && this.#state === 'quote') {
      // Two are one.
      this.#field += '"'
      this.#state = 'quoted'
      return at + 1
    }
    if (character === '"' && this.#state === 'start') {
      this.#state = 'quoted'
      return at + 1
    }
    if (character === this.#delimiter) this.#fieldOver()
    else if (character === '\n') this.#recordOver()
    else {
      let end = at + 1
      while (end < text.length && text[end] !== this.#delimiter && text[end] !== '\n') end++
      this.#keep(text, at, end)
      this.#state = 'bare'
      return end
    }
    return at + 1
  }

  // One character more than allowed shows that it was too long.
  #keep(text: string, from: number, to: number): void {
    const room = longestField + 1 - this.#field.length
    if (room > 0) this.#field += text.slice(from, Math.min(to, from + room))
  }

  #fieldOver(): void {
    this.#record.push(this.#field)
    this.#field = ''
    this.#state = 'start'
  }

  #recordOver(): void {
    if (this.#field.endsWith('\r')) this.#field = this.#field.slice(0, -1)
    this.#fieldOver()
    this.#records.push(this.#record)
    this.#record = []
    this.#count++
  }
}
