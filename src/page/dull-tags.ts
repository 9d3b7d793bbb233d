// What nobody takes is not looked into: text and whole tags are skipped while no reader wants them.

import { isDelimiter, isLetter } from './tag-letters.ts'

/** The tags of a document that no reader has a use for, by name. */
export class DullTags {
  readonly #names = new Set<number>()

  /** `name`, in lower case, is one of them. Only short ones are skipped, as nearly all names are. */
  add(name: string): void {
    const key = nameKey(name, 0, name.length)
    if (key !== undefined) this.#names.add(key)
  }

  /** Goes over text, end tags and such tags; returns where something else begins, or the end of `chunk`. */
  skip(chunk: string, from: number): number {
    for (let at = from, less = chunk.indexOf('<', at); less >= 0; less = chunk.indexOf('<', at)) {
      const ends = chunk.charCodeAt(less + 1) === 0x2f
      const name = less + (ends ? 2 : 1)
      let end = name
      while (end < chunk.length && !isDelimiter(chunk.charCodeAt(end))) end++
      const dull = ends ? isLetter(chunk.charCodeAt(name)) : this.#has(nameKey(chunk, name, end))
      at = dull ? restEnd(chunk, end) : 0
      if (at === 0) return less
    }
    return chunk.length
  }

  #has(key: number | undefined): boolean {
    return key !== undefined && this.#names.has(key)
  }
}

// Where a tag is over whose name ends at `end`, or 0.
function restEnd(chunk: string, end: number): number {
  if (chunk.charCodeAt(end) === 0x3e) return end + 1
  usualRest.lastIndex = end
  usualRest.test(chunk)
  return usualRest.lastIndex
}

// What usually follows a tag's name, up to its `>`. Each attribute begins with white space, so there is one way to match.
const usualRest = /(?:[\t\n\f ]+[^\t\n\f "'=<>/]+(?:=(?:"[^"]*"|'[^']*'|[^\t\n\f "'=<>]+))?)*[\t\n\f ]*\/?>/y

// Up to seven ASCII characters as one number, which is exact: to cut out and hash a part of a string takes twice the time.
function nameKey(text: string, from: number, to: number): number | undefined {
  if (to - from > 7) return undefined
  let key = 0
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at)
    if (c > 127) return undefined
    key = key * 128 + c
  }
  return key
}
