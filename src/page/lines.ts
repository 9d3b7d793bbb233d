// Lines of a text that comes in pieces.

import { wholeCharacters } from './whole-characters.ts'

/** Characters of a line that are given at once; a longer one comes in parts of this size. */
export const LINE_KEPT = 1_048_576

/**
 * Divides at `\n`, as the book's `for line in fhand`; neither it nor a `\r` before it is part of the line. What follows
 * the last `\n` is a line if there is anything.
 */
export class Lines {
  readonly #tell: (line: string) => void
  #line = ''

  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  feed(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#add(text.slice(from, end))
      const line = this.#line
      this.#line = ''
      this.#tell(line.endsWith('\r') ? line.slice(0, -1) : line)
      from = end + 1
    }
    this.#add(text.slice(from))
  }

  end(): void {
    if (this.#line !== '') this.#tell(this.#line)
    this.#line = ''
  }

  #add(text: string): void {
    this.#line = this.#line === '' ? text : this.#line + text
    while (this.#line.length > LINE_KEPT) {
      const part = wholeCharacters(this.#line, LINE_KEPT)
      this.#tell(part)
      this.#line = this.#line.slice(part.length)
    }
  }
}
