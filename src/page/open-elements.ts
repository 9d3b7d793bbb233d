// Which elements does a tag end? HTML's rules for end tags that may be left out, section 13.1.2.4, and for stray ones.

import { endsParagraph, specialElements } from './elements.ts'

/** Elements recorded at most; deeper ones are as if they were not there. Chrome's parser has the same limit. */
export const DEPTH = 512

/** The open elements of a document, some of which have something to them. */
export class OpenElements<T> {
  readonly #open: { name: string; of: T | undefined }[] = []
  readonly #names = new Map<string, number>()
  readonly #over: (of: T, byItsEndTag: boolean) => void

  /** @param over told when an element with something to it is over */
  constructor(over: (of: T, byItsEndTag: boolean) => void) {
    this.#over = over
  }

  /** A start tag ends what cannot contain its element. */
  implyEnds(name: string): void {
    if (endsParagraph.has(name)) this.#endUnless(['p'], paragraphScope)
    const rule = rules.get(name)
    if (rule) this.#endUnless(rule.ends, rule.within)
  }

  /** False when it is too deep to be recorded. */
  push(name: string, of: T | undefined): boolean {
    if (this.#open.length === DEPTH) return false
    this.#open.push({ name, of })
    this.#names.set(name, (this.#names.get(name) ?? 0) + 1)
    return true
  }

  /** An end tag: ends its element and those within, or only its own if it is one of formatting, or nothing. */
  end(name: string): void {
    if (!this.#names.has(name)) return
    for (let at = this.#open.length - 1; at >= 0; at--) {
      if (this.#open[at]!.name === name) {
        const mine = formatting.has(name) ? this.#open.splice(at, 1) : this.#open.splice(at)
        for (const element of mine.toReversed()) this.#tell(element, element === mine[0])
        return
      }
      if (!specialElements.has(name) && !formatting.has(name) && specialElements.has(this.#open[at]!.name)) return
    }
  }

  /** The document is over. */
  endAll(): void {
    for (const element of this.#open.splice(0).toReversed()) this.#tell(element, false)
  }

  #endUnless(names: readonly string[], within: ReadonlySet<string>): void {
    if (!names.some((name) => this.#names.has(name))) return
    for (let at = this.#open.length - 1; at >= 0 && !within.has(this.#open[at]!.name); at--) {
      if (!names.includes(this.#open[at]!.name)) continue
      const mine = formatting.has(this.#open[at]!.name) ? this.#open.splice(at, 1) : this.#open.splice(at)
      for (const element of mine.toReversed()) this.#tell(element, false)
    }
  }

  #tell({ name, of }: { name: string; of: T | undefined }, byItsEndTag: boolean): void {
    const left = this.#names.get(name)! - 1
    if (left === 0) this.#names.delete(name)
    else this.#names.set(name, left)
    if (of !== undefined) this.#over(of, byItsEndTag)
  }
}

const formatting = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '))
const paragraphScope = new Set('button applet caption html table td th marquee object template svg math'.split(' '))
const rule = (ends: string, within: string) => ({ ends: ends.split(' '), within: new Set(within.split(' ')) })
const section = rule('tbody thead tfoot tr td th', 'table')
const cell = rule('td th', 'table tr')
const entry = rule('dd dt', 'dl table')
const rules: ReadonlyMap<string, { ends: readonly string[]; within: ReadonlySet<string> }> = new Map([
  ['a', rule('a', 'table td th caption button object')],
  ['li', rule('li', 'ul ol menu table')],
  ['dd', entry],
  ['dt', entry],
  ['option', rule('option', 'select')],
  ['optgroup', rule('option optgroup', 'select')],
  ['tr', rule('tr td th', 'table')],
  ['td', cell],
  ['th', cell],
  ['tbody', section],
  ['thead', section],
  ['tfoot', section],
  ['rt', rule('rt rp', 'ruby')],
  ['rp', rule('rt rp', 'ruby')],
])
