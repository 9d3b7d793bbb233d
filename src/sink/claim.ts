// Who writes a part: `NAME.part.json` says what the part is the beginning of, and which process writes it.
//
// The record is made with its content in one step (link(2) fails if the name exists), so of two processes that start
// at once one writes `NAME.part` and the other takes a name of its own; both end whole. A process that died leaves its
// record: the next one sees that nobody owns it, takes it over by renaming it away, and may go on with the part.
//
// What is none of ours stays: a `NAME.part` without a record, and the part of something else, which somebody may still
// want to go on from.

import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Validators } from '../http/validators.ts'
import { fit } from './name.ts'
import type { Interval } from './segments.ts'
import { systemCode } from './write-error.ts'

/** What `NAME.part.json` holds. */
export interface PartRecord {
  schema: 1
  /** What was asked for, without its credentials; empty for what nobody can go on from. */
  url: string
  /** Of the representation that the part is the beginning of. */
  validators: Validators
  /** Size of the whole, bytes, where the server said it. */
  total: number | null
  /** What is missing, where it is filled in several places at once; absent for one that grows from 0. */
  missing?: Interval[]
  /** Who writes it now: process, and when that process started (clock ticks since boot; 0 where unknown). */
  owner: { pid: number; started: number }
}

/** The part's two names. */
export interface PartNames {
  part: string
  record: string
}

/** Records that this process has claimed: its own pid does not tell its retrievals apart. */
const mine = new Set<string>()

/** What is claimed. */
export interface Claimed {
  /** The names to write under. */
  names: PartNames
  /** The record that a dead process left for them, if any. */
  left?: PartRecord
  /** The record of a part under the usual names that is of something else, and stays. */
  other?: PartRecord
}

/**
 * Claims the part of `path`.
 *
 * @param url what is asked for, as the record has it
 * @param any the part of anything will do
 */
export function claim(path: string, url: string, any = false): Claimed {
  const names = partNames(path)
  for (let tries = 0; tries < 3; tries++) {
    if (create(names.record, fresh(url))) {
      if (!lstatSync(names.part, { throwIfNoEntry: false })) return { names }
      release(names, false)
      break
    }
    const found = readRecord(names.record)
    if (found && isAlive(found, names.record)) break
    if (found && found.url !== '' && found.url !== url && !any) return { ...claimOwn(path, url), other: found }
    const taken = takeOver(names.record, found, url)
    if (taken) return found ? { names, left: found } : { names }
  }
  return claimOwn(path, url)
}

/** The usual names of a part. */
export function partNames(path: string): PartNames {
  return namesFrom(stemOf(path))
}

/** A name beside `path` that nobody else has. */
export function ownName(path: string): string {
  return `${stemOf(path)}.${mark()}`
}

function claimOwn(path: string, url: string): Claimed {
  const names = namesFrom(ownName(path))
  create(names.record, fresh(url))
  return { names }
}

const namesFrom = (stem: string): PartNames => ({ part: `${stem}.part`, record: `${stem}.part.json` })

/** Bytes of a name at most (NAME_MAX), less the longest that is put behind it: a mark, `.part.json`, a pid, a mark, `.tmp`. */
const longestStem = 255 - '.01234567.part.json.4194304.01234567.tmp'.length

function stemOf(path: string): string {
  const name = basename(path)
  const stem = fit(name, longestStem)
  return stem === name ? path : join(dirname(path), stem)
}

/** Replaces the record in one step. */
export function writeRecord(names: PartNames, record: PartRecord): void {
  // Only its owner writes it, so one name will do; what a process that died left there is removed.
  const draft = draftOf(names)
  rmSync(draft, { force: true })
  // wx: O_EXCL follows no link that somebody put there.
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, names.record)
}

/** The claim ends; with `keep` the record stays for the next run. */
export function release(names: PartNames, keep: boolean): void {
  mine.delete(names.record)
  rmSync(draftOf(names), { force: true })
  if (!keep) rmSync(names.record, { force: true })
}

let ownStart: number | undefined

/** A record for a part that nothing is known of yet. */
export function fresh(url: string): PartRecord {
  return {
    schema: 1,
    url,
    validators: {},
    total: null,
    owner: { pid: process.pid, started: (ownStart ??= startOf(process.pid)) },
  }
}

// To tell names apart, not to keep them secret: what is made under them is made with link(2) or O_EXCL. (node:crypto
// would take 8 ms to load.)
const mark = () =>
  Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')

const draftOf = ({ record }: PartNames) => `${record}.tmp`

function create(path: string, record: PartRecord): boolean {
  const draft = `${path}.${process.pid}.${mark()}.tmp`
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
    mine.add(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    // A file system without links: created alone, its content a moment later.
    return createPlainly(path, record)
  } finally {
    rmSync(draft, { force: true })
  }
}

function createPlainly(path: string, record: PartRecord): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' })
    mine.add(path)
    return true
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
    return false
  }
}

// Renaming is won by one process only. Should it have moved a record that came newly between, that one is put back.
function takeOver(path: string, found: PartRecord | undefined, url: string): boolean {
  const aside = `${path}.${process.pid}.${mark()}.tmp`
  try {
    renameSync(path, aside)
  } catch {
    return false
  }
  const moved = readRecord(aside)
  if (moved && JSON.stringify(moved) !== JSON.stringify(found)) {
    try {
      linkSync(aside, path)
    } catch {
      // A third one has claimed it since; the one we moved goes on writing under a name it still holds open.
    }
    rmSync(aside, { force: true })
    return false
  }
  rmSync(aside, { force: true })
  return create(path, fresh(url))
}

function readRecord(path: string): PartRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as PartRecord
    return record.schema === 1 && typeof record.url === 'string' && typeof record.owner?.pid === 'number'
      ? record
      : undefined
  } catch {
    return undefined
  }
}

function isAlive({ owner }: PartRecord, path: string): boolean {
  if (owner.pid === process.pid) return mine.has(path)
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false
  }
  const started = startOf(owner.pid)
  return started === 0 || owner.started === 0 || started === owner.started
}

// proc(5), /proc/pid/stat field 22: start time in clock ticks since boot. Elsewhere a pid must do.
function startOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return 0
  }
}
