// One content while it arrives: in memory while it is small, in a file of its own from there on.

import { createHash, hash } from 'node:crypto'
import { closeSync, constants, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { base32 } from './base32.ts'
import { writeError } from '../sink/write-error.ts'

/** How a digest is written. */
type Digits = 'hex' | 'base64' | 'base32'

/** Bytes of one content in memory at most. */
const inMemory = 1 << 20

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)

export class Body {
  size = 0
  #whole: Uint8Array | undefined
  #pieces: Uint8Array[] = []
  #fd: number | undefined
  #large = false
  /** Bytes in the file. */
  #written = 0
  #renamed = false
  #hashed: { algorithm: string; encoding: string; digest: string } | undefined
  readonly #path: string

  /** @param path of a file of its own, until it is whole */
  constructor(path: string) {
    this.#path = path
  }

  /**
   * Takes borrowed bytes. Those that are all there is (`length`) are not copied: they are valid until the call that
   * brought them returns, which is when they are kept.
   */
  add(bytes: Uint8Array, length: number | undefined): void {
    this.size += bytes.length
    if (bytes.length === length) {
      this.#whole = bytes
      return
    }
    if (this.size <= inMemory) {
      this.#pieces.push(new Uint8Array(bytes))
      return
    }
    this.#large = true
    for (const piece of this.#pieces) this.#write(piece)
    this.#pieces = []
    this.#write(bytes)
  }

  /** Where it lies, if it is too large for memory. */
  get file(): string | undefined {
    return this.#large ? this.#path : undefined
  }

  /** All of it, unless it is large. */
  get bytes(): Uint8Array {
    return (this.#whole ??= this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces))
  }

  /** Its pieces in order, wherever they are. Each is borrowed until the next. */
  *pieces(): Generator<Uint8Array> {
    if (!this.#large) {
      yield this.bytes
      return
    }
    const buffer = Buffer.allocUnsafe(inMemory)
    for (let at = 0; at < this.size;) {
      const read = readSync(this.#fd!, buffer, 0, buffer.length, at)
      if (read === 0) throw writeError(this.#path, new Error('it became shorter'), at)
      at += read
      yield buffer.subarray(0, read)
    }
  }

  /** @returns hex, or as `encoding` says */
  hash(algorithm: string, encoding: Digits = 'hex'): string {
    if (this.#hashed?.algorithm !== algorithm || this.#hashed.encoding !== encoding)
      this.#hashed = { algorithm, encoding, digest: this.#digest(algorithm, encoding) }
    return this.#hashed.digest
  }

  #digest(algorithm: string, encoding: Digits): string {
    if (encoding === 'base32') return base32(Buffer.from(this.#digest(algorithm, 'base64'), 'base64'))
    if (!this.#large) return hash(algorithm, this.bytes, encoding)
    const digest = createHash(algorithm)
    for (const piece of this.pieces()) digest.update(piece)
    return digest.digest(encoding)
  }

  /**
   * Puts it under a name, where it is whole from the first moment on.
   *
   * @throws what rename(2) does: another name may do; and SluiceError write-failed
   */
  rename(path: string): void {
    if (this.#fd === undefined) this.#write(this.bytes)
    renameSync(this.#path, path)
    this.#renamed = true
  }

  /** Nothing of it is in a file any more, unless that was renamed. */
  end(): void {
    if (this.#fd === undefined) return
    closeSync(this.#fd)
    if (!this.#renamed) rmSync(this.#path, { force: true })
    this.#fd = undefined
  }

  #write(bytes: Uint8Array): void {
    try {
      this.#fd ??= openSync(this.#path, flags, 0o666)
      for (let at = 0; at < bytes.length;) {
        const written = writeSync(this.#fd, bytes, at)
        at += written
        this.#written += written
      }
    } catch (error) {
      throw writeError(this.#path, error, this.#written)
    }
  }
}
