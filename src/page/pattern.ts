// Regular expressions that cannot hang: read into a program that is run on all of its threads at once.
//
// Spelled as in JavaScript and Python, less what needs backtracking: no back-references, no look-around. Each character
// of the text costs at most one step per instruction (K. Thompson 1968; R. Cox, "Regular Expression Matching: the
// Virtual Machine Approach", 2009), and a program has at most 1,000 of them, so time is linear in the text whatever the
// pattern is. RE2 makes the same bargain.

import { SluiceError } from '../errors.ts'
import { anyOf, literal } from './character-set.ts'
import { firstMatch } from './matches.ts'
import { LARGEST, programOf, type Assertion, type Instruction, type Node } from './program.ts'

/** How a pattern is meant; `(?ims)` at its beginning says the same. */
export interface PatternFlags {
  ignoreCase?: boolean | undefined
  /** `^` and `$` also at line ends. */
  multiline?: boolean | undefined
  /** `.` is also a line end. */
  dotAll?: boolean | undefined
}

/** A regular expression, ready to run. */
export class Pattern {
  readonly source: string
  /** Begins at 0. */
  readonly program: readonly Instruction[]
  /** Whether it has a group; then the group is what a match tells. */
  readonly hasGroup: boolean

  /** Throws `usage` when the pattern cannot be read, needs backtracking, or is too large. */
  constructor(source: string, flags: PatternFlags = {}) {
    this.source = source
    const inline = /^\(\?([ims]+)\)/.exec(source)
    const all = {
      ignoreCase: flags.ignoreCase || inline?.[1]!.includes('i'),
      multiline: flags.multiline || inline?.[1]!.includes('m'),
      dotAll: flags.dotAll || inline?.[1]!.includes('s'),
    }
    const reader = new PatternReader(source, inline?.[0].length ?? 0, all)
    const node = reader.read()
    this.hasGroup = reader.groups > 0
    const program = programOf(node)
    if (program === undefined) throw refused(source, `it is too large: more than ${LARGEST} steps`)
    this.program = program
  }

  /** Whether the pattern matches anywhere in `text`. */
  test(text: string): boolean {
    return firstMatch(this, text)
  }
}

const MOST_REPEATED = 1000
const DEEPEST = 200

// Recursive descent: either, all, repeat, one.
class PatternReader {
  readonly #source: string
  readonly #flags: PatternFlags
  #at: number
  #depth = 0
  #groups = 0

  constructor(source: string, at: number, flags: PatternFlags) {
    this.#source = source
    this.#flags = flags
    this.#at = at
  }

  get groups(): number {
    return this.#groups
  }

  read(): Node {
    const node = this.#either()
    if (this.#at < this.#source.length) throw refused(this.#source, 'it has a ) too many')
    return node
  }

  #either(): Node {
    if (++this.#depth > DEEPEST) throw refused(this.#source, 'its groups are too deep')
    const items = [this.#all()]
    while (this.#take('|')) items.push(this.#all())
    this.#depth--
    return items.length === 1 ? items[0]! : { type: 'either', items }
  }

  #all(): Node {
    const items: Node[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) items.push(this.#repeat())
    return { type: 'all', items }
  }

  #repeat(): Node {
    const item = this.#one()
    const found = this.#match(/[*+?]|\{(\d+)(,?)(\d*)\}/y)
    if (!found) return item
    const [sign, from, comma, to] = found
    const least = from === undefined ? (sign === '+' ? 1 : 0) : Number(from)
    const most = from === undefined ? (sign === '?' ? 1 : Infinity) : comma ? (to ? Number(to) : Infinity) : least
    if (least > most || Math.max(least, most === Infinity ? 0 : most) > MOST_REPEATED)
      throw refused(this.#source, `${sign} is not a repetition of at most ${MOST_REPEATED}`)
    const node: Node = { type: 'repeat', item, least, most, greedy: !this.#take('?') }
    if (this.#match(/[*+?]/y)) throw refused(this.#source, 'there is nothing to repeat')
    return node
  }

  #one(): Node {
    if (this.#take('(')) return this.#group()
    if (this.#take('^')) return { type: 'assert', kind: this.#flags.multiline ? 'lineStart' : 'start' }
    if (this.#take('$')) return { type: 'assert', kind: this.#flags.multiline ? 'lineEnd' : 'end' }
    if (this.#take('.')) return this.#set(this.#flags.dotAll ? String.raw`[^]` : String.raw`[^\n]`)
    const assertion = this.#match(/\\([bBAzZ])/y)
    if (assertion) return { type: 'assert', kind: assertions[assertion[1]!]! }
    if (this.#match(/\\(?:[1-9]|k<|g)/y))
      throw refused(this.#source, 'back-references need backtracking, which can hang')
    if (this.#match(/[*+?]/y)) throw refused(this.#source, 'there is nothing to repeat')
    if (this.#match(/\[\^?[^\]]*\[:\w+:\]/y))
      throw refused(this.#source, String.raw`[:classes:] are grep's; here it is \w, \d, \s, \p{L}`)
    const found = this.#match(
      /\[\^?\]?(?:\\[^]|[^\\\]])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[^]|[^]/uy,
    )
    if (!found || found[0] === '[' || found[0] === '\\') throw refused(this.#source, 'it ends in the middle')
    const written = found[0]
    if (written.length > 1 && /^[[\\]/.test(written)) return this.#set(written)
    return { type: 'set', set: this.#flags.ignoreCase ? anyOf(escaped(written), true) : literal(written) }
  }

  #set(written: string): Node {
    const portable = written.replaceAll(/\\([^])/g, (whole, c: string) =>
      /[\w^$\\.*+?()[\]{}|/-]/.test(c) ? whole : c,
    )
    try {
      return {
        type: 'set',
        set: anyOf(portable === '[^]' ? String.raw`[\s\S]` : portable, this.#flags.ignoreCase ?? false),
      }
    } catch (cause) {
      throw refused(this.#source, `${written} is not understood`, cause)
    }
  }

  #group(): Node {
    if (this.#match(/\?<?[=!]/y)) throw refused(this.#source, 'look-around needs backtracking, which can hang')
    const kept = this.#match(/\?:/y) === null && ++this.#groups === 1
    this.#match(/\?P?<\w+>/y)
    if (this.#source[this.#at] === '?') throw refused(this.#source, 'a group that begins with ? is not understood')
    const item = this.#either()
    if (!this.#take(')')) throw refused(this.#source, 'a ( has no )')
    return kept ? { type: 'group', item } : item
  }

  #take(sign: string): boolean {
    if (this.#source[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)
    if (found) this.#at += found[0].length
    return found
  }
}

const assertions: Record<string, Assertion> = { b: 'boundary', B: 'notBoundary', A: 'start', z: 'end', Z: 'end' }

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

function refused(source: string, problem: string, cause?: unknown): SluiceError {
  return new SluiceError('usage', { problem: `the pattern ${source} cannot be used: ${problem}` }, cause)
}
