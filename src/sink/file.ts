// A file that is either the old good one or the new whole one, at every instant.
//
//   claim NAME.part ── content ──► NAME.part ── flush ── rename ──► NAME
//        │                            │ fails: the part and its record stay, the next run goes on from them
//   NAME.part.json: URL, validators, total, owner

import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { SluiceError, isSluiceError } from '../errors.ts'
import { validatorsOf } from '../http/validators.ts'
import { claim, fresh, release, writeRecord } from './claim.ts'
import type { PartNames, PartRecord } from './claim.ts'
import { PartSink } from './part-sink.ts'
import { Segments } from './segments.ts'
import type { Interval } from './segments.ts'
import type { Sink } from './sink.ts'
import type { Held, Kept, Reply, Target } from './target.ts'
import { systemCode, writeError } from './write-error.ts'

export interface FileOptions {
  /** Never replace a file: `exists` is thrown, at the latest when the content is whole. @default false */
  noClobber?: boolean
  /** The name was chosen by a server or from a URL: a symbolic link there is replaced, not followed. @default false */
  untrustedName?: boolean
  /** Make the directories on the way. @default false */
  makeDirectories?: boolean
  /** Take an existing file of that name for the beginning of the content, as curl -C -. @default false */
  continueExisting?: boolean
  /** Told of each write to the disk: bytes and milliseconds. */
  onWrite?: (bytes: number, took: number) => void
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

  constructor(path: string, options: FileOptions = {}) {
    this.#path = options.untrustedName ? path : followed(path)
    this.#options = options
  }

  /** @throws SluiceError write-failed, exists */
  async held(url: URL): Promise<Held | undefined> {
    const { record, fd, names } = this.#claim(url)
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
    const { fd, names, record } = this.#claim(reply.url)
    // Without its gaps: up to the first one it can be gone on from in order.
    const size = reply.from === 0 ? 0 : Math.min(fstatSync(fd).size, record.missing?.[0]?.[0] ?? Infinity)
    ftruncateSync(fd, size)
    this.#note(reply, undefined)
    if (size > 0) this.kept.resumedFrom = size
    return new PartSink({
      fd,
      path: names.part,
      from: reply.from,
      size,
      onWrite: this.#options.onWrite,
      finish: () => this.complete(),
      abandon: () => this.abandon(),
    })
  }

  async segments(reply: Reply): Promise<Segments> {
    const { fd, names, record } = this.#claim(reply.url)
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
    const { schema, url, owner } = claimed.record
    claimed.record = {
      schema,
      url,
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
    await flushed(fd)
    this.#takePermissions(fd)
    try {
      this.#rename(names.part)
    } catch (error) {
      // Somebody else was quicker, and it shall not be replaced.
      if (isSluiceError(error, 'exists')) await this.forget()
      throw error
    }
    this.#end(false)
    this.kept = { ...this.kept, path: this.#path, bytes: size }
    delete this.kept.part
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
    this.kept = {}
  }

  /** Keeps the part for the next try, or removes it when there is nothing in it. */
  async abandon(): Promise<void> {
    if (!this.#claimed) return
    const { fd, names, record } = this.#claimed
    const { size } = fstatSync(fd)
    // Nobody goes on from a part that has a name of its own because another process had claimed the usual one.
    if (size === 0 || names.part !== `${this.#path}.part`) return this.forget()
    const gaps = record.missing?.map(([next, last]) => Math.max(0, Math.min(last + 1, size) - next)) ?? []
    this.kept.part = names.part
    this.kept.bytes = size - gaps.reduce((sum, gap) => sum + gap, 0)
    this.#end(true)
  }

  #claim(url: URL): { names: PartNames; record: PartRecord; fd: number } {
    if (this.#claimed) return this.#claimed
    try {
      if (this.#options.noClobber && exists(this.#path)) throw new SluiceError('exists', { path: this.#path })
      refuseDirectory(this.#path)
      if (this.#options.makeDirectories) mkdirSync(dirname(this.#path), { recursive: true })
      const asked = withoutSecrets(url)
      const { names, left } = claim(this.#path, asked)
      if (left?.url !== asked) rmSync(names.part, { force: true })
      const record = left?.url === asked ? { ...left, owner: fresh(asked).owner } : fresh(asked)
      // The claim has written a fresh one.
      if (left?.url === asked) writeRecord(names, record)
      if (this.#options.continueExisting && !exists(names.part) && exists(this.#path))
        copyFileSync(this.#path, names.part, constants.COPYFILE_FICLONE)
      // O_NOFOLLOW: nobody may have put a link there. No more open to others than the file that it will replace.
      const mode = 0o600 | ((statSync(this.#path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777)
      const fd = openSync(names.part, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, mode)
      this.#claimed = { names, record, fd }
      return this.#claimed
    } catch (error) {
      throw writeError(this.#path, error, 0)
    }
  }

  // A file that is replaced keeps its permissions: a rename must not open a private file to others.
  #takePermissions(fd: number): void {
    try {
      const old = statSync(this.#path)
      if (old.isFile() && (old.mode & 0o7777) !== (fstatSync(fd).mode & 0o7777))
        chmodSync(this.#claimed!.names.part, old.mode & 0o777)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw writeError(this.#path, error, 0)
    }
  }

  #rename(part: string): void {
    try {
      if (!this.#options.noClobber) return renameSync(part, this.#path)
      // link(2) fails where rename(2) would replace.
      linkSync(part, this.#path)
      rmSync(part)
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw new SluiceError('exists', { path: this.#path }, error)
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

// fsync(2) before rename(2): after a crash the name must not point to content that never reached the disk.
function flushed(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // A file system that cannot flush says EINVAL; then there is nothing to wait for.
    fsync(fd, (error) => (error && error.code !== 'EINVAL' ? reject(error) : resolve()))
  })
}

// A link that the user named is followed, so that what it points to is replaced and the link stays.
function followed(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path
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
