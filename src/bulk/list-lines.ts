// Lists with a row a line: plain URLs, or a JSON value each.

import { recordRow, urlRow } from './list-columns.ts'
import type { Choose } from './list-columns.ts'
import { longestField } from './row.ts'
import type { Row } from './row.ts'

/** One URL a line; empty lines and those that begin with # are no rows. */
export async function* lineRows(pieces: AsyncIterable<string>): AsyncGenerator<Row[]> {
  for await (const lines of linesOf(pieces)) {
    const rows: Row[] = []
    for (const line of lines) {
      if (line === undefined) rows.push(tooLong())
      else {
        const url = line.trim()
        if (url !== '' && !url.startsWith('#')) rows.push({ url })
      }
    }
    if (rows.length > 0) yield rows
  }
}

/** One JSON value a line: a text, or an object with a column for the URL. */
export async function* ndjsonRows(pieces: AsyncIterable<string>, choose: Choose): AsyncGenerator<Row[]> {
  const toRow = valueRows(choose)
  for await (const lines of linesOf(pieces)) {
    const rows = lines.flatMap((line) => (line === undefined ? [tooLong()] : line.trim() === '' ? [] : [toRow(line)]))
    if (rows.length > 0) yield rows
  }
}

/** From a JSON text to a row. The first object decides the column. */
export function valueRows(choose: Choose): (json: string) => Row {
  let column: string | undefined
  return (json) => {
    let value: unknown
    try {
      value = JSON.parse(json)
    } catch {
      return { url: '', problem: `this is not JSON: ${json.trim().slice(0, 40)}` }
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return urlRow(value, () => 'the value')
    const record = value as Record<string, unknown>
    return recordRow(record, (column ??= choose(Object.keys(record))))
  }
}

export const tooLong = (): Row => ({ url: '', problem: `it is longer than ${longestField} characters` })

// Undefined is a line that was too long; no more than that is kept of it.
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<(string | undefined)[]> {
  let rest = ''
  let skipping = false
  for await (const piece of pieces) {
    const lines: (string | undefined)[] = (rest + piece).split('\n')
    rest = lines.pop()!
    if (skipping && lines.length > 0) {
      lines[0] = undefined
      skipping = false
    }
    if (rest.length > longestField) {
      rest = ''
      skipping = true
    }
    for (let i = 0; i < lines.length; i++) if ((lines[i]?.length ?? 0) > longestField) lines[i] = undefined
    yield lines
  }
  yield [skipping ? undefined : rest]
}
