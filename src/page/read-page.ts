// One pass over a document's bytes that feeds any of the readers.
//
//   bytes ─► Characters ─┬─► lines, source, matches, words of the source
//            (encoding)  └─► Markup ─► links, tags, counts, title, visible text ─► text, words
//
// What arrives is told while the bytes arrive. A document that is not HTML has no markup: all of it is visible text.

import { Characters, type TextTarget } from './characters.ts'
import { mediaType, metaEncoding, type Encoding, type Hints } from './charset.ts'
import { TagCounts } from './count.ts'
import { Lines } from './lines.ts'
import { Links, resolving, type Link, type LinkOptions, type ReferenceTarget } from './links.ts'
import { Markup, type MarkupReader } from './markup.ts'
import { Matches, type Match } from './matches.ts'
import type { Pattern } from './pattern.ts'
import type { Tag } from './tag-reader.ts'
import { Tags, type Element } from './tags.ts'
import { LaidOutText } from './text.ts'
import { Title } from './title.ts'
import { VisibleText, type VisibleTarget } from './visible.ts'
import { countCharacters } from './whole-characters.ts'
import { Words, type WordOptions } from './words.ts'

/** What the document is, and who takes what of it. Only what has a taker is looked for. */
export interface PageOptions extends Hints {
  /** The document's address after redirects, which its links start from. */
  url?: string | undefined
  /** Whether it is HTML; by default what `documentKind` says of the Content-Type. */
  kind?: DocumentKind | undefined

  /** The document as characters, markup and all, in pieces. */
  onSource?: ((text: string) => void) | undefined
  /** Each line of the source. */
  onLine?: ((line: string) => void) | undefined
  /** Each match of `pattern` in the source. */
  onMatch?: ((match: Match) => void) | undefined
  pattern?: Pattern | undefined
  /** The visible text as it would be copied from a screen, in pieces. */
  onText?: ((text: string) => void) | undefined
  /** Each word of the visible text. */
  onWord?: ((word: string) => void) | undefined
  words?: (WordOptions & { source?: boolean | undefined }) | undefined
  /** Each link, those that cannot be parsed among them (`url` is undefined). */
  onLink?: ((link: Link) => void) | undefined
  /** Each of them as written, with what resolves it. */
  onReference?: ReferenceTarget | undefined
  links?: Omit<LinkOptions, 'url'> | undefined
  /** Each element with one of the names `tags`. */
  onTag?: ((element: Element) => void) | undefined
  tags?: readonly string[] | undefined
  /** Names to count the start tags of, and with them characters, lines and words. */
  count?: readonly string[] | undefined
}

/** `plain` is everything that is not HTML or XML. */
export type DocumentKind = 'html' | 'plain'

/** What is known of a document when it is over. */
export interface PageFacts {
  kind: DocumentKind
  encoding: Encoding
  /** The text of its title; undefined without one. */
  title: string | undefined
  /** Whether its first 1,024 characters look like no text at all, whatever it is called. */
  binary: boolean
  bytes: number
  /** Only if something was to be counted: code points, lines, visible words, start tags by name. */
  counts: { characters: number; lines: number; words: number; tags: ReadonlyMap<string, number> } | undefined
  /** Attempts to match `pattern` that were given up because they got longer than 65,536 characters. */
  givenUp: number
}

/** A document being read. */
export interface Page {
  /** Takes bytes, borrowed for the call. */
  feed(bytes: Uint8Array): void
  /** The bytes are over: the last facts are told, and those about the whole come back. */
  end(): PageFacts
  /** What it is read as; undefined while that is open. */
  readonly encoding: Encoding | undefined
}

/** HTML and XML are markup, and so is what nobody says anything about; `text/plain` never is. */
export function documentKind(contentType: string | undefined): DocumentKind {
  const type = mediaType(contentType)
  return type === null || type.isHTML() || type.isXML() ? 'html' : 'plain'
}

/** Begins to read a document. Throws `usage` when `encoding` is not the label of one. */
export function readPage(options: PageOptions): Page {
  return new Reading(options)
}

interface TextReader {
  feed(text: string): void
  end?(): void
}

class Reading implements Page, TextTarget {
  readonly #kind: DocumentKind
  readonly #characters: Characters
  readonly #readers: TextReader[] = []
  readonly #title = new Title()
  readonly #counts: Counts | undefined
  readonly #matches: Matches | undefined
  #start = ''
  #bytes = 0

