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
import type { Body } from './body.ts'
import { contentType } from './content-type.ts'
import type { Keeper, Revisited } from './keeper.ts'
import type { Result } from './row.ts'
import { ShardFile } from './shard-file.ts'
import { surt } from './surt.ts'

export class WarcKeeper implements Keeper {
  readonly #file: ShardFile
  readonly #name: string
  readonly #jsonName: string
  readonly #index: string
  #lines = ''

  /** @param path of the WARC; its index is `path` with .cdxj. @param size bytes of an earlier run that are good */
  constructor(path: string, name: string, size: number) {
    this.#file = new ShardFile(path, size)
    this.#name = name
    this.#jsonName = JSON.stringify(name)
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
    const fields = `WARC-Payload-Digest: ${digest}\r\n`
    this.#file.addText(recordHead('response', bare.href, at.text, fields, http.length + body.size) + http, 'latin1')
    if (body.file === undefined) this.#file.add(body.bytes)
    else for (const piece of body.pieces()) this.#file.add(piece)
    this.#file.addText(recordEnd)
    result.path = this.#name
    result.offset = offset
    const mime = contentType(head)?.split(';', 1)[0] ?? 'application/octet-stream'
    this.#addToIndex(bare, at, { mime, status: head.status, digest }, offset)
  }

  /** A record of the type revisit: section 6.7, and the profiles of its annex. */
  revisit(url: Address, head: ResponseHead, { at: now, keptAt, digest, notModified }: Revisited): void {
    const at = date(now)
    const http = `${head.text}\r\n\r\n`
    const bare = bareOf(url)
    const offset = this.#file.size
    const profile = notModified ? 'server-not-modified' : 'identical-payload-digest'
    const fields = `WARC-Profile: http://netpreserve.org/warc/1.1/revisit/${profile}\r
WARC-Refers-To-Target-URI: ${bare.href}\r
WARC-Refers-To-Date: ${date(keptAt).text}\r
WARC-Payload-Digest: ${digest}\r
`
    this.#file.addText(recordHead('revisit', bare.href, at.text, fields, http.length) + http + recordEnd, 'latin1')
    this.#addToIndex(bare, at, { mime: 'warc/revisit', status: head.status, digest }, offset)
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

  #addToIndex(
    url: Address,
    at: Written,
    { mime, status, digest }: { mime: string; status: number; digest: string },
    offset: number,
  ): void {
    const what = `"url":${JSON.stringify(url.href)},"mime":${JSON.stringify(mime)},"status":"${status}","digest":"${digest}"`
    const where = `"length":"${this.#file.size - offset}","offset":"${offset}","filename":${this.#jsonName}`
    this.#lines += `${surt(url)} ${at.digits} {${what},${where}}\n`
  }

  #describe(): void {
    const fields = `software: sluice/${version}\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n`
    this.#file.addText(`WARC/1.1\r
WARC-Type: warcinfo\r
WARC-Date: ${date(Date.now()).text}\r
WARC-Filename: ${this.#name}\r
WARC-Record-ID: <urn:uuid:${randomUUID()}>\r
Content-Type: application/warc-fields\r
Content-Length: ${fields.length}\r
\r
${fields}${recordEnd}`)
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
function headText(head: ResponseHead, size: number): string {
  // Of a plain one the fields need not be parsed.
  if (head.framing.type === 'length' || !head.header.has('Transfer-Encoding')) return head.text
  return `${head.text.replace(/^transfer-encoding:/gim, 'X-Archive-Orig-Transfer-Encoding:')}\r\nContent-Length: ${size}`
}

function bareOf(url: Address): Address {
  if (!/[@#]/.test(url.href)) return url
  const bare = new URL(url.href)
  bare.username = bare.password = bare.hash = ''
  return bare
}

/** Of a content, as web archives write it. */
export function warcDigest(body: Body): string {
  return `sha1:${body.hash('sha1', 'base32')}`
}

interface Written {
  second: number
  /** As in a record, and as in the index. */
  text: string
  digits: string
}

// To write a date takes 3 µs, and most are of the second of the one before.
let written: Written = { second: -1, text: '', digits: '' }

function date(at: number): Written {
  const second = Math.floor(at / 1000)
  if (written.second !== second) {
    const text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`
    written = { second, text, digits: text.replaceAll(/\D/g, '') }
  }
  return written
}

const recordEnd = '\r\n\r\n'

// Of a response or a revisit. In one piece, as everything else of a record: text by text it takes three times as long.
const recordHead = (type: string, target: string, at: string, fields: string, length: number) => `WARC/1.1\r
WARC-Type: ${type}\r
WARC-Target-URI: ${target}\r
WARC-Date: ${at}\r
WARC-Record-ID: <urn:uuid:${randomUUID()}>\r
${fields}Content-Type: application/http; msgtype=response\r
Content-Length: ${length}\r
\r
`
