// Ten thousand rows of a list that belong together: their contents in one place, their metadata in one table.
//
//   NNNNN.journal        rows that are done, while the shard is under way: what a killed run is gone on from
//   NNNNN.parquet/.ndjson  the rows, in order, when it is whole
//   NNNNN_stats.json     written last: the shard is whole

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SluiceError } from '../errors.ts'
import { writeError } from '../sink/write-error.ts'
import { processName } from '../store/process-name.ts'
import { Journal, keyFirst, readJournal } from './journal.ts'
import type { Left } from './journal.ts'
import type { Keeper } from './keeper.ts'
import type { Metadata, Table } from './metadata.ts'
import type { Result, Row } from './row.ts'
import { Tally } from './tally.ts'
import type { Totals } from './tally.ts'

/** As img2dataset's: its users know the numbering. */
export const shardSize = 10_000

/** What has to be the same when it is gone on with. */
interface Begun {
  list_sha256: string
  begun_with: Record<string, string>
}

type Stats = Totals & Begun

export interface ShardOptions {
  directory: string
  /** Makes the keeper of its contents, given how many bytes of an earlier run are good. */
  keeper: (path: string, size: number) => Keeper
  metadata: Metadata
  /** Options by their names on the command line, for which rows that are done would have ended otherwise. */
  begunWith: Record<string, string>
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
  readonly #begun: Begun
  readonly #began = new Date()
  readonly #tally = new Tally()
  readonly #name: string
  readonly #journal: Journal
  readonly #table: Table
  #left: number

  /** What an earlier run came to, if it finished the shard. @throws SluiceError cannot-resume */
  static whole(index: number, rows: readonly Row[], { directory, begunWith }: ShardOptions): Totals | undefined {
    const path = join(directory, `${name(index)}_stats.json`)
    if (!existsSync(path)) return undefined
    const stats = JSON.parse(readFileSync(path, 'utf8')) as Stats
    check(path, stats, { list_sha256: digestOf(rows), begun_with: begunWith })
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
    this.#begun = { list_sha256: digestOf(rows), begun_with: options.begunWith }
    this.#table = options.metadata.table(rows, (row) => this.key(row))
    const left = this.#takeLeft()
    this.#left = rows.length - this.finished.size
    this.keeper = options.keeper(this.#path, left?.contents ?? 0)
    this.#journal = new Journal(this.#journalPath, rows.length, JSON.stringify(this.#begun), left)
    // At once, with who works on it.
    this.#journal.mark(this.keeper.size, processName(process.pid))
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
  done(row: number, result: Result, json = JSON.stringify(result)): void {
    this.#tally.add('', result)
    this.#table.set(row, result)
    this.#left--
    // An object's names that are numbers stand before all others.
    this.#journal.add(row, json.startsWith(keyFirst) ? json : withKeyFirst(result))
    if (this.#journal.unmarked > 256 * 1024) this.flush()
  }

  /** What is done survives the end of this process: the contents first, then that they are there. */
  flush(): void {
    if (this.#journal.unmarked === 0) return
    this.keeper.flush()
    this.#journal.mark(this.keeper.size)
  }

  /** Every row is done. */
  async finish(): Promise<void> {
    this.flush()
    this.keeper.finish()
    this.#closeFiles()
    try {
      await this.#table.write(this.#path, this.#journal)
      this.#writeStats()
      rmSync(this.#journalPath)
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
  }

  /** It is left as it is, for whoever goes on with it. @throws SluiceError write-failed; it is closed all the same */
  close(): void {
    try {
      this.keeper.flush()
      this.#journal.mark(this.keeper.size, 'nobody')
    } finally {
      this.#closeFiles()
    }
  }

  get #journalPath(): string {
    return `${this.#path}.journal`
  }

  #closeFiles(): void {
    this.keeper.close()
    this.#journal.close()
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
      ...this.#begun,
    }
    writeFileSync(`${this.#path}_stats.json.part`, `${JSON.stringify(stats, null, 2)}\n`)
    renameSync(`${this.#path}_stats.json.part`, `${this.#path}_stats.json`)
  }

  // Of an earlier run.
  #takeLeft(): Left | undefined {
    const path = this.#journalPath
    if (!existsSync(path)) return undefined
    const left = readJournal(path)
    const pid = Number.parseInt(left?.by ?? '', 10)
    if (pid !== process.pid && pid > 0 && processName(pid) === left!.by)
      throw new SluiceError('cannot-resume', { path, reason: `process ${pid} works with it`, hint: '' })
    this.#removeParts()
    if (!left) return undefined
    check(path, JSON.parse(left.first) as Begun, this.#begun)
    for (const { row, json } of left.rows) {
      const result = JSON.parse(json) as Result
      this.finished.add(row)
      this.#tally.add('', result)
      this.#table.set(row, result)
    }
    return left
  }
}

function withKeyFirst({ key, ...rest }: Result): string {
  return `${keyFirst}${key}",${JSON.stringify(rest).slice(1)}`
}

const name = (index: number) => String(index).padStart(5, '0')

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

function check(path: string, theirs: Begun, ours: Begun): void {
  const other = (reason: string, hint: string) => new SluiceError('cannot-resume', { path, reason, hint })
  if (theirs.list_sha256 !== ours.list_sha256)
    throw other(
      'it is of another list (or of this one before it was changed)',
      'keep this list in a directory of its own: -o DIR',
    )
  for (const [option, value] of Object.entries(ours.begun_with)) {
    const before = theirs.begun_with[option]
    if (before !== value)
      throw other(`it was begun with --${option} ${before}, not ${value}`, 'the same options, or another -o DIR')
  }
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
