// The book's regular expression beside the parser: what it finds, what it misses, what it takes wrongly, and why.

import { SluiceError } from '../errors.ts'
import { contentOf } from './elements.ts'
import { Markup, type MarkupReader } from './markup.ts'
import { attributeValue } from './references.ts'
import type { Tag } from './tag-reader.ts'

/** urlregex.py's pattern. Each attempt ends at the next quote or line end, so it takes linear time here. */
export const bookPattern = /href="(http[s]?:\/\/.*?)"/g

/** Both readings of one document. */
export interface Comparison {
  /** Links that both have; `differs` when the pattern has another address than the link (`&amp;` for `&`). */
  found: { text: string; differs: boolean; at: number }[]
  /** Links that the pattern has not. */
  missed: { raw: string; why: string; at: number }[]
  /** What the pattern has that is not a link. */
  wrong: { text: string; why: string; at: number }[]
}

/** UTF-16 units of the largest document that is compared: it is needed whole. */
export const COMPARABLE = 16_777_216

/** Lays the pattern's matches beside the links of `source`, the whole document. Throws `usage` if it is too large. */
export function compareWithBook(source: string): Comparison {
  if (source.length > COMPARABLE)
    throw new SluiceError('usage', { problem: `--regex takes a document of at most ${COMPARABLE} characters` })
  const text = source.replaceAll(/\r\n?/g, '\n')
  const hits = [...text.matchAll(bookPattern)].map((match) => ({ text: match[1]!, at: match.index }))
  const beside = new Beside(text, hits)
  const markup = new Markup([beside])
  markup.feed(text)
  markup.end()
  return beside.comparison
}

interface Hit {
  text: string
  at: number
}

class Beside implements MarkupReader {
  readonly comparison: Comparison = { found: [], missed: [], wrong: [] }
  readonly #source: string
  readonly #hits: readonly Hit[]
  #next = 0
  #raw: string | undefined

  constructor(source: string, hits: readonly Hit[]) {
    this.#source = source
    this.#hits = hits
  }

  wanted(): 'all' {
    return 'all'
  }

  startTag(tag: Tag): void {
    this.#before(tag.start, 'it is text, not markup')
    const href = tag.name === 'a' && !tag.apart ? tag.attributes.get('href') : undefined
    let found = false
    for (const hit of this.#until(tag.end)) {
      if (!found && href === hit.text && /[\s"'/]/.test(this.#source[hit.at - 1] ?? '')) {
        found = true
        this.comparison.found.push({ ...hit, differs: attributeValue(href) !== href })
      } else this.comparison.wrong.push({ ...hit, why: whyWrong(tag) })
    }
    if (href !== undefined && !found) {
      const why = whyMissed(this.#source.slice(tag.start, tag.end), href)
      this.comparison.missed.push({ raw: attributeValue(href), why, at: tag.start })
    }
    this.#raw = contentOf.has(tag.name) && tag.namespace === 'html' ? tag.name : undefined
  }

  endTag(tag: Tag): void {
    this.#before(tag.start, this.#raw ? `it is in the text of <${this.#raw}>` : 'it is text, not markup')
    this.#raw = undefined
    this.#before(tag.end, 'it is in an end tag')
  }

  comment(start: number, end: number): void {
    this.#before(start, 'it is text, not markup')
    this.#before(end, 'it is in a comment')
  }

  end(): void {
    this.#before(Infinity, this.#raw ? `it is in the text of <${this.#raw}>` : 'it is in a tag that has no end')
  }

  #before(offset: number, why: string): void {
    for (const hit of this.#until(offset)) this.comparison.wrong.push({ ...hit, why })
  }

  *#until(offset: number): Generator<Hit> {
    for (let hit = this.#hits[this.#next]; hit && hit.at < offset; hit = this.#hits[this.#next]) {
      this.#next++
      yield hit
    }
  }
}

function whyWrong(tag: Tag): string {
  if (tag.apart) return 'it is in a <template>, which is not part of the page'
  return tag.name === 'a' ? 'it is not the href of its <a>' : `it is in <${tag.name}>, which is not a link to follow`
}

function whyMissed(markup: string, href: string): string {
  if (!/^https?:\/\//.test(href)) {
    if (/^\s*https?:\/\//i.test(href)) return /^\s/.test(href) ? 'white space before http' : 'http in capitals'
    if (/^\s*\/\//.test(href)) return 'no scheme before //'
    const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]
    return scheme ? `its scheme is ${scheme.toLowerCase()}` : 'relative, without http://'
  }
  if (href.includes('\n')) return 'a line end in the address'
  const written = /[\s"'/](href)(\s*)=(\s*)(["']?)/i.exec(markup)
  if (written && written[1] !== 'href') return 'href in capitals'
  if (written?.[2] || written?.[3]) return 'white space beside ='
  if (written?.[4] === "'") return 'in single quotes'
  return written?.[4] === '' ? 'without quotes' : 'not as the pattern wants it'
}
