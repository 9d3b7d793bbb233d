// Contents as a WebDataset shard: a tar (POSIX.1-2017, pax, "ustar Interchange Format") with two members a sample,
// NNNNNNNNN.jpg and NNNNNNNNN.json.

import type { ResponseHead } from '../http/response-parser.ts'
import type { Address } from './address.ts'
import type { Body } from './body.ts'
import { contentType } from './content-type.ts'
import { extensionOf } from './extension.ts'
import type { Keeper } from './keeper.ts'
import type { Result } from './row.ts'
import { ShardFile } from './shard-file.ts'

const block = 512
// Where a head has what: name 0, mode 100, uid 108, gid 116, size 124, mtime 136, checksum 148, type 156, magic 257,
// version 263.
const at = { size: 124, checksum: 148 }

export class TarKeeper implements Keeper {
  readonly #file: ShardFile
  readonly #name: string
  /** What is the same in every head, and the sum of it. */
  readonly #head: Buffer
  readonly #sum: number
  /** Bytes of the name that stands in it. */
  #named = 0

  /** @param size bytes of an earlier run that are good */
  constructor(path: string, name: string, size: number) {
    this.#file = new ShardFile(path, size)
    this.#name = name
    const time = Math.floor(Date.now() / 1000).toString(8)
    // While the checksum is reckoned, its own field is blanks.
    const owner = `0000644\0${'0000000\0'.repeat(2)}`
    const same = `${'\0'.repeat(100)}${owner}${'\0'.repeat(12)}${time.padStart(11, '0')}\0${' '.repeat(8)}0`
    this.#head = Buffer.from(`${same.padEnd(257, '\0')}ustar\x0000`.padEnd(block, '\0'), 'latin1')
    this.#sum = this.#head.reduce((sum, byte) => sum + byte)
    this.#head.write('\0 ', at.checksum + 6, 'latin1')
  }

  get size(): number {
    return this.#file.size
  }

  keep(url: Address, head: ResponseHead, body: Body, result: Result): string {
    result.path = this.#name
    result.offset = this.#file.size + block
    this.#begin(`${result.key}.${extensionOf(url, contentType(head))}`, body.size)
    if (body.file === undefined) this.#file.add(body.bytes)
    else for (const piece of body.pieces()) this.#file.add(piece)
    this.#pad(body.size)
    const facts = JSON.stringify(result)
    const size = Buffer.byteLength(facts)
    this.#begin(`${result.key}.json`, size)
    this.#file.addText(facts)
    this.#pad(size)
    return facts
  }

  flush(): void {
    this.#file.flush()
  }

  finish(): void {
    // Two blocks of zeros are its end.
    this.#file.addZeros(2 * block)
    this.#file.flush()
  }

  close(): void {
    this.#file.close()
  }

  // Byte by byte: a call for each field costs more than all of them.
  #begin(name: string, size: number): void {
    const head = this.#head
    let sum = this.#sum
    for (let i = 0; i < name.length; i++) sum += head[i] = name.charCodeAt(i)
    for (let i = name.length; i < this.#named; i++) head[i] = 0
    this.#named = name.length
    if (size < 8 ** 11) sum += octal(head, at.size, 11, size)
    else sum += binary(head, at.size, 12, size)
    octal(head, at.checksum, 6, sum)
    this.#file.add(head)
  }

  #pad(size: number): void {
    const rest = size % block
    if (rest > 0) this.#file.addZeros(block - rest)
  }
}

/** @returns the sum of the digits' bytes */
function octal(head: Buffer, from: number, digits: number, value: number): number {
  let sum = 0
  for (let i = from + digits - 1, rest = value; i >= from; i--, rest = Math.floor(rest / 8))
    sum += head[i] = 48 + (rest % 8)
  return sum
}

// From 8 GiB on, as GNU tar has it.
function binary(head: Buffer, from: number, length: number, value: number): number {
  let sum = 0x80
  for (let i = from + length - 1, rest = value; i > from; i--, rest = Math.floor(rest / 256))
    sum += head[i] = rest % 256
  head[from] = 0x80
  return sum
}
