// An element as the book's urllink2.py prints it, through BeautifulSoup with html.parser:
//
//     TAG: <a href="http://www.dr-chuck.com/page2.htm">Second Page</a>
//     URL: http://www.dr-chuck.com/page2.htm
//     Contents: Second Page
//     Attrs: {'href': 'http://www.dr-chuck.com/page2.htm'}
//
// The book's program stops with an IndexError at an element that is empty; this says `Contents:` and goes on.

import { contentOf, voidElements, type Content } from './elements.ts'
import { pythonDict } from './python.ts'
import { attributeValue, References } from './references.ts'
import type { Tag } from './tag-reader.ts'
import type { Element } from './tags.ts'
import { Tokenizer, type TextKind, type TokenTarget } from './tokenizer.ts'

/** The four lines, without the last line end. */
export function bookLines(element: Element): string {
  const { markup, first } = new Soup().read(element.markup)
  const attrs = [...element.attributes].map(([name, value]) => [name, soupValue(element.name, name, value)] as const)
  return [
    `TAG: ${markup}`,
    `URL: ${element.attributes.get('href') ?? 'None'}`,
    first === undefined ? 'Contents:' : `Contents: ${first}`,
    `Attrs: ${pythonDict(attrs)}`,
  ].join('\n')
}

// Markup as BeautifulSoup writes it: attributes sorted, in double quotes, every element closed, &, < and > escaped.
class Soup implements TokenTarget {
  readonly foreign = false
  readonly dull = undefined
  readonly #references = new References()
  readonly #open: string[] = []
  #source = ''
  #written = ''
  #text = ''
  /** Where the first child begins in what is written, and what it is once it is over. */
  #firstAt: number | undefined
  #first: string | undefined

  read(markup: string): { markup: string; first: string | undefined } {
    this.#source = markup
    const tokenizer = new Tokenizer(this)
    tokenizer.feed(markup)
    tokenizer.end()
    this.#textOver()
    while (this.#open.length > 0) this.#close()
    return { markup: this.#written, first: this.#first }
  }

  wanted(): 'all' {
    return 'all'
  }

  startTag(tag: Tag): Content {
    this.#textOver()
    if (this.#open.length === 1) this.#firstAt ??= this.#written.length
    const attributes = [...tag.attributes].toSorted(byName).map(([name, value]) => {
      const soup = soupValue(tag.name, name, attributeValue(value))
      return ` ${name}=${quoted(typeof soup === 'string' ? soup : soup.join(' '))}`
    })
    const empty = voidElements.has(tag.name)
    this.#written += `<${tag.name}${attributes.join('')}${empty ? '/' : ''}>`
    if (empty) this.#childOver()
    else this.#open.push(tag.name)
    return contentOf.get(tag.name) ?? 'data'
  }

  endTag({ name }: Tag): void {
    this.#textOver()
    if (!this.#open.includes(name)) return
    while (this.#open.at(-1) !== name) this.#close()
    this.#close()
  }

  text(piece: string, kind: TextKind): void {
    this.#text += kind === 'data' || kind === 'rcdata' ? this.#references.decode(piece) : piece
  }

  comment(start: number, end: number): void {
    this.#textOver()
    const comment = this.#source.slice(start, end)
    if (this.#open.length === 1 && this.#firstAt === undefined) this.#first ??= comment.replaceAll(/^<!--|-->$/g, '')
    this.#written += comment
  }

  #textOver(): void {
    const text = this.#text + this.#references.flush()
    this.#text = ''
    if (text === '') return
    if (this.#open.length === 1 && this.#firstAt === undefined) this.#first ??= text
    this.#written += contentOf.get(this.#open.at(-1) ?? '') === 'script' ? text : escaped(text)
  }

  #close(): void {
    this.#written += `</${this.#open.pop()}>`
    this.#childOver()
  }

  #childOver(): void {
    if (this.#open.length === 1 && this.#firstAt !== undefined) this.#first ??= this.#written.slice(this.#firstAt)
  }
}

// Attributes that BeautifulSoup takes for lists (its HTMLTreeBuilder's cdata_list_attributes).
const lists: Record<string, readonly string[]> = {
  '*': ['class', 'accesskey', 'dropzone'],
  a: ['rel', 'rev'],
  link: ['rel', 'rev'],
  td: ['headers'],
  th: ['headers'],
  form: ['accept-charset'],
  object: ['archive'],
  area: ['rel'],
  icon: ['sizes'],
  iframe: ['sandbox'],
  output: ['for'],
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1
}

function soupValue(element: string, name: string, value: string): string | string[] {
  const isList = lists['*']!.includes(name) || (Object.hasOwn(lists, element) && lists[element]!.includes(name))
  return isList ? (value.match(/[^\t\n\f\r ]+/g) ?? []) : value
}

function quoted(value: string): string {
  const text = escaped(value)
  if (!text.includes('"')) return `"${text}"`
  return text.includes("'") ? `"${text.replaceAll('"', '&quot;')}"` : `'${text}'`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
