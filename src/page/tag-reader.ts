// From a tag's name to its `>`: HTML, sections 13.2.5.8 and 13.2.5.32 to 13.2.5.40.
//
// Only wanted attributes are kept, and of one tag no more than 1,048,576 characters, however long it is.

import { asciiLower, endsName, isDelimiter, isNamed, isSpace, skipSpace, unquotedEnd } from './tag-letters.ts'

/** Which attributes of a tag to keep. */
export type Wanted = readonly string[] | 'all' | 'none'

/** What an element's markup means. */
export type Namespace = 'html' | 'svg' | 'math'

/** A tag. Names are in lower case. */
export interface Tag {
  name: string
  /** In the order of the document, values as written; of two with one name the first counts. */
  readonly attributes: ReadonlyMap<string, string>
  /** It ends in `/>`. */
  readonly selfClosing: boolean
  /** Offsets of its `<` and after its `>`, in UTF-16 units from the start of the document. */
  readonly start: number
  readonly end: number
  /** It was longer than what is kept of a tag: attributes are missing. */
  readonly cut: boolean
  /** Its place, which whoever knows the tree fills in. Of an end tag only `apart` is known. */
  namespace: Namespace
  /** In a template, which is not part of the document. */
  apart: boolean
}

/** Characters kept of one tag's attribute names and values together, and of a name. */
export const KEPT = 1_048_576

const noAttributes: ReadonlyMap<string, string> = new Map()

type State =
  | 'tagName'
  | 'beforeName'
  | 'name'
  | 'afterName'
  | 'beforeValue'
  | 'double'
  | 'single'
  | 'unquoted'
  | 'slash'

/** Reads one tag after the other, each piece by piece. */
export class TagReader {
  readonly #target: { wanted(name: string): Wanted }
  #state: State = 'tagName'
  #closing = false
  #start = 0
  #tagName = ''
  #attributes: Map<string, string> | undefined
  #wanted: Wanted = 'none'
  #selfClosing = false
  #cut = false
  #kept = 0
  #name = ''
  #value = ''
  #keeps = false

  /** @param target says which attributes to keep of a start tag of that name */
  constructor(target: { wanted(name: string): Wanted }) {
    this.#target = target
  }

  /** Whether it is an end tag. */
  get closing(): boolean {
    return this.#closing
  }

  /** A tag begins: its `<` was at offset `start`, and the first letter of its name comes next. */
  begin(closing: boolean, start: number): void {
    this.#closing = closing
    this.#start = start
    this.#tagName = ''
    this.#state = 'tagName'
  }

  /** The same for the end tag of raw text, whose name has been read. */
  beginEnd(name: string, start: number): void {
    this.begin(true, start)
    this.#named(name)
  }

  /** The tag that `scan` came to the end of, which was at offset `end`. */
  tag(end: number): Tag {
    return {
      name: this.#tagName,
      attributes: this.#attributes ?? noAttributes,
      selfClosing: this.#selfClosing,
      start: this.#start,
      end,
      cut: this.#cut,
      namespace: 'html',
      apart: false,
    }
  }

  /** Reads on in `chunk`. Returns the index after the tag's `>`, or -1 when the chunk is used up. */
  scan(chunk: string, from: number): number {
    let at = from
    if (this.#state === 'tagName') {
      at = this.#takeTagName(chunk, from)
      const end = this.#usualRest(chunk, at)
      if (end >= 0) return end
    }
    while (at < chunk.length) {
      if (this.#state === 'beforeName') {
        at = skipSpace(chunk, at)
        if (chunk.charCodeAt(at) === 0x3e) return at + 1
        if (at < chunk.length) at = this.#beginName(chunk, at)
      } else at = this.#step(chunk, at)
    }
    return -1
  }

  // What follows the name, as nearly everybody writes it and in one piece: the same as by the steps below, at once. Returns -1
  // when it is written otherwise, or goes on in the next chunk.
  #usualRest(chunk: string, from: number): number {
    if (this.#state !== 'beforeName' || chunk.length >= KEPT) return -1
    for (let before = from, at = skipSpace(chunk, from); ; at = skipSpace(chunk, before)) {
      const c = chunk.charCodeAt(at)
      if (c === 0x3e) return at + 1
      if (c === 0x2f && chunk.charCodeAt(at + 1) === 0x3e) {
        this.#selfClosing = true
        return at + 2
      }
      let name = at
      while (name < chunk.length && !endsName(chunk.charCodeAt(name))) name++
      if (at === before || name === at) break
      let [value, end] = [name, name]
      if (chunk.charCodeAt(name) === 0x3d) {
        const quote = chunk.charCodeAt(name + 1)
        const quoted = quote === 0x22 || quote === 0x27
        value = quoted ? name + 2 : name + 1
        end = quoted ? chunk.indexOf(quote === 0x22 ? '"' : "'", value) : unquotedEnd(chunk, value)
        if (quoted ? end < 0 : end === value) break
        before = quoted ? end + 1 : end
      } else {
        // There might be a `=` to come.
        if (isSpace(chunk.charCodeAt(name)) && chunk.charCodeAt(skipSpace(chunk, name)) === 0x3d) break
        before = name
      }
      if (this.#attributes) this.#takeUsual(chunk, at, name, value, end)
    }
    this.#attributes?.clear()
    return -1
  }

  #takeUsual(chunk: string, at: number, nameEnd: number, value: number, end: number): void {
    const name = wantedIn(this.#wanted, chunk, at, nameEnd)
    if (name !== undefined && !this.#attributes!.has(name)) this.#attributes!.set(name, chunk.slice(value, end))
  }

  #step(chunk: string, at: number): number {
    switch (this.#state) {
      case 'tagName':
        return this.#takeTagName(chunk, at)
      case 'name':
        return this.#takeName(chunk, at)
      case 'afterName':
        return this.#afterName(chunk, skipSpace(chunk, at))
      case 'beforeValue':
        return this.#beforeValue(chunk, skipSpace(chunk, at))
      case 'double':
        return this.#takeQuoted(chunk, at, '"')
      case 'single':
        return this.#takeQuoted(chunk, at, "'")
      case 'unquoted':
        return this.#takeUnquoted(chunk, at)
      default:
        // After a slash: only `/>` means something.
        this.#selfClosing = chunk.charCodeAt(at) === 0x3e
        this.#state = 'beforeName'
        return at
    }
  }

  #takeTagName(chunk: string, at: number): number {
    let end = at
    while (end < chunk.length && !isDelimiter(chunk.charCodeAt(end))) end++
    this.#tagName = grown(this.#tagName, chunk, at, end, KEPT)
    if (end < chunk.length) this.#named(asciiLower(this.#tagName))
    return end
  }

