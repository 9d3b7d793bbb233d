// All matches of a pattern in a text that comes in pieces, in one pass.
//
// The threads of a program are kept in the order in which a backtracking engine would try them: of two that stand at the
// same instruction the later can never win and is dropped. A match is tentative while a thread lives that would be
// preferred to it; meanwhile the search goes on behind it, so that no character is ever read twice.

import type { Pattern } from './pattern.ts'
import type { Assertion } from './program.ts'

/** A match. Empty ones are not told, as with `grep -o`. */
export interface Match {
  /** The first group, if the pattern has one and it took part, else the whole. */
  text: string
  /** Offset of that text, in UTF-16 units. */
  at: number
}

/** Characters over which one match may go; an attempt that gets longer is given up. */
export const WINDOW = 65_536

interface Thread {
  readonly start: number
  /** Where the first group opened and closed; -1 for not yet. */
  readonly open: number
  readonly close: number
}

/** Finds the matches of one pattern in one text. */
export class Matches {
  readonly #pattern: Pattern
  readonly #tell: (match: Match) => void
  readonly #prefix: string
  readonly #first: Uint8Array
  // Threads that wait for the next character, and those that have seen which assertions hold before it.
  readonly #waitingAt: number[] = []
  readonly #waiting: Thread[] = []
  readonly #readyAt: number[] = []
  readonly #ready: Thread[] = []
  readonly #seen: Uint32Array
  #step = 0
  #cut = false
  #tentative: (Thread & { end: number })[] = []
  #position = 0
  #before = -1
  #kept = ''
  #keptFrom = 0
  #givenUp = 0

  constructor(pattern: Pattern, tell: (match: Match) => void) {
    this.#pattern = pattern
    this.#tell = tell
    this.#seen = new Uint32Array(pattern.program.length)
    this.#prefix = prefixOf(pattern)
    this.#first = firstCharacters(pattern)
  }

  /** Attempts that were given up because they went over more than 65,536 characters. */
  get givenUp(): number {
    return this.#givenUp
  }

