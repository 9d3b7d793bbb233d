// As much of the tree as decides how to read on: which elements of svg, math and template are open.
//
// Outside them nothing is recorded. Within svg and math script and style are ordinary markup, CDATA means something, and
// some HTML tags end the foreign part (HTML, section 13.2.6.5); within foreignObject and its like (section 13.2.6.2,
// "integration points") HTML's rules hold again, so its elements are recorded there. A template's contents are apart.
//
// Deviation: this is not the whole of tree construction. Elements are not moved out of tables, formatting elements are
// not opened again, and of the elements outside an svg only is known that there were some. At most 256 elements are recorded.

import {
  breaksOut,
  contentOf,
  endsParagraph,
  hiddenElements,
  specialElements,
  voidElements,
  type Content,
} from './elements.ts'
import type { Namespace, Tag } from './tag-reader.ts'

interface Open {
  name: string
  namespace: Namespace
  /** What is an HTML start tag in here: all, all but two (math's text), none. */
  integration: 'html' | 'text' | 'none'
}

const DEPTH = 256
const NAMES = 500
// Their tags neither open nor close anything within a body.
const structure = new Set(['html', 'head', 'body'])
const fontBreaks = ['color', 'face', 'size']

/** The open elements of svg, math and template, and of HTML within svg and math. */
export class Nesting {
  readonly #open: Open[] = []
  readonly #names = new Map<string, number>()
  /** Names of elements that may be open outside svg, math and template. */
  readonly #outside = new Set<string>()
  #foreignOpen = 0
  #templates = 0
  #hidden = 0

  /** Whether the current element is one of svg or math. */
  get foreign(): boolean {
    return this.#open.length > 0 && this.#open.at(-1)!.namespace !== 'html'
  }

  /** Whether we are in svg, math or template at all. */
  get within(): boolean {
    return this.#open.length > 0
  }

  /** Whether tags of that name, outside svg, math and template, say nothing new: one was seen, and it is ordinary. */
  knows(name: string): boolean {
    return this.#outside.has(name) && !contentOf.has(name)
  }

  /** Whether we are in a template, apart from the document. */
  get apart(): boolean {
    return this.#templates > 0
  }

  /** Whether an element is open here whose text is not shown. */
  get hidden(): boolean {
    return this.#hidden > 0
  }

  /** Attributes that decide how this tag is read. */
  wanted(name: string): readonly string[] {
    if (name === 'annotation-xml') return ['encoding']
    return name === 'font' ? fontBreaks : []
  }

  /** A start tag: fills in its place, and says how to read on. */
  startTag(tag: Tag): Content {
    tag.apart = this.apart
    if (this.foreign && this.#staysForeign(tag)) {
      tag.namespace = this.#open.at(-1)!.namespace
      this.#push(tag)
      return 'data'
    }
    while (this.foreign && this.#open.at(-1)!.integration === 'none') this.#pop()
    if (tag.name === 'svg' || tag.name === 'math') {
      tag.namespace = tag.name
      this.#push(tag)
      return 'data'
    }
    if (this.#open.length > 0 || tag.name === 'template') this.#pushHtml(tag)
    else if (this.#outside.size < NAMES && !structure.has(tag.name)) this.#outside.add(tag.name)
    return contentOf.get(tag.name) ?? 'data'
  }

  /** An end tag: closes what it can, and fills in whether we are in a template after it. */
  endTag(tag: Tag): void {
    this.#close(tag.name)
    tag.apart = this.apart
  }

  #close(name: string): void {
    if (this.#open.length === 0) return
    if (this.foreign && (name === 'p' || name === 'br')) {
      while (this.foreign && this.#open.at(-1)!.integration === 'none') this.#pop()
    }
    // Stray ones, however many, do not search.
    if (!this.#names.has(name) && !this.#outside.has(name)) return
    let at = this.#open.length - 1
    for (; at >= 0 && this.#open[at]!.namespace !== 'html'; at--) {
      if (this.#open[at]!.name === name) {
        this.#popTo(at)
        return
      }
    }
    this.#endHtml(name)
  }

  // HTML, section 13.2.6, "tree construction dispatcher", and 13.2.6.5.
  #staysForeign(tag: Tag): boolean {
    const current = this.#open.at(-1)!
    if (current.integration === 'html') return false
    if (current.integration === 'text') return tag.name === 'mglyph' || tag.name === 'malignmark'
    if (current.name === 'annotation-xml' && current.namespace === 'math' && tag.name === 'svg') return false
    return !breaksOut.has(tag.name) && !(tag.name === 'font' && fontBreaks.some((name) => tag.attributes.has(name)))
  }

  #endHtml(name: string): void {
    if (structure.has(name)) return
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const open = this.#open[at]!
      if (open.namespace === 'html' && open.name === name) {
        this.#popTo(at)
        return
      }
      if (name === 'template') continue
      if (open.integration !== 'none' || open.name === 'template') return
      if (open.namespace === 'html' && specialElements.has(open.name) && !specialElements.has(name)) return
    }
    if (this.#outside.has(name)) this.#popTo(0)
  }

  #pushHtml(tag: Tag): void {
    if (endsParagraph.has(tag.name)) this.#endHtml('p')
    if (tag.name === 'template' || (this.#foreignOpen > 0 && !voidElements.has(tag.name))) this.#push(tag)
  }

  #push(tag: Tag): void {
    if (this.#open.length === DEPTH || (tag.selfClosing && tag.namespace !== 'html')) return
    this.#open.push({ name: tag.name, namespace: tag.namespace, integration: integrationOf(tag) })
    this.#count(this.#open.at(-1)!, 1)
  }

  #popTo(length: number): void {
    while (this.#open.length > length) this.#pop()
  }

  #pop(): void {
    this.#count(this.#open.pop()!, -1)
  }

  #count({ name, namespace }: Open, by: 1 | -1): void {
    this.#names.set(name, (this.#names.get(name) ?? 0) + by)
    if (this.#names.get(name) === 0) this.#names.delete(name)
    if (namespace !== 'html') this.#foreignOpen += by
    else if (name === 'template') this.#templates += by
    if (hiddenElements.has(name) && (namespace !== 'html' || name === 'template')) this.#hidden += by
  }
}

function integrationOf(tag: Tag): Open['integration'] {
  const { namespace } = tag
  if (namespace === 'svg') return ['foreignobject', 'desc', 'title'].includes(tag.name) ? 'html' : 'none'
  if (namespace === 'html') return 'none'
  if (['mi', 'mo', 'mn', 'ms', 'mtext'].includes(tag.name)) return 'text'
  const encoding = tag.name === 'annotation-xml' ? tag.attributes.get('encoding')?.toLowerCase() : undefined
  return encoding === 'text/html' || encoding === 'application/xhtml+xml' ? 'html' : 'none'
}