  #named(name: string): void {
    this.#tagName = name
    this.#wanted = this.#closing ? 'none' : this.#target.wanted(name)
    this.#attributes = this.#wanted === 'none' ? undefined : new Map()
    this.#selfClosing = false
    this.#cut = false
    this.#kept = 0
    this.#state = 'beforeName'
  }

  #beginName(chunk: string, at: number): number {
    const c = chunk.charCodeAt(at)
    this.#state = c === 0x2f ? 'slash' : 'name'
    // A `=` here is the first character of a name.
    this.#name = c === 0x3d ? '=' : ''
    if (c === 0x2f) return at + 1
    return this.#takeName(chunk, c === 0x3d ? at + 1 : at)
  }

  #takeName(chunk: string, at: number): number {
    let end = at
    while (end < chunk.length && !endsName(chunk.charCodeAt(end))) end++
    if (this.#attributes) this.#name = grown(this.#name, chunk, at, end, KEPT - this.#kept)
    if (end === chunk.length) return end
    this.#value = ''
    if (this.#attributes) {
      const name = wantedName(this.#wanted, asciiLower(this.#name))
      this.#keeps = name !== undefined && !this.#attributes.has(name)
      this.#name = name ?? ''
    }
    return this.#afterName(chunk, end)
  }

  #afterName(chunk: string, at: number): number {
    if (at === chunk.length || isSpace(chunk.charCodeAt(at))) {
      this.#state = 'afterName'
      return at
    }
    if (chunk.charCodeAt(at) === 0x3d) {
      this.#state = 'beforeValue'
      return this.#beforeValue(chunk, skipSpace(chunk, at + 1))
    }
    this.#attributeOver()
    return at
  }

  #beforeValue(chunk: string, at: number): number {
    if (at === chunk.length) return at
    const c = chunk.charCodeAt(at)
    if (c === 0x3e) {
      this.#attributeOver()
      return at
    }
    this.#state = c === 0x22 ? 'double' : c === 0x27 ? 'single' : 'unquoted'
    if (this.#state === 'unquoted') return this.#takeUnquoted(chunk, at)
    return this.#takeQuoted(chunk, at + 1, c === 0x22 ? '"' : "'")
  }

  #takeQuoted(chunk: string, at: number, quote: string): number {
    const end = chunk.indexOf(quote, at)
    this.#take(chunk, at, end < 0 ? chunk.length : end)
    if (end < 0) return chunk.length
    this.#attributeOver()
    return end + 1
  }

  #takeUnquoted(chunk: string, at: number): number {
    const end = unquotedEnd(chunk, at)
    this.#take(chunk, at, end)
    if (end < chunk.length) this.#attributeOver()
    return end
  }

  #take(chunk: string, from: number, to: number): void {
    if (!this.#attributes || !this.#keeps) return
    this.#value = grown(this.#value, chunk, from, to, KEPT - this.#kept - this.#name.length)
  }

  #attributeOver(): void {
    this.#state = 'beforeName'
    if (!this.#attributes || !this.#keeps) return
    this.#kept += this.#name.length + this.#value.length
    if (this.#kept >= KEPT) this.#cut = true
    else this.#attributes.set(this.#name, this.#value)
  }
}

/** `kept` with the characters of `chunk` from `from` to `to`, but no longer than `room`. */
function grown(kept: string, chunk: string, from: number, to: number, room: number): string {
  const end = Math.min(to, from + room - kept.length)
  if (end <= from) return kept
  return kept === '' ? chunk.slice(from, end) : kept + chunk.slice(from, end)
}

// The list's own string for that name: V8 knows it, and need not look a part of the page up in its table of all strings.
function wantedName(wanted: Wanted, name: string): string | undefined {
  if (wanted === 'all') return name
  return wanted === 'none' ? undefined : wanted[wanted.indexOf(name)]
}

// The same of a name that stands in `chunk`, which is not cut out.
function wantedIn(wanted: Wanted, chunk: string, from: number, to: number): string | undefined {
  if (wanted === 'all') return asciiLower(chunk.slice(from, to))
  if (wanted === 'none') return undefined
  for (const name of wanted) if (name.length === to - from && isNamed(name, chunk, from)) return name
  return undefined
}