  constructor(options: PageOptions) {
    this.#kind = options.kind ?? documentKind(options.contentType)
    this.#characters = new Characters(options, this.#kind === 'html', this)
    const { onSource, onLine, onMatch, onWord, pattern } = options
    if (onSource) this.#readers.push({ feed: onSource })
    if (onLine) this.#readers.push(new Lines(onLine))
    if (onMatch && pattern) this.#readers.push((this.#matches = new Matches(pattern, onMatch)))
    if (onWord && options.words?.source) this.#readers.push(textOf([new Words(options.words, onWord)]))
    if (options.count) this.#readers.push((this.#counts = new Counts(options.count)))
    const visible = this.#visibleReaders(options)
    this.#readers.push(this.#kind === 'html' ? this.#markup(options, visible) : textOf(visible))
  }

  get encoding(): Encoding | undefined {
    return this.#characters.encoding
  }

  feed(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    this.#characters.feed(bytes)
  }

  end(): PageFacts {
    this.#characters.end()
    for (const reader of this.#readers) reader.end?.()
    return {
      kind: this.#kind,
      encoding: this.#characters.encoding!,
      title: this.#title.title,
      // MIME Sniffing, section 3, "binary data byte".
      // oxlint-disable-next-line no-control-regex
      binary: /[\0-\x08\x0B\x0E-\x1A\x1C-\x1F]/.test(this.#start),
      bytes: this.#bytes,
      counts: this.#counts?.counts,
      givenUp: this.#matches?.givenUp ?? 0,
    }
  }

  take(text: string): void {
    if (this.#start.length < 1024) this.#start += text.slice(0, 1024 - this.#start.length)
    for (const reader of this.#readers) reader.feed(text)
  }

  #visibleReaders({ onText, onWord, words }: PageOptions): VisibleTarget[] {
    const readers: VisibleTarget[] = []
    // What is no markup is laid out already.
    if (onText) readers.push(this.#kind === 'html' ? new LaidOutText(onText) : { text: onText, gap: () => {} })
    if (onWord && !words?.source) readers.push(new Words(words ?? {}, onWord))
    if (this.#counts) readers.push(new Words({}, () => this.#counts!.words++))
    return readers
  }

  #markup(options: PageOptions, visible: readonly VisibleTarget[]): TextReader {
    const readers: MarkupReader[] = [this.#title, new Declaration(this.#characters)]
    if (visible.length > 0) readers.push(new VisibleText(visible))
    const { onLink, onReference = onLink && resolving(onLink) } = options
    if (onReference) readers.push(new Links({ ...options.links, url: options.url }, this.#characters, onReference))
    if (options.onTag) readers.push(new Tags(options.tags ?? [], options.onTag))
    if (this.#counts) readers.push(this.#counts.tags)
    return new Markup(readers)
  }
}

const metaAttributes = ['charset', 'http-equiv', 'content']

/** Finds the encoding that the markup declares. */
class Declaration implements MarkupReader {
  readonly choosy = true
  readonly #characters: Characters

  constructor(characters: Characters) {
    this.#characters = characters
  }

  heeds(name: string): boolean {
    return name === 'meta'
  }

  wanted(name: string): readonly string[] {
    return name === 'meta' ? metaAttributes : []
  }

  startTag(tag: Tag): void {
    const encoding = tag.name === 'meta' && tag.namespace === 'html' ? metaEncoding(tag.attributes) : undefined
    if (encoding) this.#characters.declare(encoding)
  }
}

class Counts implements TextReader {
  readonly tags: TagCounts
  words = 0
  #characters = 0
  #lines = 0
  #ended = true

  constructor(names: readonly string[]) {
    this.tags = new TagCounts(names)
  }

  get counts(): NonNullable<PageFacts['counts']> {
    const lines = this.#lines + (this.#ended ? 0 : 1)
    return { characters: this.#characters, lines, words: this.words, tags: this.tags.counts }
  }

  feed(text: string): void {
    this.#characters += countCharacters(text)
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines++
    this.#ended = text.endsWith('\n')
  }
}

// All of a text is visible text, as it is.
function textOf(targets: readonly VisibleTarget[]): TextReader {
  return {
    feed: (text) => {
      for (const target of targets) target.text(text, true)
    },
    end: () => {
      for (const target of targets) target.end?.()
    },
  }
}
