// Content hashed on its way to a sink, and compared with what it must hash to before it is put in place.

import type { Hash } from 'node:crypto'
import { SluiceError } from '../errors.ts'
import type { Sink } from './sink.ts'

/** What content must hash to. */
export interface Checksum {
  /** As node:crypto names it: 'sha256', 'sha512', 'md5', 'blake2b512' … */
  algorithm: string
  /** Lower case. */
  hex: string
}

export interface HashOptions {
  /** @default 'sha256', or that of `checksum` */
  algorithm?: string
  checksum?: Checksum
  /** Content that is in the sink already, from an earlier try. */
  before?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** What --checksum means: `ALGO:HEX`, as `sha256:e3b0c442…`; dashes and case do not matter. @throws SluiceError usage */
export async function parseChecksum(text: string): Promise<Checksum> {
  const [, name = '', hex = ''] = /^([^:]+):([\da-f]+)$/i.exec(text.trim()) ?? []
  if (name === '') return refuse(text, 'not ALGO:HEX, as sha256:e3b0…')
  const { createHash, getHashes } = await import('node:crypto')
  // The same has several names, as sha256 and SHA-256. SHAKE has no length of its own, so it checks nothing.
  const names = getHashes().filter((known) => plain(known) === plain(name) && !plain(known).startsWith('shake'))
  const [algorithm] = names.toSorted((a, b) => a.length - b.length)
  if (algorithm === undefined) return refuse(text, 'of no algorithm known here')
  const digits = createHash(algorithm).digest('hex').length
  if (hex.length !== digits) return refuse(text, `${hex.length} hex digits where ${algorithm} has ${digits}`)
  return { algorithm, hex: hex.toLowerCase() }
}

/** A sink that hashes what it passes on to `next`. */
export async function hashing(next: Sink, { checksum, algorithm, before }: HashOptions = {}): Promise<HashingSink> {
  const { createHash } = await import('node:crypto')
  const hash = createHash(checksum?.algorithm ?? algorithm ?? 'sha256')
  for await (const bytes of before ?? []) hash.update(bytes)
  return new HashingSink(next, hash, checksum)
}

/** Made by `hashing`. */
export class HashingSink implements Sink {
  readonly #next: Sink
  readonly #hash: Hash
  readonly #checksum: Checksum | undefined
  #hex: string | undefined

  constructor(next: Sink, hash: Hash, checksum: Checksum | undefined) {
    this.#next = next
    this.#hash = hash
    this.#checksum = checksum
  }

  /** The hash of all content as lower-case hex, once finished. */
  get hex(): string | undefined {
    return this.#hex
  }

  write(bytes: Uint8Array): void | Promise<void> {
    this.#hash.update(bytes)
    return this.#next.write(bytes)
  }

  /** @throws SluiceError checksum-mismatch: nothing was put in place, and the sink is to be abandoned */
  async finish(): Promise<void> {
    this.#hex = this.#hash.digest('hex')
    const expected = this.#checksum
    if (expected && expected.hex !== this.#hex)
      throw new SluiceError('checksum-mismatch', {
        algorithm: expected.algorithm,
        expected: expected.hex,
        actual: this.#hex,
      })
    await this.#next.finish()
  }

  abandon(): Promise<void> {
    return this.#next.abandon()
  }
}

function plain(algorithm: string): string {
  return algorithm.toLowerCase().replaceAll('-', '')
}

function refuse(text: string, problem: string): never {
  throw new SluiceError('usage', { problem: `the checksum ${JSON.stringify(text)} is ${problem}` })
}
