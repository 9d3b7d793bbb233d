// Where does text that is not markup end: the contents of title, textarea, style, script and their like?
//
// HTML, sections 13.2.5.9 to 13.2.5.31. All of them end with `</name` and a delimiter. A script has two more depths:
// after `<!--` it is escaped, and a `<script` in there makes it doubly escaped, where `</script` only leads one depth up.

import { isDelimiter } from './tag-letters.ts'

/** A sequence that means something after `<`: what to do when it is complete. */
interface Sequence {
  text: string
  /** It counts only before white space, `/` or `>`, which are not part of it. */
  delimited: boolean
  to: 'end' | 0 | 1 | 2
}

const escaping: Sequence = { text: '<!--', delimited: false, to: 1 }
const deeper: Sequence = { text: '<script', delimited: true, to: 2 }

/** Reads one element's raw text, piece by piece. */
export class RawText {
  readonly #byDepth: readonly (readonly Sequence[])[]
  readonly #end: string
  #depth: 0 | 1 | 2 = 0
  #dashes = 0
  #held = ''

  /** @param name the element's, in lower case */
  constructor(name: string) {
    this.#end = `</${name}`
    const end: Sequence = { text: this.#end, delimited: true, to: 'end' }
    this.#byDepth = name === 'script' ? [[end, escaping], [end, deeper], [{ ...end, to: 1 }]] : [[end]]
  }

  /** What was held back because it might have begun the end tag: text after all, if the document ends here. */
  get held(): string {
    return this.#held
  }

  /**
   * Goes through `chunk` from `from` and gives the text to `tell`. Returns the index after `</name`, or -1 when the
   * chunk is used up.
   */
  scan(chunk: string, from: number, tell: (text: string) => void): number {
    let at = from
    while (at < chunk.length) {
      if (this.#held === '') {
        const less = this.#depth === 0 ? chunk.indexOf('<', at) : this.#lessInScript(chunk, at)
        if (less !== at) tell(less < 0 ? chunk.slice(at) : chunk.slice(at, less))
        if (less < 0) return -1
        // The end as nearly everybody writes it, in one piece: the same as below, at once.
        const end = less + this.#end.length
        if (this.#depth < 2 && chunk.startsWith(this.#end, less) && isDelimiter(chunk.charCodeAt(end))) return end
        this.#held = '<'
        at = less + 1
        continue
      }
      const next = chunk[at]!
      const complete = this.#sequences.find(
        (sequence) => sequence.delimited && sequence.text === this.#held.toLowerCase(),
      )
      if (complete && isDelimiter(chunk.charCodeAt(at))) {
        if (complete.to === 'end') {
          this.#held = ''
          return at
        }
        this.#enter(complete.to, 0, tell)
        continue
      }
      const longer = (this.#held + next).toLowerCase()
      if (!this.#sequences.some((sequence) => sequence.text.startsWith(longer))) {
        this.#enter(this.#depth, 0, tell)
        continue
      }
      this.#held += next
      at++
      // Script data escape start leaves us after two dashes: `<!-->` is over at once.
      if (this.#held === escaping.text) this.#enter(1, 2, tell)
    }
    return -1
  }

  get #sequences(): readonly Sequence[] {
    return this.#byDepth[this.#depth]!
  }

  #enter(depth: 0 | 1 | 2, dashes: number, tell: (text: string) => void): void {
    tell(this.#held)
    this.#held = ''
    this.#depth = depth
    this.#dashes = dashes
  }

  // The next `<` of an escaped script; on the way `-->` ends the escape.
  #lessInScript(chunk: string, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const c = chunk.charCodeAt(at)
      if (c === 0x2d) this.#dashes = Math.min(2, this.#dashes + 1)
      else if (c === 0x3c) return at
      else if (c === 0x3e && this.#dashes === 2) {
        this.#depth = 0
        return chunk.indexOf('<', at)
      } else this.#dashes = 0
    }
    return -1
  }
}
