// Sets of characters of a regular expression: what `[a-z]`, `\d`, `.` or a letter stands for.

/** Whether a code point is in the set. */
export interface CharacterSet {
  /** For ASCII: 1 or 0. */
  readonly ascii: Uint8Array
  /** The one character that is in it, if it is a set of one by how it is written. */
  readonly only?: string
  /** For the rest. */
  other(codePoint: number): boolean
}

/** One character. */
export function literal(character: string): CharacterSet {
  const only = character.codePointAt(0)!
  const ascii = new Uint8Array(128)
  if (only < 128) ascii[only] = 1
  return { ascii, only: character, other: (codePoint) => codePoint === only }
}

// Answers remembered for characters that are not ASCII.
const REMEMBERED = 4096

/** What a single-character regular expression matches; its SyntaxError is passed on. */
export function anyOf(source: string, ignoreCase: boolean): CharacterSet {
  const one = new RegExp(`^(?:${source})$`, ignoreCase ? 'iu' : 'u')
  const ascii = new Uint8Array(128)
  for (let code = 0; code < 128; code++) ascii[code] = one.test(String.fromCharCode(code)) ? 1 : 0
  const known = new Map<number, boolean>()
  const other = (codePoint: number): boolean => {
    const remembered = known.get(codePoint)
    if (remembered !== undefined) return remembered
    const answer = one.test(String.fromCodePoint(codePoint))
    if (known.size < REMEMBERED) known.set(codePoint, answer)
    return answer
  }
  return { ascii, other }
}
