// Rows of facts in the forms that programs read: lines, NUL-ended, NDJSON, CSV, TSV, one JSON document. Each row is
// written when it is found; nothing is kept.

import { safeJson } from './safe.ts'

export type Form = 'lines' | 'null' | 'ndjson' | 'json' | 'csv' | 'tsv'

export interface ListingOptions<R> {
  /** What the rows are called in the JSON document. */
  name: string
  /** What CSV and TSV have of a row: heading, cell. */
  columns: Readonly<Record<string, (row: R) => unknown>>
  /** A row for a person. */
  line: (row: R) => string
}

/** Writes rows in one form. */
export class Listing<R extends object> {
  /** Rows so far. */
  count = 0
  readonly #form: Form
  readonly #options: ListingOptions<R>
  readonly #write: (text: string) => void

  constructor(form: Form, options: ListingOptions<R>, write: (text: string) => void) {
    this.#form = form
    this.#options = options
    this.#write = write
  }

  add(row: R): void {
    const { columns, line } = this.#options
    if (this.count === 0) this.#begin()
    if (this.#form === 'lines') this.#write(`${line(row)}\n`)
    else if (this.#form === 'null') this.#write(`${line(row)}\0`)
    else if (this.#form === 'ndjson') this.#write(`${safeJson(row)}\n`)
    else if (this.#form === 'json') this.#write(`${this.count === 0 ? '' : ','}\n    ${safeJson(row)}`)
    else this.#cells(Object.values(columns).map((cell) => textOf(cell(row))))
    this.count++
  }

  /** The rows are over; `facts` are the JSON document's other members. */
  end(facts: Facts): void {
    if (this.count === 0) this.#begin()
    if (this.#form === 'json') this.#write(`${this.count === 0 ? '' : '\n  '}]${members(facts)}\n}\n`)
  }

  // Not before there is something to say: till then nothing is out.
  #begin(): void {
    const { name, columns } = this.#options
    if (this.#form === 'json') this.#write(`${documentStart},\n  ${safeJson(name)}: [`)
    this.#cells(Object.keys(columns))
  }

  #cells(cells: readonly string[]): void {
    if (this.#form === 'csv') this.#write(`${cells.map(quoted).join(',')}\n`)
    if (this.#form === 'tsv') this.#write(`${cells.map(escaped).join('\t')}\n`)
  }
}

/** A long text as one member of a JSON document, in pieces. */
export class TextMember {
  readonly #write: (text: string) => void

  constructor(name: string, write: (text: string) => void) {
    this.#write = write
    write(`${documentStart},\n  ${safeJson(name)}: "`)
  }

  /** @param text ends in no half character */
  add(text: string): void {
    this.#write(safeJson(text).slice(1, -1))
  }

  end(facts: Facts): void {
    this.#write(`"${members(facts)}\n}\n`)
  }
}

/** A JSON document, a member a line. */
export function jsonDocument(facts: Facts): string {
  return `${documentStart}${members(facts)}\n}\n`
}

type Facts = Readonly<Record<string, unknown>>

const documentStart = '{\n  "schema": 1'

function members(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, fact]) => `,\n  ${safeJson(name)}: ${safeJson(fact)}`)
    .join('')
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : safeJson(value)
}

// RFC 4180, section 2, but for its line ends: \n, as other commands want them.
const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

// A TSV cell has no tabs and line ends (IANA, text/tab-separated-values): they are written as in C.
const escaped = (cell: string) => cell.replace(/[\\\t\r\n]/g, (c) => escapes[c]!)

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\r': '\\r', '\n': '\\n' }
