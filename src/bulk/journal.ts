// The journal of a shard while it is under way: a line of JSON for each row that is done, in the order they were, and marks.
//
// A mark is `#` and how many bytes of the contents' file there are: what stands before it survives the end of this process.
// Before one `#by ` may tell who works with it from there on.
// Where each row's line is stays in memory, 8 bytes a row; the lines do not.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { ShardFile } from './shard-file.ts'

/** How the line of a row begins; nine digits follow, of which the last four are its row. */
export const keyFirst = '{"key":"'
const keyLength = 9

/** What an earlier run left. */
export interface Left {
  /** The first line: which list it is of. */
  first: string
  /** Who worked with it last. */
  by: string
  rows: { row: number; begin: number; end: number; json: string }[]
  /** Bytes that the last mark vouches for: of the journal, and of the contents' file. */
  length: number
  contents: number
}

/** Undefined: nothing that could be gone on with. */
export function readJournal(path: string): Left | undefined {
  const bytes = readFileSync(path)
  let first: string | undefined
  let who = ''
  let [length, contents] = [-1, 0]
  const rows: Left['rows'] = []
  for (let begin = 0, end; (end = bytes.indexOf('\n', begin)) >= 0; begin = end + 1) {
    const json = bytes.toString('utf8', begin, end)
    const mark = /^#(\d+)$/.exec(json)
    if (mark) [length, contents] = [end + 1, Number(mark[1])]
    else if (json.startsWith(by)) who = json.slice(by.length)
    else if (first === undefined) first = json
    else {
      const key = keyFirst.length + keyLength
      rows.push({ row: Number(json.slice(key - 4, key)), begin, end: end + 1, json })
    }
  }
  if (first === undefined || length < 0) return undefined
  // What comes after the last mark may be half a line, of contents that may be half there.
  return { first, by: who, rows: rows.filter((row) => row.begin < length), length, contents }
}

export class Journal {
  readonly #path: string
  readonly #file: ShardFile
  /** Where the line of each row begins and ends. */
  readonly #begins: Uint32Array
  readonly #ends: Uint32Array
  #marked = 0

  /**
   * @param first line of a new one
   * @param left what is gone on with
   * @throws SluiceError write-failed
   */
  constructor(path: string, rows: number, first: string, left: Left | undefined) {
    this.#path = path
    this.#file = new ShardFile(path, left?.length ?? 0)
    this.#begins = new Uint32Array(rows)
    this.#ends = new Uint32Array(rows)
    this.#marked = this.#file.size
    for (const { row, begin, end } of left?.rows ?? []) [this.#begins[row], this.#ends[row]] = [begin, end]
    if (!left) this.#file.addText(`${first}\n`)
  }

  /** Bytes that no mark vouches for. */
  get unmarked(): number {
    return this.#file.size - this.#marked
  }

  /** @param json an object that begins with its key. @throws SluiceError write-failed */
  add(row: number, json: string): void {
    this.#begins[row] = this.#file.size
    this.#file.addText(json)
    this.#file.addByte(lf)
    this.#ends[row] = this.#file.size
  }

  /**
   * Vouches for what was added.
   *
   * @param contents bytes of the contents' file
   * @param who works with it from here on
   * @throws SluiceError write-failed
   */
  mark(contents: number, who?: string): void {
    this.#file.addText(`${who === undefined ? '' : `${by}${who}\n`}#${contents}\n`)
    this.#file.flush()
    this.#marked = this.#file.size
  }

  close(): void {
    this.#file.close()
  }

  /** Once it is closed, and has every row. */
  lines(): JournalLines {
    return new JournalLines(this.#path, this.#begins, this.#ends)
  }
}

export class JournalLines {
  #bytes: Buffer<ArrayBuffer>
  readonly #begins: Uint32Array
  readonly #ends: Uint32Array

  constructor(path: string, begins: Uint32Array, ends: Uint32Array) {
    this.#bytes = contentOf(path)
    this.#begins = begins
    this.#ends = ends
  }

  /** The line of a row. Borrowed until `end`. */
  line(row: number): Uint8Array {
    return this.#bytes.subarray(this.#begins[row], this.#ends[row])
  }

  /** They are not used any more. */
  end(): void {
    if (this.#bytes.length <= largestKept) spare = this.#bytes
    this.#bytes = nothing
  }
}

const by = '#by '
const lf = 0x0a
const nothing = Buffer.alloc(0)

/** For the next: malloc(3) gives back little of what is taken and freed again and again. */
let spare = nothing
const largestKept = 8 << 20

function contentOf(path: string): Buffer<ArrayBuffer> {
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    const bytes = spare.length >= size ? spare : Buffer.allocUnsafeSlow(Math.ceil(size / 0x100000) * 0x100000)
    spare = nothing
    for (let at = 0; at < size;) at += readSync(fd, bytes, at, size - at, at)
    return bytes
  } finally {
    closeSync(fd)
  }
}
