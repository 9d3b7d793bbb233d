// Characters in, tags and text out: HTML's tokenizer, section 13.2.5, that keeps its state between any two characters.
//
// Every character is looked at once and what is held is bounded, so no page makes it slow or large.

import { CdataSection, Comment } from './comment.ts'
import type { DullTags } from './dull-tags.ts'
import type { Content } from './elements.ts'
import { RawText } from './raw-text.ts'
import { isLetter } from './tag-letters.ts'
import { TagReader, type Tag, type Wanted } from './tag-reader.ts'

/** How a piece of text is to be understood: only in `data` and `rcdata` are there character references. */
export type TextKind = Content | 'cdata'

/** Who takes what the tokenizer finds. */
export interface TokenTarget {
  /** Asked when a start tag's name is known: the attributes to keep. */
  wanted(name: string): Wanted
  /** The tags that may be skipped, and text with them; undefined while nothing may. */
  readonly dull: DullTags | undefined
  /** A start tag; the answer says how to read on. */
  startTag(tag: Tag): Content
  endTag(tag: Tag): void
  /** Text as written, in pieces that end anywhere but within a character. */
  text(piece: string, kind: TextKind): void
  /** A comment is over, or what is skipped like one: `<?x>`, `<!x>`, `</ >`. */
  comment(start: number, end: number): void
  /** Whether `<![CDATA[` means something here: inside svg and math. */
  readonly foreign: boolean
}

type State = 'data' | 'open' | 'openEnd' | 'tag' | 'declaration' | 'bogus' | 'comment' | 'cdata' | 'raw' | 'plaintext'

/** The tokenizer of one document. */
export class Tokenizer {
  readonly #target: TokenTarget
  readonly #tag: TagReader
  #state: State = 'data'
  #offset = 0
  #begun = 0
  #declared = ''
  #comment = new Comment()
  #cdata = new CdataSection()
  #raw = new RawText('')
  #rawName = ''
  #rawKind: Content = 'rawtext'

  constructor(target: TokenTarget) {
    this.#target = target
    this.#tag = new TagReader(target)
  }

  /** UTF-16 units so far. */
  get offset(): number {
    return this.#offset
  }

  /** Offset of the `<` of a tag that is not over yet; else of the next character. */
  get open(): number {
    return this.#state === 'open' || this.#state === 'openEnd' || this.#state === 'tag' ? this.#begun : this.#offset
  }

  feed(chunk: string): void {
    let at = 0
    while (at >= 0 && at < chunk.length) at = this.#step(chunk, at)
    this.#offset += chunk.length
  }

