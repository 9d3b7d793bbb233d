// A file that is either the old good one or the new whole one, at every instant.
//
//   claim NAME.part ── content ──► NAME.part ── flush ── rename ──► NAME
//        │                            │ fails: the part and its record stay, the next run goes on from them
//   NAME.part.json: URL, validators, total, owner
//
// What is small and comes at once is claimed only when it fails: whole, it is written under a name that nobody else
// knows, flushed, and renamed.

import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { SluiceError, isSluiceError } from '../errors.ts'
import { validatorsOf } from '../http/validators.ts'
import { claim, fresh, ownName, partNames, release, writeRecord } from './claim.ts'
import type { PartNames, PartRecord } from './claim.ts'
import { gathered } from './gather.ts'
import { LateSink } from './late.ts'
import { PartSink } from './part-sink.ts'
import { modeFrom, modeOf, place } from './place.ts'
import { Segments } from './segments.ts'
import type { Interval } from './segments.ts'
import type { Sink } from './sink.ts'
import type { Held, Kept, Reply, Target } from './target.ts'
import { writeError } from './write-error.ts'

export interface FileOptions {
  /** Never replace a file: `exists` is thrown, at the latest when the content is whole. @default false */
  noClobber?: boolean
  /** The name was chosen by a server or from a URL: a symbolic link there is replaced, not followed. @default false */
  untrustedName?: boolean
  /** Make the directories on the way. @default false */
  makeDirectories?: boolean
  /** Take an existing file of that name for the beginning of the content, as curl -C -. @default false */
  continueExisting?: boolean
  /** Just looked at, there was nothing of that name: what costs a look more is not asked again. @default false */
  vacant?: boolean
}

/** How much of the end of a part is asked for again and compared, bytes. What was torn by a crash lies there. */
const overlapSize = 64 * 1024

/** Keeps content under `path`. */
export class FileTarget implements Target {
  kept: Kept = {}
  readonly #path: string
  readonly #options: FileOptions
  #claimed: { names: PartNames; record: PartRecord; fd: number } | undefined
  #abandoned: PartNames | undefined
  /** What is asked for, as a record has it. Who did not ask what is held has nothing that can be gone on from. */
  #asked = ''
  /** Nothing is here of an earlier try, ours or another's; unknown before the first look. */
  #new: boolean | undefined

  constructor(path: string, options: FileOptions = {}) {
    this.#path = options.untrustedName ? path : followed(path)
    this.#options = options
  }

