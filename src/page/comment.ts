// Where do comments and CDATA sections end?

/** Reads one comment, piece by piece. HTML, sections 13.2.5.43 to 13.2.5.52. */
export class Comment {
  #state: State = 'start'

  /** Reads on after `<!--`. Returns the index after the comment, or -1 when the chunk is used up. */
  scan(chunk: string, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      if (this.#state === 'inside') at = chunk.indexOf('-', at)
      if (at < 0) return -1
      const c = chunk[at]!
      const next = steps[this.#state][c === '-' || c === '>' || c === '!' ? c : 'other']
      if (next === 'over') return at + 1
      this.#state = next
    }
    return -1
  }
}

type State = 'start' | 'startDash' | 'inside' | 'endDash' | 'end' | 'bang'

// The less-than-sign states of the standard are left out: they differ in what is an error, not in where it ends.
const steps: Record<State, Record<'-' | '>' | '!' | 'other', State | 'over'>> = {
  start: { '-': 'startDash', '>': 'over', '!': 'inside', other: 'inside' },
  startDash: { '-': 'end', '>': 'over', '!': 'inside', other: 'inside' },
  inside: { '-': 'endDash', '>': 'inside', '!': 'inside', other: 'inside' },
  endDash: { '-': 'end', '>': 'inside', '!': 'inside', other: 'inside' },
  end: { '-': 'end', '>': 'over', '!': 'bang', other: 'inside' },
  bang: { '-': 'endDash', '>': 'over', '!': 'inside', other: 'inside' },
}

/** Reads one CDATA section of svg or math, piece by piece. HTML, sections 13.2.5.69 to 13.2.5.71. */
export class CdataSection {
  #brackets = 0

  /** Brackets held back because they might have begun `]]>`: text after all, if the document ends here. */
  get held(): string {
    return ']'.repeat(this.#brackets)
  }

  /** Reads on, gives the text to `tell`. Returns the index after `]]>`, or -1 when the chunk is used up. */
  scan(chunk: string, from: number, tell: (text: string) => void): number {
    let at = from
    while (at < chunk.length) {
      const c = chunk[at]!
      if (c === '>' && this.#brackets === 2) return at + 1
      if (c === ']' && this.#brackets === 2) {
        tell(']')
        at++
      } else if (c === ']') {
        this.#brackets++
        at++
      } else {
        if (this.#brackets > 0) tell(this.held)
        this.#brackets = 0
        const bracket = chunk.indexOf(']', at)
        const end = bracket < 0 ? chunk.length : bracket
        tell(chunk.slice(at, end))
        at = end
      }
    }
    return -1
  }
}
