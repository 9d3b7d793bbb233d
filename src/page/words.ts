// Words: text split on white space, which is what wc(1) and Python's `split()` call a word.

import { wholeCharacters } from './whole-characters.ts'
import type { VisibleTarget } from './visible.ts'

/** How words are made of the text, beyond splitting. */
export interface WordOptions {
  /** Lower case, so that `The` and `the` are one word. */
  fold?: boolean | undefined
  /** Without what is neither letter nor digit at either end: `(word),` is `word`. What has none of them is no word. */
  strip?: boolean | undefined
  /** Words as Unicode has them (UAX #29, `Intl.Segmenter`): punctuation is none, and Chinese or Thai is divided. */
  unicode?: boolean | undefined
  /** Words to leave out, as they are after the other options. */
  stop?: ReadonlySet<string> | undefined
}

/** Characters kept of one word; the rest of a longer one is dropped. */
export const WORD_KEPT = 65_536

// Python's str.split(): White_Space of Unicode and the four separators of ASCII.
// oxlint-disable-next-line no-control-regex -- the four separators are control characters
const whiteSpace = /[\t-\r\x1C-\x20\x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/

/** Splits text that comes in pieces. Takes visible text, or any text through `text`. */
export class Words implements VisibleTarget {
  readonly #tell: (word: string) => void
  readonly #refine: (word: string) => Iterable<string>
  #word = ''
  #full = false

  constructor(options: WordOptions, tell: (word: string) => void) {
    this.#tell = tell
    this.#refine = refining(options)
  }

  text(piece: string): void {
    const parts = piece.split(whiteSpace)
    const last = parts.length - 1
    for (let n = 0; n <= last; n++) {
      this.#add(parts[n]!)
      if (n < last) this.gap()
    }
  }

  gap(): void {
    if (this.#word === '') return
    const word = this.#word
    this.#word = ''
    this.#full = false
    for (const refined of this.#refine(word)) this.#tell(refined)
  }

  end(): void {
    this.gap()
  }

  #add(part: string): void {
    if (this.#full || part === '') return
    const word = this.#word === '' ? part : this.#word + part
    this.#full = word.length > WORD_KEPT
    this.#word = this.#full ? wholeCharacters(word, WORD_KEPT) : word
  }
}

/** Counts words, or anything else that is text. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(word: string): void {
    const count = this.#counts.get(word)
    // A short string cut from a page would keep the whole piece of the page alive: the key is a copy.
    this.#counts.set(count === undefined ? copied(word) : word, (count ?? 0) + 1)
  }

  /** In order of appearance. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  /** Most frequent first; of equals, the one that appeared first. */
  ranked(top = Infinity): IteratorObject<[word: string, count: number]> {
    return this.#ranked().take(top)
  }

  // By count, not sorted: a pair for each of many words would be several times the words.
  *#ranked(): Generator<[word: string, count: number]> {
    const words = Map.groupBy(this.#counts.keys(), (word) => this.#counts.get(word)!)
    for (const count of [...words.keys()].toSorted((a, b) => b - a))
      for (const word of words.get(count)!) yield [word, count]
  }
}

/** A text of its own, not a part of a larger one. */
export function copied(text: string): string {
  // Joined and divided again: V8 makes a flat string of the two, and a part of that holds nothing else.
  return ` ${text}`.slice(1)
}

function refining({ fold, strip, unicode, stop }: WordOptions): (word: string) => Iterable<string> {
  const segmenter = unicode ? new Intl.Segmenter(undefined, { granularity: 'word' }) : undefined
  return (written) => {
    const cased = fold ? written.toLowerCase() : written
    const words = segmenter ? [...segmenter.segment(cased)].filter((s) => s.isWordLike).map((s) => s.segment) : [cased]
    const stripped = strip ? words.map(strippedWord).filter((word) => word !== '') : words
    return stop ? stripped.filter((word) => !stop.has(word)) : stripped
  }
}

// The end by hand: /[^\p{L}\p{N}]+$/ takes quadratic time.
function strippedWord(word: string): string {
  const first = word.search(/[\p{L}\p{N}]/u)
  let end = 0
  for (const { index, 0: character } of word.matchAll(/[\p{L}\p{N}]/gu)) end = index + character.length
  return first < 0 ? '' : word.slice(first, end)
}
