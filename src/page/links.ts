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

/** A reference of a document. */
export interface Link {
  /** The absolute address; undefined when the reference cannot be parsed. */
  url: string | undefined
  /** The attribute's value, character references decoded. */
  raw: string
  element: string
  attribute: string
  /** The `rel` attribute, '' without one. */
  rel: string
  /** To the document's own host (true), another (false), or to no host (`mailto:`). */
  internal: boolean | undefined
  /** The visible text of an `a`, if it was asked for; of more than 1,000 characters the first. */
  text?: string
  /** The tag was too long to be kept, so its reference is not known. */
  cut: boolean
  /** Offset of the tag's `<`, in UTF-16 units from the start of the document. */
  at: number
}

/** What to find. */
export interface LinkOptions {
  /** The document's address, after redirects. */
  url?: string | undefined
  /** Also area, link, img, script, iframe and form. */
  all?: boolean | undefined
  /** Give the text of links: they are told when their text is over. */
  text?: boolean | undefined
}

const anchors: ReadonlyMap<string, string> = new Map([['a', 'href']])
const everything: ReadonlyMap<string, string> = new Map([
  ['a', 'href'],
  ['area', 'href'],
  ['link', 'href'],
  ['img', 'src'],
  ['script', 'src'],
  ['iframe', 'src'],
  ['form', 'action'],
])

const TEXT_KEPT = 1000
// Links that wait for a `<base>` or for the text of one before them; past these nothing is waited for.
const WAITING = 10_000

/** Finds the links of a document. */
export class Links implements MarkupReader {
  readonly #tell: (link: Link) => void
  readonly #attributes: ReadonlyMap<string, string>
  readonly #encoding: () => Encoding | undefined
  readonly #base: Base
  readonly #wantsText: boolean
  #inHead = true
  #waiting: Link[] = []
  #textOf: LinkText | undefined

  /** @param encoding the document's, once it is known */
  constructor(options: LinkOptions, encoding: () => Encoding | undefined, tell: (link: Link) => void) {
    this.#tell = tell
    this.#attributes = options.all ? everything : anchors
    this.#encoding = encoding
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
    if (href !== undefined) this.#base.declare(attributeValue(href))
  }

  #found(tag: Tag): void {
    const attribute = this.#attributes.get(tag.name)!
    const plain = tag.attributes.get(attribute)
    const written = plain ?? (tag.namespace === 'svg' ? tag.attributes.get('xlink:href') : undefined)
    if (tag.name === 'a') this.#textOver()
    if (written === undefined && !tag.cut) return
    const link: Link = {
      url: undefined,
      raw: attributeValue(written ?? ''),
      element: tag.name,
      attribute: plain === undefined ? 'xlink:href' : attribute,
      rel: attributeValue(tag.attributes.get('rel') ?? ''),
      at: tag.start,
      internal: undefined,
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

  #say(link: Link): void {
    link.url = link.cut ? undefined : this.#base.resolve(link.raw, this.#encoding()?.name ?? 'windows-1252')
    link.internal = link.url === undefined ? undefined : this.#base.isInternal(link.url)
    this.#tell(link)
  }
}

// The words of one link, a space between each.
class LinkText extends VisibleText {
  constructor(link: Link) {
    link.text = ''
    const words = new Words({}, (word) => {
      if (link.text!.length < TEXT_KEPT) link.text = `${link.text}${link.text === '' ? '' : ' '}${word}`
    })
    super([words])
  }
}
