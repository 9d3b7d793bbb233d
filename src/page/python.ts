// What Python's `print` shows of strings, lists and dictionaries: for the forms that look like the book's.

/** `repr()` of a string. */
export function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // Python escapes what is not printable: control, format, private, unassigned characters, separators but the space.
  const shown = text.replaceAll(/[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu, escapeSequence)
  return quote + (quote === "'" ? shown.replaceAll("'", String.raw`\'`) : shown) + quote
}

/** `repr()` of a dictionary whose values are numbers, strings or lists of strings. */
export function pythonDict(entries: Iterable<readonly [string, number | string | readonly string[]]>): string {
  return `{${[...entries].map(([key, value]) => `${pythonString(key)}: ${pythonValue(value)}`).join(', ')}}`
}

function pythonValue(value: number | string | readonly string[]): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? pythonString(value) : `[${value.map(pythonString).join(', ')}]`
}

const named: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', ' ': ' ' }

function escapeSequence(character: string): string {
  const known = named[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0)!
  const hex = (digits: number) => code.toString(16).padStart(digits, '0')
  return code < 0x100 ? `\\x${hex(2)}` : code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`
}
