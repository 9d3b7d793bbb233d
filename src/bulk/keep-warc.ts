// Contents as WARC/1.1 (ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/)
// with an index in CDXJ beside it.
//
// Records are not compressed: to compress a page again costs 3 ms, and it can be done later.

import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync, appendFileSync, existsSync, truncateSync } from 'node:fs'
import type { ResponseHead } from '../http/response-parser.ts'
import { writeError } from '../sink/write-error.ts'
import { version } from '../version.ts'
import type { Address } from './address.ts'
import { base32 } from './base32.ts'
import type { Body } from './body.ts'
import type { Keeper, Revisited } from './keeper.ts'
import type { Result } from './row.ts'
import { ShardFile } from './shard-file.ts'
import { surt } from './surt.ts'

export class WarcKeeper implements Keeper {
  readonly #file: ShardFile
  readonly #name: string
  readonly #index: string
  #lines = ''

  /** @param path of the WARC; its index is `path` with .cdxj. @param size bytes of an earlier run that are good */
  constructor(path: string, name: string, size: number) {
    this.#file = new ShardFile(path, size)
    this.#name = name
    this.#index = path.replace(/\.warc$/, '.cdxj')
    this.#cutIndex(size)
    if (size === 0) this.#describe()
  }

  get size(): number {
    return this.#file.size
  }

  keep(url: Address, head: ResponseHead, body: Body, result: Result, now = Date.now()): undefined {
    const at = date(now)
    const digest = warcDigest(body)
    const http = `${headText(head, body.size)}\r\n\r\n`
    const bare = bareOf(url)
    const offset = this.#file.size
    this.#record(
      [
        ['WARC-Type', 'response'],
        ['WARC-Target-URI', bare.href],
        ['WARC-Date', at],
        ['WARC-Record-ID', `<urn:uuid:${randomUUID()}>`],
        ['WARC-Payload-Digest', digest],
        ['Content-Type', 'application/http; msgtype=response'],
        ['Content-Length', String(http.length + body.size)],
      ],
      () => {
        this.#file.addText(http, 'latin1')
        if (body.file === undefined) this.#file.add(body.bytes)
        else for (const piece of body.pieces()) this.#file.add(piece)
      },
    )
    result.path = this.#name
    result.offset = offset
    const mime = head.header.get('Content-Type')?.split(';', 1)[0] ?? 'application/octet-stream'
    this.#addToIndex(bare, at, { mime, status: String(head.status), digest }, offset)
  }

  /** A record of the type revisit: section 6.7, and the profiles of its annex. */
  revisit(url: Address, head: ResponseHead, { at: now, keptAt, digest, notModified }: Revisited): void {
    const at = date(now)
    const http = `${head.text}\r\n\r\n`
    const bare = bareOf(url)
    const offset = this.#file.size
    const profile = notModified ? 'server-not-modified' : 'identical-payload-digest'
    this.#record(
      [
        ['WARC-Type', 'revisit'],
        ['WARC-Target-URI', bare.href],
        ['WARC-Date', at],
        ['WARC-Record-ID', `<urn:uuid:${randomUUID()}>`],
        ['WARC-Profile', `http://netpreserve.org/warc/1.1/revisit/${profile}`],
        ['WARC-Refers-To-Target-URI', bare.href],
        ['WARC-Refers-To-Date', date(keptAt)],
        ['WARC-Payload-Digest', digest],
        ['Content-Type', 'application/http; msgtype=response'],
        ['Content-Length', String(http.length)],
      ],
      () => this.#file.addText(http, 'latin1'),
    )
    this.#addToIndex(bare, at, { mime: 'warc/revisit', status: String(head.status), digest }, offset)
  }

  flush(): void {
    this.#file.flush()
    if (this.#lines !== '') this.#writeIndex(() => appendFileSync(this.#index, this.#lines))
    this.#lines = ''
  }

  /** The index becomes sorted, as those who search in it want it. */
  finish(): void {
    this.flush()
    if (!existsSync(this.#index)) return
    const lines = readFileSync(this.#index, 'utf8').split('\n').filter(Boolean)
    const sorted = lines.toSorted((a, b) => (a < b ? -1 : 1)).map((line) => `${line}\n`)
    this.#writeIndex(() => writeFileSync(this.#index, sorted.join('')))
  }

  close(): void {
    this.#file.close()
  }

  #writeIndex(write: () => void): void {
    try {
      write()
    } catch (error) {
      throw writeError(this.#index, error, 0)
    }
  }

  #addToIndex(url: Address, at: string, what: { mime: string; status: string; digest: string }, offset: number): void {
    const where = { length: String(this.#file.size - offset), offset: String(offset), filename: this.#name }
    const entry = JSON.stringify({ url: url.href, ...what, ...where })
    this.#lines += `${surt(url)} ${at.replaceAll(/\D/g, '')} ${entry}\n`
  }

  #describe(): void {
    const fields = `software: sluice/${version}\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n`
    this.#record(
      [
        ['WARC-Type', 'warcinfo'],
        ['WARC-Date', date(Date.now())],
        ['WARC-Filename', this.#name],
        ['WARC-Record-ID', `<urn:uuid:${randomUUID()}>`],
        ['Content-Type', 'application/warc-fields'],
        ['Content-Length', String(fields.length)],
      ],
      () => this.#file.addText(fields),
    )
  }

  #record(fields: [name: string, value: string][], content: () => void): void {
    this.#file.addText(`WARC/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`)
    content()
    this.#file.addText('\r\n\r\n')
  }

  // Of an earlier run, what lies within the good part.
  #cutIndex(size: number): void {
    if (!existsSync(this.#index)) return
    if (size === 0) return truncateSync(this.#index)
    const good = readFileSync(this.#index, 'utf8')
      .split('\n')
      .filter((line) => {
        const { offset, length } = entryOf(line)
        return offset + length <= size
      })
    writeFileSync(this.#index, good.map((line) => `${line}\n`).join(''))
  }
}

function entryOf(line: string): { offset: number; length: number } {
  try {
    const { offset, length } = JSON.parse(line.slice(line.indexOf('{'))) as { offset: string; length: string }
    return { offset: Number(offset), length: Number(length) }
  } catch {
    return { offset: Infinity, length: 0 }
  }
}

// The chunked coding is gone from what we keep, so it is from the head, as Heritrix and Browsertrix do it.
function headText({ text, header }: ResponseHead, size: number): string {
  if (!header.has('Transfer-Encoding')) return text
  return `${text.replace(/^transfer-encoding:/gim, 'X-Archive-Orig-Transfer-Encoding:')}\r\nContent-Length: ${size}`
}

function bareOf(url: Address): Address {
  if (!/[@#]/.test(url.href)) return url
  const bare = new URL(url.href)
  bare.username = bare.password = bare.hash = ''
  return bare
}

/** Of a content, as web archives write it. */
export function warcDigest(body: Body): string {
  return `sha1:${base32(Buffer.from(body.hash('sha1'), 'hex'))}`
}

// To write a date takes 3 µs, and most are of the second of the one before.
let written = { second: -1, text: '' }

function date(at: number): string {
  const second = Math.floor(at / 1000)
  if (written.second !== second) written = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return written.text
}
