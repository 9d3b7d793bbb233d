// Characters, counted and cut: code points, as Python's `len` counts them, never half of one.

/** Lets through the first `most` characters and counts all of them. */
export class FirstCharacters {
  readonly #most: number
  readonly #tell: (text: string) => void
  #count = 0

  constructor(most: number, tell: (text: string) => void) {
    this.#most = most
    this.#tell = tell
  }

  /** Characters so far, shown or not. */
  get count(): number {
    return this.#count
  }

  feed(text: string): void {
    const room = this.#most - this.#count
    const characters = countCharacters(text)
    this.#count += characters
    if (room >= characters) this.#tell(text)
    else if (room > 0) this.#tell(firstCharacters(text, room))
  }
}

/** Code points of a text that has no half ones. */
export function countCharacters(text: string): number {
  let pairs = 0
  for (const _ of text.matchAll(/[\uD800-\uDBFF]/g)) pairs++
  return text.length - pairs
}

/** The first `most` code points. */
function firstCharacters(text: string, most: number): string {
  let end = 0
  for (let n = 0; n < most && end < text.length; n++) end += text.codePointAt(end)! > 0xffff ? 2 : 1
  return text.slice(0, end)
}

/** The beginning of a text that is no longer than `units` UTF-16 units and does not end in half a character. */
export function wholeCharacters(text: string, units: number): string {
  const last = text.charCodeAt(units - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? units - 1 : units)
}
