// For the tests of src/page: documents as bytes, delivered in every way that a network may.

import { readPage, type PageFacts, type PageOptions } from '../../src/page/read-page.ts'

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Bytes from hexadecimal digits. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

/** Whole, byte by byte, and cut in two at each place. The pieces are overwritten afterwards, as a receive buffer is. */
export function* deliveries(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes]
  yield Array.from(bytes, (byte) => Uint8Array.of(byte))
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)]
}

/** Reads a document that comes in these pieces, each borrowed. */
export function read(pieces: readonly Uint8Array[], options: PageOptions): PageFacts {
  const page = readPage(options)
  for (const piece of pieces) {
    const borrowed = new Uint8Array(piece)
    page.feed(borrowed)
    borrowed.fill(0x3c)
  }
  return page.end()
}

/** Everything that all the readers tell of a document. */
export function everything(pieces: readonly Uint8Array[], options: PageOptions): unknown {
  const told = { source: '', text: '', lines: [] as unknown[], words: [] as unknown[], links: [] as unknown[] }
  const more = { tags: [] as unknown[], matches: [] as unknown[] }
  const facts = read(pieces, {
    url: 'http://example.org/dir/page',
    tags: ['a', 'p', 'div', 'img', 'title'],
    count: ['p', 'a', 'img'],
    links: { all: true, text: true },
    ...options,
    onSource: (piece) => (told.source += piece),
    onText: (piece) => (told.text += piece),
    onLine: (line) => told.lines.push(line),
    onWord: (word) => told.words.push(word),
    onLink: (link) => told.links.push(link),
    onTag: (element) => more.tags.push(element),
    onMatch: (match) => more.matches.push(match),
  })
  return { ...told, ...more, facts }
}

/** Random numbers that are the same in every run: mulberry32. `below(n)` is an integer from 0 to n - 1. */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}
