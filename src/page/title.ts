// The document's title: the text of its first `title` element, white space collapsed. HTML, section 3.1.5.

import type { MarkupReader } from './markup.ts'
import type { Tag } from './tag-reader.ts'
import { References } from './references.ts'
import type { TextKind } from './tokenizer.ts'
import { wholeCharacters } from './whole-characters.ts'

/** UTF-16 units kept of a title as written. */
const KEPT = 65_536

/** Finds the title. */
export class Title implements MarkupReader {
  readonly #references = new References()
  #state: 'before' | 'in' | 'after' = 'before'
  #written = ''

  /** Undefined when there is no title. */
  get title(): string | undefined {
    if (this.#state === 'before') return undefined
    return plain.test(this.#written) ? this.#written : collapsed(this.#written)
  }

  get choosy(): boolean {
    return this.#state !== 'in'
  }

  heeds(name: string): boolean {
    return name === 'title'
  }

  startTag(tag: Tag): void {
    if (this.#state === 'before' && tag.name === 'title' && tag.namespace === 'html' && !tag.apart) this.#state = 'in'
  }

  text(piece: string, kind: TextKind): void {
    if (this.#state === 'in' && kind === 'rcdata') this.#add(this.#references.decode(piece))
  }

  endTag(): void {
    if (this.#state !== 'in') return
    this.end()
    this.#state = 'after'
  }

  end(): void {
    if (this.#state === 'in') this.#add(this.#references.flush())
  }

  #add(text: string): void {
    if (this.#written.length < KEPT) this.#written = wholeCharacters(this.#written + text, KEPT)
  }
}

// Nothing to collapse, as nearly always.
const plain = /^[^\t\n\f\r ]+(?: [^\t\n\f\r ]+)*$/

const collapsed = (text: string) => text.replaceAll(/[\t\n\f\r ]+/g, ' ').replaceAll(/^ | $/g, '')
