// Ten thousand rows of a list that belong together: their contents in one place, their metadata in one table.
//
//   NNNNN.journal        rows that are done, while the shard is under way: what a killed run is gone on from
//   NNNNN.parquet/.ndjson  the rows, in order, when it is whole
//   NNNNN_stats.json     written last: the shard is whole

import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SluiceError } from '../errors.ts'
import { writeError } from '../sink/write-error.ts'
import { JournalLines, keyFirst, rowOf } from './journal-lines.ts'
import type { Keeper } from './keeper.ts'
import type { Metadata } from './metadata.ts'
import type { Result, Row } from './row.ts'
import { Tally } from './tally.ts'
import type { Totals } from './tally.ts'

/** As img2dataset's: its users know the numbering. */
export const shardSize = 10_000

interface Stats extends Totals {
  list_sha256: string
}

export interface ShardOptions {
  directory: string
  /** Makes the keeper of its contents, given how many bytes of an earlier run are good. */
  keeper: (path: string, size: number) => Keeper
  metadata: Metadata
}

export class Shard {
  readonly index: number
  readonly rows: readonly Row[]
  /** Rows that an earlier run finished. */
  readonly finished = new Set<number>()
  readonly keeper: Keeper
  /** Whether `finish` was called, or is to be. */
  finishing = false
  /** Everything is in place. */
  readonly ended: Promise<void>
  end!: () => void
  readonly #options: ShardOptions
  readonly #path: string
  readonly #digest: string
  readonly #began = new Date()
  readonly #tally = new Tally()
  readonly #name: string
  #left: number
  #lines = ''

  /** What an earlier run came to, if it finished the shard. @throws SluiceError cannot-resume */
  static whole(directory: string, index: number, rows: readonly Row[]): Totals | undefined {
    const path = join(directory, `${name(index)}_stats.json`)
    if (!existsSync(path)) return undefined
    const stats = JSON.parse(readFileSync(path, 'utf8')) as Stats
    checkDigest(path, stats.list_sha256, digestOf(rows))
    return stats
  }

  /** @throws SluiceError cannot-resume, write-failed */
  constructor(index: number, rows: readonly Row[], options: ShardOptions) {
    this.ended = new Promise((resolve) => (this.end = resolve))
    this.index = index
    this.rows = rows
    this.#options = options
    this.#name = name(index)
    this.#path = join(options.directory, this.#name)
    this.#digest = digestOf(rows)
    const size = this.#readJournal()
    this.#left = rows.length - this.finished.size
    this.keeper = options.keeper(this.#path, size ?? 0)
    if (size === undefined) this.#lines = `${JSON.stringify({ list_sha256: this.#digest })}\n`
  }

  get totals(): Totals {
    return this.#tally.totals
  }

  /** Rows that are not done. */
  get left(): number {
    return this.#left
  }

  get over(): boolean {
    return this.#left === 0
  }

  key(row: number): string {
    return this.#name + String(row).padStart(4, '0')
  }

  /** A row is done. @param json the result as such */
  done(result: Result, json = JSON.stringify(result)): void {
    this.#tally.add('', result)
    this.#left--
    // An object's names that are numbers stand before all others.
    this.#lines += json.startsWith(keyFirst) ? `${json}\n` : withKeyFirst(result)
    if (this.#lines.length > 256 * 1024) this.flush()
  }

  /** What is done survives the end of this process: the contents first, then that they are there. */
  flush(): void {
    if (this.#lines === '') return
    this.keeper.flush()
    try {
      appendFileSync(`${this.#path}.journal`, `${this.#lines}#${this.keeper.size}\n`)
    } catch (error) {
      throw writeError(`${this.#path}.journal`, error, 0)
    }
    this.#lines = ''
  }

  /** Every row is done. */
  async finish(): Promise<void> {
    this.flush()
    this.keeper.finish()
    this.keeper.close()
    try {
      const lines = new JournalLines(`${this.#path}.journal`, this.rows.length)
      await this.#options.metadata.write(this.#path, { rows: this.rows, lines })
      lines.end()
      this.#writeStats()
      rmSync(`${this.#path}.journal`)
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
  }

  close(): void {
    this.flush()
    this.keeper.close()
  }

  // Of contents that were under way when an earlier run was killed.
  #removeParts(): void {
    const { directory } = this.#options
    const ours = readdirSync(directory).filter((name) => name.startsWith(this.#name) && /^\d+\.part$/.test(name))
    for (const name of ours) rmSync(join(directory, name), { force: true })
  }

  #writeStats(): void {
    const { states, failures, bytes } = this.totals
    const ended = new Date()
    const stats = {
      // img2dataset's names first.
      count: this.rows.length,
      successes: states['ok'] ?? 0,
      failed_to_download: this.rows.length - (states['ok'] ?? 0),
      duration: (ended.getTime() - this.#began.getTime()) / 1000,
      start_time: this.#began.getTime() / 1000,
      end_time: ended.getTime() / 1000,
      status_dict: { ...(states['ok'] ? { success: states['ok'] } : {}), ...failures },
      states,
      failures,
      bytes,
      list_sha256: this.#digest,
    }
    writeFileSync(`${this.#path}_stats.json.part`, `${JSON.stringify(stats, null, 2)}\n`)
    renameSync(`${this.#path}_stats.json.part`, `${this.#path}_stats.json`)
  }

  /** @returns bytes of the contents' file that are good; undefined without a journal */
  #readJournal(): number | undefined {
    const path = `${this.#path}.journal`
    if (!existsSync(path)) return undefined
    this.#removeParts()
    const text = readFileSync(path, 'utf8')
    const marks = [...text.matchAll(/^#(\d+)\n/gm)]
    const last = marks.at(-1)
    if (!last) {
      rmSync(path)
      return undefined
    }
    // What comes after the last mark may be half a line, of contents that may be half there.
    const good = text.slice(0, last.index + last[0].length)
    if (good.length < text.length) writeFileSync(path, good)
    const [first, ...rows] = linesOf(good)
    checkDigest(path, (JSON.parse(first!) as Stats).list_sha256, this.#digest)
    for (const line of rows) {
      const result = JSON.parse(line) as Result
      this.finished.add(rowOf(result.key))
      this.#tally.add('', result)
    }
    return Number(last[1])
  }
}

function withKeyFirst({ key, ...rest }: Result): string {
  return `${keyFirst}${key}",${JSON.stringify(rest).slice(1)}\n`
}

const name = (index: number) => String(index).padStart(5, '0')

function linesOf(journal: string): string[] {
  return journal.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

function digestOf(rows: readonly Row[]): string {
  const digest = createHash('sha256')
  let text = ''
  for (const { url, problem } of rows) {
    text += `${url}\n${problem ?? ''}\n`
    // A call costs more than a row.
    if (text.length > 64 * 1024) {
      digest.update(text)
      text = ''
    }
  }
  return digest.update(text).digest('hex')
}

function checkDigest(path: string, theirs: string, ours: string): void {
  if (theirs !== ours)
    throw new SluiceError('cannot-resume', {
      path,
      reason: 'it is of another list (or of this one before it was changed)',
      hint: 'keep this list in a directory of its own: -o DIR',
    })
}

/** Ten thousand rows at a time. */
export async function* shardsOf(list: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  let held: Row[] = []
  for await (const rows of list) {
    for (const row of rows) {
      held.push(row)
      if (held.length === shardSize) {
        yield held
        held = []
      }
    }
  }
  if (held.length > 0) yield held
}