  /** @throws SluiceError write-failed, exists */
  async held(url: URL): Promise<Held | undefined> {
    this.#asked = withoutSecrets(url)
    if (this.#isNew()) return undefined
    const { record, fd, names } = this.#claim()
    const { missing, validators, total } = record
    const size = Math.min(fstatSync(fd).size, missing?.[0]?.[0] ?? Infinity)
    if (size === 0) return undefined
    return {
      bytes: size,
      overlap: Math.min(size, overlapSize),
      validators,
      ...(missing ? { missing } : {}),
      ...(total === null ? {} : { total }),
      path: names.part,
    }
  }

  async open(reply: Reply): Promise<Sink> {
    const part = () => this.#openPart(reply)
    if (!this.#isNew() || (reply.total ?? 0) > gathered) return part()
    return new LateSink({ part, whole: (bytes) => this.#keepWhole(bytes) })
  }

  #openPart(reply: Reply): Sink {
    const { fd, names, record } = this.#claim()
    // Without its gaps: up to the first one it can be gone on from in order.
    const size = reply.from === 0 ? 0 : Math.min(fstatSync(fd).size, record.missing?.[0]?.[0] ?? Infinity)
    // A later part of the content without what comes before it.
    if (reply.from > size) this.#asked = ''
    ftruncateSync(fd, size)
    this.#note(reply, undefined)
    if (size > 0) this.kept.resumedFrom = size
    return new PartSink({
      fd,
      path: names.part,
      from: reply.from,
      size,
      finish: () => this.complete(),
      abandon: () => this.abandon(),
    })
  }

  async segments(reply: Reply): Promise<Segments> {
    const { fd, names, record } = this.#claim()
    const size = reply.from === 0 ? 0 : fstatSync(fd).size
    ftruncateSync(fd, size)
    const missing: Interval[] = (size > 0 && record.missing) || [[size, reply.total! - 1]]
    // Before the first byte lands beyond a gap: without this record the gap would pass for content.
    this.#note(reply, missing)
    if (size > 0) this.kept.resumedFrom = missing[0]?.[0] ?? size
    return new Segments({
      fd,
      path: names.part,
      missing,
      total: reply.total!,
      record: (now) => this.#note(reply, now),
      finish: () => this.complete(),
      abandon: () => this.abandon(),
    })
  }

  #note({ head, total }: Reply, missing: Interval[] | undefined): void {
    const claimed = this.#claimed
    if (!claimed) return
    const { schema, owner } = claimed.record
    claimed.record = {
      schema,
      url: this.#asked,
      owner,
      validators: validatorsOf(head.header),
      total: total ?? null,
      ...(missing ? { missing } : {}),
    }
    writeRecord(claimed.names, claimed.record)
  }

  async complete(): Promise<void> {
    const { fd, names } = this.#claimed!
    const { size } = fstatSync(fd)
    try {
      await this.#place(fd, names.part, modeOf(this.#path))
    } catch (error) {
      // Somebody else was quicker, and it shall not be replaced.
      if (isSluiceError(error, 'exists')) await this.forget()
      throw error
    }
    this.#end(false)
    this.kept = { ...this.kept, path: this.#path, bytes: size }
    delete this.kept.part
  }

  // Nothing of it was seen before, and a failure leaves nothing behind.
  async #keepWhole(bytes: Uint8Array): Promise<void> {
    const from = `${ownName(this.#path)}.part`
    try {
      const mode = modeOf(this.#path)
      const fd = openSync(from, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, modeFrom(mode))
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
        await this.#place(fd, from, mode, true)
      } catch (error) {
        rmSync(from, { force: true })
        throw error
      } finally {
        closeSync(fd)
      }
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
    this.kept = { path: this.#path, bytes: bytes.length }
  }

  #place(fd: number, from: string, mode: number | undefined, small = false): Promise<void> {
    return place({ fd, from, to: this.#path, noClobber: this.#options.noClobber ?? false, mode, small })
  }

  /** The part is of no use; a file under the final name is not touched. */
  async forget(): Promise<void> {
    // After `abandon` it is claimed no more, but as long as this process lives nobody else takes it.
    const names = this.#claimed?.names ?? this.#abandoned
    if (!names) return
    rmSync(names.part, { force: true })
    if (this.#claimed) this.#end(false)
    else release(names, false)
    this.#abandoned = undefined
    const { other } = this.kept
    this.kept = other ? { other } : {}
  }

  /** Keeps the part for the next try, or removes it when there is nothing in it. */
  async abandon(): Promise<void> {
    if (!this.#claimed) return
    const { fd, names, record } = this.#claimed
    const { size } = fstatSync(fd)
    // Nobody goes on from a part that has a name of its own because the usual one was somebody else's.
    if (size === 0 || this.#asked === '' || names.part !== partNames(this.#path).part) return this.forget()
    const gaps = record.missing?.map(([next, last]) => Math.max(0, Math.min(last + 1, size) - next)) ?? []
    this.kept.part = names.part
    this.kept.bytes = size - gaps.reduce((sum, gap) => sum + gap, 0)
    this.#end(true)
  }

  #claim(): { names: PartNames; record: PartRecord; fd: number } {
    if (this.#claimed) return this.#claimed
    try {
      this.#isNew()
      this.#new = false
      const continuesAny = this.#options.continueExisting && this.#asked !== ''
      const { names, left, other } = claim(this.#path, this.#asked, continuesAny)
      if (other) this.kept.other = { part: partNames(this.#path).part, url: other.url }
      if (!left?.url) rmSync(names.part, { force: true })
      const record = left?.url ? { ...left, url: this.#asked, owner: fresh('').owner } : fresh(this.#asked)
      // The claim has written a fresh one.
      if (left?.url) writeRecord(names, record)
      if (this.#options.continueExisting && !exists(names.part) && exists(this.#path))
        copyFileSync(this.#path, names.part, constants.COPYFILE_FICLONE)
      // O_NOFOLLOW: nobody may have put a link there. No more open to others than the file that it will replace.
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW
      const fd = openSync(names.part, flags, modeFrom(modeOf(this.#path)))
      this.#claimed = { names, record, fd }
      return this.#claimed
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
  }

  // The first look: what can be known to fail is said before anything is asked for.
  #isNew(): boolean {
    if (this.#new !== undefined) return this.#new
    const { noClobber, makeDirectories, continueExisting, vacant } = this.#options
    try {
      if (noClobber && exists(this.#path)) throw new SluiceError('exists', { path: this.#path })
      if (!vacant) refuseDirectory(this.#path)
      const directory = dirname(this.#path)
      if (makeDirectories) mkdirSync(directory, { recursive: true })
      accessSync(`${directory}/.`, constants.W_OK | constants.X_OK)
      this.#new = !continueExisting && !exists(partNames(this.#path).record)
      return this.#new
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
  }

  #end(keepRecord: boolean): void {
    const { fd, names } = this.#claimed!
    closeSync(fd)
    release(names, keepRecord)
    this.#claimed = undefined
    this.#abandoned = keepRecord ? names : undefined
  }
}

// A link that the user named is followed, so that what it points to is replaced and the link stays.
// It may lead to where there is nothing yet.
function followed(path: string, links = 0): string {
  try {
    if (links > 40 || !lstatSync(path).isSymbolicLink()) return path
    const target = readlinkSync(path)
    // Not tidied: for the kernel `..` is above where a linked directory leads to, not above its name.
    return followed(isAbsolute(target) ? target : `${dirname(path)}/${target}`, links + 1)
  } catch {
    return path
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function refuseDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' })
}

function withoutSecrets(url: URL): string {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  bare.hash = ''
  return bare.href
}
