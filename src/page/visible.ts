// The text that a reader of the page sees, and where it is separated: what `text`, `words` and `grep` work on.
//
// Block elements, br, li and cells separate; inline elements do not (`un<b>believ</b>able` is one word). Nothing of
// script, style, title, template, iframe is shown; noscript is, because we run no script.

import { blockElements, cellElements, preformatted, spacedElements } from './elements.ts'
import type { MarkupReader } from './markup.ts'
import { References } from './references.ts'
import type { Tag } from './tag-reader.ts'
import type { TextKind } from './tokenizer.ts'

/** How far apart the text before and after is: a cell, a line, a line to be counted, an empty line. */
export type Gap = 'cell' | 'line' | 'break' | 'paragraph'

/** Takes visible text. */
export interface VisibleTarget {
  /** A piece; its white space counts only if it is `preformatted`. */
  text(piece: string, preformatted: boolean): void
  gap(gap: Gap): void
  end?(): void
}

/** Finds the visible text of a document. */
export class VisibleText implements MarkupReader {
  readonly #targets: readonly VisibleTarget[]
  readonly #references = new References()
  #preformatted = 0
  #justOpened = false

  constructor(targets: readonly VisibleTarget[]) {
    this.#targets = targets
  }

  startTag(tag: Tag): void {
    this.#flush()
    this.#justOpened = false
    if (tag.apart || tag.namespace !== 'html') return
    this.#gap(tag.name)
    if (!preformatted.has(tag.name)) return
    this.#preformatted++
    this.#justOpened = true
  }

  endTag({ name, apart }: Tag): void {
    this.#flush()
    this.#justOpened = false
    if (apart) return
    this.#gap(name)
    if (preformatted.has(name) && this.#preformatted > 0) this.#preformatted--
  }

  text(piece: string, kind: TextKind, shown: boolean): void {
    if (!shown) return
    // A line end right after <pre> belongs to the markup.
    if (this.#justOpened && piece.startsWith('\n')) {
      this.#justOpened = false
      this.text(piece.slice(1), kind, shown)
      return
    }
    this.#justOpened = false
    this.#tell(kind === 'data' || kind === 'rcdata' ? this.#references.decode(piece) : piece)
  }

  end(): void {
    this.#flush()
    for (const target of this.#targets) target.end?.()
  }

  #flush(): void {
    this.#tell(this.#references.flush())
  }

  #tell(text: string): void {
    if (text === '') return
    for (const target of this.#targets) target.text(text, this.#preformatted > 0)
  }

  #gap(name: string): void {
    const gap = gapOf(name)
    if (gap) for (const target of this.#targets) target.gap(gap)
  }
}

function gapOf(name: string): Gap | undefined {
  if (name === 'br') return 'break'
  if (spacedElements.has(name)) return 'paragraph'
  if (blockElements.has(name)) return 'line'
  return cellElements.has(name) ? 'cell' : undefined
}
