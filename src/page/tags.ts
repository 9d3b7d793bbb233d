// The parts of each element of a name, in the order of the document: its markup, its contents, its attributes.

import { voidElements } from './elements.ts'
import type { MarkupReader } from './markup.ts'
import { OpenElements } from './open-elements.ts'
import { attributeValue } from './references.ts'
import type { Tag } from './tag-reader.ts'

/** An element as the document has it. */
export interface Element {
  name: string
  /** Values with their character references decoded. */
  attributes: ReadonlyMap<string, string>
  /** From the `<` of its start tag to the `>` of its end tag, or to where it ends without one. */
  markup: string
  /** What is between the tags. */
  contents: string
  /** Longer than 1,048,576 characters, more than 64 deep, or around more than 10,000: the markup is the beginning. */
  cut: boolean
  /** Offset of its `<`, in UTF-16 units from the start of the document. */
  at: number
}

/** Characters kept of one element. */
export const ELEMENT_KEPT = 1_048_576
// Elements of the wanted names within each other: each repeats the markup of those within.
const NESTED = 64

// Elements within one that is not over; past these the outermost is told as far as it came.
const WAITING = 10_000

interface Capture {
  tag: Tag
  contentsEnd: number
  end: number
  over: boolean
  /** Only its start tag is known. */
  cut: boolean
}

/** Finds the elements of some names. They are told when they are over. */
export class Tags implements MarkupReader {
  readonly #names: ReadonlySet<string>
  readonly #tell: (element: Element) => void
  readonly #open = new OpenElements<Capture>((capture, byItsEndTag) => this.#over(capture, byItsEndTag))
  /** Those not told yet, in the order of the document, from #first on. */
  #captures: Capture[] = []
  #first = 0
  #openCaptures = 0
  #source = ''
  #from = 0
  #position = 0
  #endTag: Tag | undefined

  constructor(names: Iterable<string>, tell: (element: Element) => void) {
    this.#names = new Set([...names].map((name) => name.toLowerCase()))
    this.#tell = tell
  }

  wanted(name: string): readonly string[] | 'all' {
    return this.#names.has(name) ? 'all' : []
  }

  source(text: string, offset: number, open: number): void {
    this.#endTooLong(offset)
    const needed = Math.max(Math.min(this.#captures[this.#first]?.tag.start ?? open, open), offset - ELEMENT_KEPT)
    this.#position = offset + text.length
    // What is not needed is dropped when it is the larger part, so that small pieces cost no more than large ones.
    if ((needed - this.#from) * 2 >= this.#source.length) {
      this.#source = this.#source.slice(needed - this.#from)
      this.#from = needed
    }
    this.#source += text
  }

  startTag(tag: Tag): void {
    if (tag.namespace === 'html') {
      this.#endTag = undefined
      this.#position = tag.start
      this.#open.implyEnds(tag.name)
    }
    const capture = this.#names.has(tag.name) && !tag.apart ? this.#begin(tag) : undefined
    const empty = tag.namespace === 'html' ? voidElements.has(tag.name) : tag.selfClosing
    const kept = capture && this.#openCaptures < NESTED ? capture : undefined
    const recorded = !empty && this.#open.push(tag.name, kept)
    if (recorded && kept) this.#openCaptures++
    if (!capture || (recorded && kept)) return
    capture.cut = !empty
    this.#finish(capture, tag.end, tag.end)
  }

  endTag(tag: Tag): void {
    this.#endTag = tag
    this.#position = tag.start
    this.#open.end(tag.name)
  }

  end(): void {
    this.#endTag = undefined
    this.#position = this.#from + this.#source.length
    this.#open.endAll()
  }

  #begin(tag: Tag): Capture {
    const capture = { tag, contentsEnd: 0, end: 0, over: false, cut: false }
    this.#captures.push(capture)
    if (this.#captures.length - this.#first > WAITING) this.#cutFirst(tag.start)
    return capture
  }

  #over(capture: Capture, byItsEndTag: boolean): void {
    if (capture.over) return
    this.#openCaptures--
    this.#finish(capture, this.#position, byItsEndTag && this.#endTag ? this.#endTag.end : this.#position)
  }

  // The first one not told is never over, so only it need be looked at.
  #endTooLong(position: number): void {
    for (let first = this.#captures[this.#first]; first; first = this.#captures[this.#first]) {
      if (position - first.tag.start <= ELEMENT_KEPT) return
      this.#cutFirst(position)
    }
  }

  #cutFirst(position: number): void {
    const first = this.#captures[this.#first]!
    first.cut = true
    this.#openCaptures--
    this.#finish(first, position, position)
  }

  #finish(capture: Capture, contentsEnd: number, end: number): void {
    Object.assign(capture, { contentsEnd, end, over: true })
    for (let first = this.#captures[this.#first]; first?.over; first = this.#captures[this.#first]) {
      this.#first++
      this.#tell(this.#element(first))
    }
    if (this.#first * 2 < this.#captures.length) return
    this.#captures = this.#captures.slice(this.#first)
    this.#first = 0
  }

  #element({ tag, contentsEnd, end, cut }: Capture): Element {
    const most = Math.max(tag.start + ELEMENT_KEPT, this.#from)
    const slice = (from: number, to: number) =>
      tag.start < this.#from
        ? ''
        : this.#source.slice(Math.min(from, most) - this.#from, Math.min(to, most) - this.#from)
    return {
      name: tag.name,
      attributes: new Map([...tag.attributes].map(([name, value]) => [name, attributeValue(value)])),
      markup: slice(tag.start, end),
      contents: slice(tag.end, contentsEnd),
      cut: cut || tag.cut || end - tag.start > ELEMENT_KEPT,
      at: tag.start,
    }
  }
}