  feed(text: string): void {
    const offset = this.#position
    this.#kept = this.#waiting.length > 0 || this.#tentative.length > 0 ? this.#kept + text : text
    if (this.#kept.length === text.length) this.#keptFrom = offset
    for (let at = 0; at < text.length;) {
      if (this.#waiting.length === 0 && this.#tentative.length === 0) at = this.#skip(text, at)
      if (at === text.length) break
      const character = text.codePointAt(at)!
      this.#position = offset + at
      this.#meet(character)
      at += character > 0xffff ? 2 : 1
    }
    this.#position = offset + text.length
    this.#forget()
  }

  end(): void {
    this.#meet(-1)
    this.#commit(Infinity)
  }

  // Over what no match can begin with.
  #skip(text: string, from: number): number {
    const found = text.indexOf(this.#prefix, from)
    // At the end of the piece the prefix may be there in part.
    let at = found < 0 ? Math.max(from, text.length - this.#prefix.length + 1) : found
    while (at < text.length && this.#first[Math.min(text.charCodeAt(at), 128)] === 0) at++
    if (at > from) this.#before = text.charCodeAt(at - 1)
    return at
  }

  // Between #before and `character`: see who matches, then who goes on.
  #meet(character: number): void {
    this.#step++
    this.#readyAt.length = 0
    this.#ready.length = 0
    this.#cut = false
    for (let n = 0; n < this.#waiting.length && !this.#cut; n++)
      this.#follow(this.#waitingAt[n]!, this.#waiting[n]!, character)
    this.#cut = false
    if (character >= 0 && this.#first[Math.min(character, 128)] === 1)
      this.#follow(0, { start: this.#position, open: -1, close: -1 }, character)
    this.#giveUp()
    this.#waitingAt.length = 0
    this.#waiting.length = 0
    for (let n = 0; n < this.#ready.length; n++) {
      const instruction = this.#pattern.program[this.#readyAt[n]!]!
      if (instruction.op !== 'set' || character < 0) continue
      if (character < 128 ? instruction.set.ascii[character] === 0 : !instruction.set.other(character)) continue
      this.#waitingAt.push(instruction.next)
      this.#waiting.push(this.#ready[n]!)
    }
    this.#before = character
    this.#commit(this.#waiting[0]?.start ?? Infinity)
  }

  #follow(at: number, thread: Thread, next: number): void {
    if (at < 0 || this.#cut || this.#seen[at] === this.#step) return
    const instruction = this.#pattern.program[at]!
    if (instruction.op === 'match') {
      this.#matched(thread)
      return
    }
    this.#seen[at] = this.#step
    if (instruction.op === 'set') {
      this.#readyAt.push(at)
      this.#ready.push(thread)
    } else if (instruction.op === 'split') {
      this.#follow(instruction.next, thread, next)
      this.#follow(instruction.other, thread, next)
    } else if (instruction.op === 'assert') {
      if (holds(instruction.kind, this.#before, next)) this.#follow(instruction.next, thread, next)
    } else this.#follow(instruction.next, { ...thread, [instruction.op]: this.#position }, next)
  }

  #matched(thread: Thread): void {
    if (thread.start === this.#position) return
    while (this.#tentative.length > 0 && this.#tentative.at(-1)!.start >= thread.start) this.#tentative.pop()
    this.#tentative.push({ ...thread, end: this.#position })
    this.#cut = true
  }

  #giveUp(): void {
    const oldest = this.#ready[0]?.start
    if (oldest === undefined || this.#position - oldest < WINDOW) return
    const younger = this.#ready.findIndex((thread) => thread.start > oldest)
    const dropped = younger < 0 ? this.#ready.length : younger
    this.#ready.splice(0, dropped)
    this.#readyAt.splice(0, dropped)
    if (this.#tentative[0]?.start !== oldest) this.#givenUp++
  }

  // Tells the matches to which no living thread is preferred.
  #commit(oldest: number): void {
    let told = 0
    for (const match of this.#tentative) {
      if (match.start >= oldest) break
      const [from, to] = match.close < 0 ? [match.start, match.end] : [match.open, match.close]
      this.#tell({ text: this.#kept.slice(from - this.#keptFrom, to - this.#keptFrom), at: from })
      told++
    }
    if (told > 0) this.#tentative.splice(0, told)
  }

  #forget(): void {
    const needed = Math.min(this.#waiting[0]?.start ?? this.#position, this.#tentative[0]?.start ?? this.#position)
    if (this.#position - this.#keptFrom < 2 * WINDOW && needed < this.#position) return
    this.#kept = this.#kept.slice(needed - this.#keptFrom)
    this.#keptFrom = needed
  }
}

/** Whether the pattern matches anywhere in `text`, perhaps an empty place. */
export function firstMatch(pattern: Pattern, text: string): boolean {
  let found = false
  const matches = new Matches(pattern, () => {
    found = true
  })
  matches.feed(text)
  matches.end()
  return found
}

const isWord = (c: number) =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c === 0x5f

function holds(kind: Assertion, before: number, next: number): boolean {
  if (kind === 'start') return before < 0
  if (kind === 'end') return next < 0
  if (kind === 'lineStart') return before < 0 || before === 0x0a
  if (kind === 'lineEnd') return next < 0 || next === 0x0a
  return (isWord(before) !== isWord(next)) === (kind === 'boundary')
}

// The characters that every match begins with.
function prefixOf({ program }: Pattern): string {
  let prefix = ''
  for (const instruction of program) {
    if (instruction.op === 'open' || instruction.op === 'close') continue
    if (instruction.op !== 'set' || instruction.set.only === undefined) break
    prefix += instruction.set.only
  }
  return prefix
}

// For each ASCII character, and for the rest together at 128, whether a match can begin with it.
function firstCharacters({ program }: Pattern): Uint8Array {
  const first = new Uint8Array(129)
  const seen = new Set<number>()
  const todo = [0]
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    const instruction = program[at]
    if (!instruction || instruction.op === 'match' || seen.has(at)) continue
    seen.add(at)
    if (instruction.op !== 'set')
      todo.push(instruction.next, ...(instruction.op === 'split' ? [instruction.other] : []))
    else {
      first[128] = 1
      for (let code = 0; code < 128; code++) first[code]! |= instruction.set.ascii[code]!
    }
  }
  return first
}