  /** The characters are over. A tag without its end is not one. */
  end(): void {
    if (this.#state === 'open') this.#target.text('<', 'data')
    if (this.#state === 'openEnd') this.#target.text('</', 'data')
    if (this.#state === 'raw') this.#target.text(this.#raw.held, this.#rawKind)
    if (this.#state === 'cdata') this.#target.text(this.#cdata.held, 'cdata')
    if (this.#state === 'bogus' || this.#state === 'comment') this.#target.comment(this.#begun, this.#offset)
  }

  // Returns where to go on, or -1 when the chunk is used up.
  #step(chunk: string, at: number): number {
    switch (this.#state) {
      case 'data':
        return this.#data(chunk, at)
      case 'open':
        return this.#open(chunk, at)
      case 'openEnd':
        return this.#openEnd(chunk, at)
      case 'tag':
        return this.#tagOver(this.#tag.scan(chunk, at))
      case 'declaration':
        return this.#declaration(chunk, at)
      case 'bogus':
        return this.#commentOver(chunk.indexOf('>', at) + 1 || -1)
      case 'comment':
        return this.#commentOver(this.#comment.scan(chunk, at))
      case 'cdata':
        return this.#over(this.#cdata.scan(chunk, at, (text) => this.#target.text(text, 'cdata')))
      case 'raw':
        return this.#rawText(chunk, at)
      default:
        this.#target.text(chunk.slice(at), 'plaintext')
        return -1
    }
  }

  #data(chunk: string, from: number): number {
    const dull = this.#target.dull
    const at = dull ? dull.skip(chunk, from) : from
    let less = chunk.indexOf('<', at)
    // A `<` that begins nothing is text like any other.
    while (less >= 0 && less + 1 < chunk.length && !opens(chunk.charCodeAt(less + 1)))
      less = chunk.indexOf('<', less + 1)
    if (less !== at) this.#target.text(less < 0 ? chunk.slice(at) : chunk.slice(at, less), 'data')
    if (less < 0) return -1
    this.#begun = this.#offset + less
    this.#state = 'open'
    return less + 1 < chunk.length ? this.#open(chunk, less + 1) : -1
  }

  #open(chunk: string, at: number): number {
    const c = chunk.charCodeAt(at)
    if (isLetter(c)) return this.#beginTag(false, chunk, at)
    if (c === 0x2f) this.#state = 'openEnd'
    else if (c === 0x3f) this.#state = 'bogus'
    else if (c === 0x21) {
      this.#declared = ''
      this.#state = 'declaration'
    } else {
      this.#target.text('<', 'data')
      this.#state = 'data'
      return at
    }
    return at + 1
  }

  #openEnd(chunk: string, at: number): number {
    const c = chunk.charCodeAt(at)
    if (isLetter(c)) return this.#beginTag(true, chunk, at)
    this.#state = c === 0x3e ? 'data' : 'bogus'
    return c === 0x3e ? at + 1 : at
  }

  #beginTag(closing: boolean, chunk: string, at: number): number {
    this.#tag.begin(closing, this.#begun)
    this.#state = 'tag'
    return this.#tagOver(this.#tag.scan(chunk, at))
  }

  #tagOver(at: number): number {
    if (at < 0) return at
    const tag = this.#tag.tag(this.#offset + at)
    this.#state = 'data'
    if (this.#tag.closing) {
      this.#target.endTag(tag)
      return at
    }
    const content = this.#target.startTag(tag)
    if (content === 'plaintext') this.#state = content
    else if (content !== 'data') {
      this.#state = 'raw'
      this.#raw = new RawText(tag.name)
      this.#rawName = tag.name
      this.#rawKind = content
    }
    return at
  }

  #rawText(chunk: string, from: number): number {
    const at = this.#raw.scan(chunk, from, (text) => this.#target.text(text, this.#rawKind))
    if (at < 0) return at
    this.#begun = this.#offset + at - this.#rawName.length - 2
    this.#tag.beginEnd(this.#rawName, this.#begun)
    this.#state = 'tag'
    return at
  }

  // Markup declaration open state: `--`, `doctype` or `[CDATA[`; everything else is a bogus comment. A doctype ends as
  // one does, with the first `>`.
  #declaration(chunk: string, at: number): number {
    const declared = this.#declared + chunk[at]!
    this.#declared = declared
    if (declared === '--') {
      this.#comment = new Comment()
      this.#state = 'comment'
    } else if (declared === '[CDATA[' && this.#target.foreign) {
      this.#cdata = new CdataSection()
      this.#state = 'cdata'
    } else if (declared !== '-' && !('[CDATA['.startsWith(declared) && this.#target.foreign)) {
      this.#state = 'bogus'
      return at
    }
    return at + 1
  }

  #commentOver(at: number): number {
    if (at >= 0) this.#target.comment(this.#begun, this.#offset + at)
    return this.#over(at)
  }

  #over(at: number): number {
    if (at >= 0) this.#state = 'data'
    return at
  }
}

// Whether a `<` before it begins a tag, a comment or what is skipped like one.
function opens(c: number): boolean {
  return isLetter(c) || c === 0x2f || c === 0x21 || c === 0x3f
}
