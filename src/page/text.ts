// Visible text as a reader would copy it from the screen: white space collapsed, blocks on lines of their own, an empty
// line between paragraphs, a tab between cells.

import type { Gap, VisibleTarget } from './visible.ts'

/** Lays visible text out. */
export class LaidOutText implements VisibleTarget {
  readonly #tell: (text: string) => void
  /** What stands between what was told and what comes: line ends, a tab, a space. */
  #lines = 0
  #separator: '' | ' ' | '\t' = ''
  #began = false
  #lineEnded = false

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  gap(gap: Gap): void {
    if (gap === 'cell') {
      if (this.#lines === 0) this.#separator = '\t'
      return
    }
    const lines = gap === 'break' ? this.#lines + 1 : gap === 'paragraph' ? 2 : 1
    this.#lines = Math.max(this.#lines, Math.min(2, lines))
    this.#separator = ''
  }

  text(piece: string, preformatted: boolean): void {
    if (preformatted) {
      this.#say(piece)
      return
    }
    const text = piece.replaceAll(/[\t\n\f\r ]+/g, ' ').replaceAll('\0', '')
    if (text.startsWith(' ')) this.#space()
    const words = trimmed(text)
    if (words === '') return
    this.#say(words)
    if (text.endsWith(' ')) this.#space()
  }

  end(): void {
    if (this.#began && !this.#lineEnded) this.#tell('\n')
  }

  #space(): void {
    if (this.#lines === 0 && this.#separator === '' && this.#began) this.#separator = ' '
  }

  #say(text: string): void {
    if (this.#began) this.#tell('\n'.repeat(this.#lines) + this.#separator + text)
    else this.#tell(text)
    this.#began = true
    this.#lineEnded = text.endsWith('\n')
    this.#lines = 0
    this.#separator = ''
  }
}

function trimmed(text: string): string {
  return text.slice(text.startsWith(' ') ? 1 : 0, text.endsWith(' ') ? -1 : undefined)
}
