// Which column has the URL, and a record's row.

import { SluiceError } from '../errors.ts'
import { carried, carriedAs } from './metadata.ts'
import type { Row } from './row.ts'

const usual = ['url', 'urls', 'image_url', 'link', 'href']

/** Picks the URL's column of those there are. @throws SluiceError usage */
export type Choose = (columns: readonly string[]) => string

/** @param needed has to be there too. @throws SluiceError usage, naming the columns there are */
export function columnOf(columns: readonly string[], asked: string | undefined, needed?: string): string {
  const found =
    asked === undefined
      ? (usual.map((name) => columns.find((column) => column.toLowerCase() === name)).find(Boolean) ??
        (columns.length === 1 ? columns[0] : undefined))
      : columns.find((column) => column === asked)
  const there = columns
    .slice(0, 20)
    .map((column) => JSON.stringify(column))
    .join(', ')
  const no = (problem: string, suggestion?: string) => new SluiceError('usage', { problem, suggestion })
  if (found === undefined)
    throw no(
      asked === undefined
        ? `the list has no column called url, and several others: ${there}`
        : `the list has no column ${JSON.stringify(asked)}; it has ${there}`,
      'name the one with the URL: --url-col NAME',
    )
  if (columns.indexOf(found) !== columns.lastIndexOf(found))
    throw no(`the list has two columns called ${JSON.stringify(found)}`)
  // Its row would be lost.
  if (/^\s*https?:/i.test(found))
    throw no(
      `the first line of the list should name its columns, and is ${there}`,
      'without names it is --input-format txt',
    )
  if (columns.length === 1 && /[;\t]/.test(found))
    throw no(
      `the list has one column, called ${there}`,
      'fields are separated by commas, or with --input-format tsv by tabs',
    )
  if (needed !== undefined && !columns.includes(needed))
    throw no(`the list has no column ${JSON.stringify(needed)} to verify by; it has ${there}`)
  // One of the two would be lost.
  const twice = columns.find(
    (column) => column !== found && carriedAs(column) !== column && columns.includes(carriedAs(column)),
  )
  if (twice !== undefined)
    throw no(
      `the list has a column ${JSON.stringify(twice)}, which becomes ${carriedAs(twice)}, and one that is called so`,
    )
  return found
}

/** A record of a list. */
export function recordRow(record: Readonly<Record<string, unknown>>, column: string): Row {
  const { [column]: url, ...extra } = record
  const row = urlRow(url, () => `column ${JSON.stringify(column)}`)
  return Object.keys(extra).length > 0 ? { ...row, extra: carried(extra) } : row
}

/** A value that should be a URL. */
export function urlRow(value: unknown, where: () => string): Row {
  if (typeof value === 'string' && value.trim() !== '') return { url: value.trim() }
  return { url: '', problem: `${where()} is ${value === undefined ? 'missing' : value === '' ? 'empty' : 'no text'}` }
}
