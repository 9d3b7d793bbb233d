// Long lines for a terminal, broken between words.

/** `text` in lines of at most `columns` characters, where words allow it. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** The same for lines that may be indented: what goes on of such a line is indented by two more. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.length <= columns) return line
      const [indent] = /^ */.exec(line)!
      const more = indent === '' ? '' : `${indent}  `
      const lines = wrap(line.slice(indent.length), columns - more.length)
      return lines.map((part, i) => (i === 0 ? indent : more) + part).join('\n')
    })
    .join('\n')
}
