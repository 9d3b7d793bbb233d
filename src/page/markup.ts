// One pass over a document's markup for any number of readers: tags with their place in the tree, and text.

import { DullTags } from './dull-tags.ts'
import type { Content } from './elements.ts'
import { Nesting } from './nesting.ts'
import type { Tag, Wanted } from './tag-reader.ts'
import { Tokenizer, type TextKind, type TokenTarget } from './tokenizer.ts'

/** Takes what it wants of a document's markup. */
export interface MarkupReader {
  /** The attributes it wants of elements of that name; none without this. */
  wanted?(name: string): readonly string[] | 'all'
  /** It takes no text now, no end tags, and no start tags but those that it `heeds`: the others may be skipped. */
  readonly choosy?: boolean
  heeds?(name: string): boolean
  startTag?(tag: Tag): void
  endTag?(tag: Tag): void
  /** Text as written, in pieces. `shown` is false within script, style, title, template and their like. */
  text?(piece: string, kind: TextKind, shown: boolean): void
  /** The document's characters, before what is found in them; `open` is the offset of the first not yet understood. */
  source?(text: string, offset: number, open: number): void
  /** What is skipped: comments, doctypes. */
  comment?(start: number, end: number): void
  end?(): void
}

// Names for which the wanted attributes are remembered. Real pages have some 60.
const REMEMBERED = 500

/** Reads one document's markup, in pieces. */
export class Markup {
  readonly #tokenizer: Tokenizer
  readonly #readers: readonly MarkupReader[]
  #afterReturn = false

  constructor(readers: readonly MarkupReader[]) {
    this.#readers = readers
    this.#tokenizer = new Tokenizer(new Places(readers))
  }

  /** Line ends become `\n`. HTML, section 13.2.3.5, "Preprocessing the input stream". */
  feed(text: string): void {
    const rest = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    this.#afterReturn = text.endsWith('\r')
    const source = rest.includes('\r') ? rest.replaceAll(/\r\n?/g, '\n') : rest
    for (const reader of this.#readers) reader.source?.(source, this.#tokenizer.offset, this.#tokenizer.open)
    this.#tokenizer.feed(source)
  }

  end(): void {
    this.#tokenizer.end()
    for (const reader of this.#readers) reader.end?.()
  }
}

class Places implements TokenTarget {
  readonly #nesting = new Nesting()
  readonly #wanted = new Map<string, Wanted>()
  readonly #readers: readonly MarkupReader[]
  readonly #startReaders: readonly MarkupReader[]
  readonly #endReaders: readonly MarkupReader[]
  readonly #textReaders: readonly MarkupReader[]
  readonly #dull = new DullTags()
  /** Names of which it is decided whether they are dull: once each. */
  readonly #judged = new Set<string>()
  #shown = true

  constructor(readers: readonly MarkupReader[]) {
    this.#readers = readers
    this.#startReaders = readers.filter((reader) => 'startTag' in reader)
    this.#endReaders = readers.filter((reader) => 'endTag' in reader)
    this.#textReaders = readers.filter((reader) => 'text' in reader)
  }

  get foreign(): boolean {
    return this.#nesting.foreign
  }

  get dull(): DullTags | undefined {
    if (this.#nesting.within) return undefined
    for (const reader of this.#readers) if (!reader.choosy) return undefined
    return this.#dull
  }

  wanted(name: string): Wanted {
    const remembered = this.#wanted.get(name)
    if (remembered !== undefined) return remembered
    const wanted = this.#wantedOf(name)
    if (this.#wanted.size < REMEMBERED) this.#wanted.set(name, wanted)
    return wanted
  }

  #wantedOf(name: string): Wanted {
    const names = [...this.#nesting.wanted(name)]
    for (const reader of this.#readers) {
      const list = reader.wanted?.(htmlName(name)) ?? nothing
      if (list === 'all') return list
      for (const attribute of list) names.push(attribute)
    }
    return names.length > 0 ? names : 'none'
  }

  startTag(tag: Tag): Content {
    const content = this.#nesting.startTag(tag)
    if (!this.#judged.has(tag.name) && this.#nesting.knows(tag.name)) this.#judge(tag.name)
    if (tag.namespace === 'html') tag.name = htmlName(tag.name)
    if (content !== 'data') this.#shown = shownRaw.has(tag.name)
    for (const reader of this.#startReaders) reader.startTag?.(tag)
    return content
  }

  endTag(tag: Tag): void {
    this.#nesting.endTag(tag)
    this.#shown = true
    for (const reader of this.#endReaders) reader.endTag?.(tag)
  }

  text(piece: string, kind: TextKind): void {
    if (piece === '') return
    const shown = this.#shown && !this.#nesting.hidden
    for (const reader of this.#textReaders) reader.text?.(piece, kind, shown)
  }

  comment(start: number, end: number): void {
    for (const reader of this.#readers) reader.comment?.(start, end)
  }

  #judge(name: string): void {
    this.#judged.add(name)
    if (this.#readers.every((reader) => reader.heeds?.(htmlName(name)) === false)) this.#dull.add(name)
  }
}

const nothing: readonly string[] = []

const shownRaw = new Set(['textarea', 'xmp', 'plaintext'])

// HTML, section 13.2.6.4.7: a start tag "image" is an img ("Don't ask.").
function htmlName(name: string): string {
  return name === 'image' ? 'img' : name
}
