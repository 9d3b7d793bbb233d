// From one picture to the next on a terminal: only lines that changed are written, and all of them at once.

import type { Line } from './line.ts'
import { widthOf, written } from './line.ts'

// DEC private mode 2026: the terminal shows what is between as one change. One that does not know it ignores it.
const begin = '\x1b[?2026h'
const end = '\x1b[?2026l'
const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'

/** The lines that stand on the terminal now; the cursor rests below them. */
export class Screen {
  readonly #color: boolean
  #shown: Line[] = []

  constructor(color: boolean) {
    this.#color = color
  }

  /** What to write so that these lines stand there; '' when they do. */
  show(lines: readonly Line[]): string {
    const before = this.#shown.map((line) => written(line, this.#color))
    const after = lines.map((line) => written(line, this.#color))
    this.#shown = [...lines]
    if (before.length !== after.length) {
      const clear = before.length > 0 ? `\x1b[${before.length}A\r\x1b[J` : ''
      return `${begin}${hideCursor}${clear}${after.map((line) => `${line}\r\n`).join('')}${end}`
    }
    const changes = after.flatMap((line, i) => {
      const up = after.length - i
      return line === before[i] ? [] : [`\x1b[${up}A\r${line}\x1b[K\x1b[${up}B\r`]
    })
    return changes.length === 0 ? '' : `${begin}${changes.join('')}${end}`
  }

  /** The terminal has another width: takes the lines away, as many as they have become. */
  resized(columns: number): string {
    const rows = this.#shown.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / Math.max(1, columns))),
      0,
    )
    this.#shown = []
    return rows === 0 ? '' : `\x1b[${rows}A\r\x1b[J`
  }

  /** The picture stays; the terminal is as it was. */
  leave(): string {
    return this.#shown.length > 0 ? showCursor : ''
  }
}
