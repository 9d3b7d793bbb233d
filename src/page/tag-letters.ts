// The characters that tags are made of: HTML, section 13.2.5.

/** Whether `name`, in lower case, stands there, in whatever case. */
export function isNamed(name: string, chunk: string, from: number): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = chunk.charCodeAt(from + i)
    if ((c >= 0x41 && c <= 0x5a ? c | 0x20 : c) !== name.charCodeAt(i)) return false
  }
  return true
}

/** Where a value without quotes ends, or the chunk. */
export function unquotedEnd(chunk: string, from: number): number {
  let end = from
  while (end < chunk.length && !isSpace(chunk.charCodeAt(end)) && chunk.charCodeAt(end) !== 0x3e) end++
  return end
}

/** The next index that is no white space, or the chunk's end. */
export function skipSpace(chunk: string, from: number): number {
  let at = from
  while (at < chunk.length && isSpace(chunk.charCodeAt(at))) at++
  return at
}

/** What ends the name of an attribute. */
export function endsName(c: number): boolean {
  return c === 0x3d || isDelimiter(c)
}

/** What may follow a tag's name: white space, `/` or `>`. */
export function isDelimiter(c: number): boolean {
  return c === 0x3e || c === 0x2f || isSpace(c)
}

/** An ASCII letter: what a tag's name begins with. */
export function isLetter(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a)
}

/** HTML's white space; CR is LF by then. */
export function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x09 || c === 0x0c
}

/** ASCII letters in lower case, and no others. */
export function asciiLower(name: string): string {
  for (let at = 0; at < name.length; at++) {
    const c = name.charCodeAt(at)
    if (c >= 0x41 && c <= 0x5a) return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
  }
  return name
}
