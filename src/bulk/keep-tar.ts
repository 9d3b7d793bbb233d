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
const same = { owner: `0000644\0${'0000000\0'.repeat(2)}`, magic: 'ustar\x0000' }

export class TarKeeper implements Keeper {
  readonly #file: ShardFile
  readonly #name: string
  readonly #time: string
  /** Of the bytes of a head that are always the same; while it is reckoned, its own field is blanks. */
  readonly #sameSum: number

  /** @param size bytes of an earlier run that are good */
  constructor(path: string, name: string, size: number) {
    this.#file = new ShardFile(path, size)
    this.#name = name
    this.#time = octal(Math.floor(Date.now() / 1000), 11)
    this.#sameSum = bytesOf(`${same.owner}${this.#time}0${same.magic}${' '.repeat(8)}`)
  }

  get size(): number {
    return this.#file.size
  }

  keep(url: Address, head: ResponseHead, body: Body, result: Result): void {
    result.path = this.#name
    result.offset = this.#file.size + block
    this.#head(`${result.key}.${extensionOf(url, contentType(head))}`, body.size)
    if (body.file === undefined) this.#file.add(body.bytes)
    else for (const piece of body.pieces()) this.#file.add(piece)
    this.#pad(body.size)
    const facts = JSON.stringify(result)
    const size = Buffer.byteLength(facts)
    this.#head(`${result.key}.json`, size)
    this.#file.addText(facts)
    this.#pad(size)
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

  // name 100, mode 8, uid 8, gid 8, size 12, mtime 12, checksum 8, type 1, link 100, magic 6, version 2
  #head(name: string, size: number): void {
    const length = sizeField(size)
    const sum = bytesOf(name) + bytesOf(length) + this.#sameSum
    this.#file.addText(name, 'latin1')
    this.#file.addZeros(100 - name.length)
    this.#file.addText(`${same.owner}${length}${this.#time}\0${octal(sum, 6)}\0 0`, 'latin1')
    this.#file.addZeros(100)
    this.#file.addText(same.magic, 'latin1')
    this.#file.addZeros(block - 265)
  }

  #pad(size: number): void {
    const rest = size % block
    if (rest > 0) this.#file.addZeros(block - rest)
  }
}

// From 8 GiB on in binary, as GNU tar has it.
function sizeField(size: number): string {
  if (size < 8 ** 11) return `${octal(size, 11)}\0`
  const bytes = Buffer.alloc(12)
  bytes[0] = 0x80
  bytes.writeBigUInt64BE(BigInt(size), 4)
  return bytes.toString('latin1')
}

const octal = (n: number, digits: number) => n.toString(8).padStart(digits, '0')

function bytesOf(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i)
  return sum
}
