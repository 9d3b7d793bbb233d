// Every link of a document, in the order of the document, duplicates kept, as absolute addresses.

import type { Encoding } from './charset.ts'
import { headElements } from './elements.ts'
import type { MarkupReader } from './markup.ts'
import { attributeValue } from './references.ts'
import { Base } from './resolve-link.ts'
import type { Tag } from './tag-reader.ts'
import type { TextKind } from './tokenizer.ts'
import { VisibleText } from './visible.ts'
import { Words } from './words.ts'

/** A reference of a document, as written. */
export interface Reference {
  /** The attribute's value, character references decoded. */
  raw: string
  element: string
  attribute: string
  /** The `rel` attribute, '' without one. */
  rel: string
  /** The visible text of an `a`, if it was asked for; of more than 1,000 characters the first. */
  text?: string
  /** The tag was too long to be kept, so its reference is not known. */
  cut: boolean
  /** Offset of the tag's `<`, in UTF-16 units from the start of the document. */
  at: number
}

/** Where a reference leads to. */
export interface Link extends Reference {
  /** The absolute address; undefined when the reference cannot be parsed. */
  url: string | undefined
  /** To the document's own host (true), another (false), or to no host (`mailto:`). */
  internal: boolean | undefined
}

/** What to find. */
export interface LinkOptions {
  /** The document's address, after redirects. */
  url?: string | undefined
  /** Also area and iframe: what leads to other documents. */
  documents?: boolean | undefined
  /** Also area, link, img, script, iframe and form. */
  all?: boolean | undefined
  /** Give the text of links: they are told when their text is over. */
  text?: boolean | undefined
}

const anchors: ReadonlyMap<string, string> = new Map([['a', 'href']])
const documents: ReadonlyMap<string, string> = new Map([...anchors, ['area', 'href'], ['iframe', 'src']])
const everything: ReadonlyMap<string, string> = new Map([
  ...documents,
  ['link', 'href'],
  ['img', 'src'],
  ['script', 'src'],
  ['form', 'action'],
])

const TEXT_KEPT = 1000
// Links that wait for a `<base>` or for the text of one before them; past these nothing is waited for.
const WAITING = 10_000

/** Takes a reference, with what resolves it: the document's base, and its encoding by name, as they are then. */
export type ReferenceTarget = (reference: Reference, base: Base, encoding: string) => void

/** What follows references: each becomes a link. */
export function resolving(tell: (link: Link) => void): ReferenceTarget {
  return (reference, base, encoding) => {
    const url = reference.cut ? undefined : base.resolve(reference.raw, encoding)
    tell({ url, ...reference, internal: url === undefined ? undefined : base.isInternal(url) })
  }
}

/** Finds the references of a document. */
export class Links implements MarkupReader {
  readonly #tell: ReferenceTarget
  readonly #attributes: ReadonlyMap<string, string>
  readonly #document: { readonly encoding: Encoding | undefined }
  #base: Base
  readonly #wantsText: boolean
  #inHead = true
  #waiting: Reference[] = []
  #textOf: LinkText | undefined

  /** @param document knows its encoding, once it is known */
  constructor(options: LinkOptions, document: { readonly encoding: Encoding | undefined }, tell: ReferenceTarget) {
    this.#tell = tell
    this.#attributes = options.all ? everything : options.documents ? documents : anchors
    this.#document = document
    this.#base = new Base(options.url)
    this.#wantsText = options.text ?? false
  }

  get choosy(): boolean {
    return !this.#inHead && !this.#textOf
  }

  heeds(name: string): boolean {
    return name === 'base' || this.#attributes.has(name)
  }

  wanted(name: string): readonly string[] {
    if (name === 'base') return ['href']
    const attribute = this.#attributes.get(name)
    if (attribute === undefined) return []
    return name === 'a' ? ['href', 'xlink:href', 'rel'] : [attribute, 'rel']
  }

  startTag(tag: Tag): void {
    this.#textOf?.startTag(tag)
    if (this.#inHead && !(tag.namespace === 'html' && headElements.has(tag.name))) this.#headOver()
    if (tag.apart) return
    if (tag.name === 'base' && tag.namespace === 'html') this.#declareBase(tag)
    else if (this.#attributes.has(tag.name) && (tag.namespace === 'html' || tag.name === 'a')) this.#found(tag)
  }

  endTag(tag: Tag): void {
    if (tag.name === 'a') this.#textOver()
    else this.#textOf?.endTag(tag)
  }

  text(piece: string, kind: TextKind, shown: boolean): void {
    this.#textOf?.text(piece, kind, shown)
    if (this.#inHead && kind === 'data' && /[^\t\n\f\r ]/.test(piece)) this.#headOver()
  }

  end(): void {
    this.#textOver()
    this.#headOver()
  }

  #declareBase(tag: Tag): void {
    const href = tag.attributes.get('href')
    if (href !== undefined) this.#base = this.#base.declare(attributeValue(href))
  }

  #found(tag: Tag): void {
    const attribute = this.#attributes.get(tag.name)!
    const plain = tag.attributes.get(attribute)
    const written = plain ?? (tag.namespace === 'svg' ? tag.attributes.get('xlink:href') : undefined)
    if (tag.name === 'a') this.#textOver()
    if (written === undefined && !tag.cut) return
    const link: Reference = {
      raw: attributeValue(written ?? ''),
      element: tag.name,
      attribute: plain === undefined ? 'xlink:href' : attribute,
      rel: attributeValue(tag.attributes.get('rel') ?? ''),
      at: tag.start,
      cut: written === undefined,
    }
    if (this.#wantsText && tag.name === 'a') this.#textOf = new LinkText(link)
    if (!this.#inHead && !this.#textOf) this.#say(link)
    else this.#waiting.push(link)
    if (this.#waiting.length === WAITING) {
      this.#textOver()
      this.#headOver()
    }
  }

  #textOver(): void {
    this.#textOf?.end()
    this.#textOf = undefined
    if (!this.#inHead) this.#sayWaiting()
  }

  #headOver(): void {
    this.#inHead = false
    if (!this.#textOf) this.#sayWaiting()
  }

  #sayWaiting(): void {
    for (const link of this.#waiting) this.#say(link)
    this.#waiting = []
  }

  #say(link: Reference): void {
    this.#tell(link, this.#base, this.#document.encoding?.name ?? 'windows-1252')
  }
}

// The words of one link, a space between each.
class LinkText extends VisibleText {
  constructor(link: Reference) {
    link.text = ''
    const words = new Words({}, (word) => {
      if (link.text!.length < TEXT_KEPT) link.text = `${link.text}${link.text === '' ? '' : ' '}${word}`
    })
    super([words])
  }
}
