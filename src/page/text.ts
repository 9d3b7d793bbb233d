// Visible text as a reader would copy it from the screen: white space collapsed, blocks on lines of their own, an empty
// line between paragraphs, a tab between cells.

import type { Gap, VisibleTarget } from './visible.ts'

/** Lays visible text out. */
export class LaidOutText implements VisibleTarget {
  readonly #tell: (text: string) => void
  /** What stands between what was told and what comes: line ends, a tab, a space. */
  #lines = 0
  #separator: '' | ' ' | '\t' = ''
  #began = false
  #afterReturn = false

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  gap(gap: Gap): void {
    if (gap === 'cell') {
      if (this.#lines === 0) this.#separator = '\t'
      return
    }
    const lines = gap === 'break' ? this.#lines + 1 : gap === 'paragraph' ? 2 : 1
    this.#lines = Math.max(this.#lines, Math.min(2, lines))
    this.#separator = ''
  }

  text(piece: string, preformatted: boolean): void {
    if (preformatted) {
      this.#verbatim(piece)
      return
    }
    const text = piece.replaceAll(/[\t\n\f\r ]+/g, ' ').replaceAll('\0', '')
    if (text.startsWith(' ')) this.#space()
    const words = trimmed(text)
    if (words === '') return
    this.#say(words)
    if (text.endsWith(' ')) this.#space()
  }

  end(): void {
    if (this.#began) this.#tell('\n')
  }

  #space(): void {
    if (this.#lines === 0 && this.#separator === '' && this.#began) this.#separator = ' '
  }

  #verbatim(piece: string): void {
    const text = (this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece).replaceAll(/\r\n?/g, '\n')
    this.#afterReturn = piece.endsWith('\r')
    if (text !== '') this.#say(text)
  }

  #say(text: string): void {
    if (this.#began) this.#tell('\n'.repeat(this.#lines) + this.#separator + text)
    else this.#tell(text)
    this.#began = true
    this.#lines = 0
    this.#separator = ''
  }
}

/**
 * Lets through the first `most` characters and counts all of them. A character is a code point, as in Python's `len`;
 * the text is never cut within one.
 */
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
export function firstCharacters(text: string, most: number): string {
  let end = 0
  for (let n = 0; n < most && end < text.length; n++) end += text.codePointAt(end)! > 0xffff ? 2 : 1
  return text.slice(0, end)
}

function trimmed(text: string): string {
  return text.slice(text.startsWith(' ') ? 1 : 0, text.endsWith(' ') ? -1 : undefined)
}
