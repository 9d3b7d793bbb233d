// Lines of a terminal picture: pieces of text in styles, cut to a width, as escape sequences or plain.

/** What a piece stands for; the colours are chosen here and nowhere else. */
export type Style = keyof typeof colours

export type Piece = readonly [style: Style, text: string]

export type Line = readonly Piece[]

// SGR parameters (ECMA-48 section 8.3.117); 38;5;n are the 256 colours that every terminal of today has.
const colours = {
  plain: '',
  strong: '1',
  faint: '2',
  server: '34',
  paused: '38;5;166',
  open: '33',
  shut: '38;5;94',
  buffer: '36',
  held: '2;36',
  reads: '32',
  partial: '2;32',
} as const

/** The first `columns` characters of a line. */
export function cut(line: Line, columns: number): Line {
  let left = columns
  return line.flatMap(([style, text]): Piece[] => {
    const part = text.slice(0, Math.max(0, left))
    left -= part.length
    return part === '' ? [] : [[style, part]]
  })
}

export const widthOf = (line: Line): number => line.reduce((sum, [, text]) => sum + text.length, 0)

/** As it is written to a terminal. */
export function written(line: Line, color: boolean): string {
  return line
    .map(([style, text]) => (color && colours[style] !== '' ? `\x1b[${colours[style]}m${text}\x1b[0m` : text))
    .join('')
}
