// Which column has the URL, and a record's row.

import { SluiceError } from '../errors.ts'
import type { Row } from './row.ts'

const usual = ['url', 'urls', 'image_url', 'link', 'href']

/** @throws SluiceError usage, naming the columns there are */
export function columnOf(columns: readonly string[], asked: string | undefined): string {
  const found =
    asked === undefined
      ? (usual.map((name) => columns.find((column) => column.toLowerCase() === name)).find(Boolean) ??
        (columns.length === 1 ? columns[0] : undefined))
      : columns.find((column) => column === asked)
  if (found !== undefined) return found
  const there = columns
    .slice(0, 20)
    .map((column) => JSON.stringify(column))
    .join(', ')
  throw new SluiceError('usage', {
    problem:
      asked === undefined
        ? `the list has no column called url, and several others: ${there}`
        : `the list has no column ${JSON.stringify(asked)}; it has ${there}`,
    suggestion: 'name the one with the URL: --url-col NAME',
  })
}

/** A record of a list. */
export function recordRow(record: Readonly<Record<string, unknown>>, column: string): Row {
  const { [column]: url, ...extra } = record
  const row = urlRow(url, () => `column ${JSON.stringify(column)}`)
  return Object.keys(extra).length > 0 ? { ...row, extra } : row
}

/** A value that should be a URL. */
export function urlRow(value: unknown, where: () => string): Row {
  if (typeof value === 'string' && value.trim() !== '') return { url: value.trim() }
  return { url: '', problem: `${where()} is ${value === undefined ? 'missing' : value === '' ? 'empty' : 'no text'}` }
}
