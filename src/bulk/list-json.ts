// A JSON array of URLs or of objects, one element at a time.

import { SluiceError } from '../errors.ts'
import type { Choose } from './list-columns.ts'
import { tooLong, valueRows } from './list-lines.ts'
import { longestField } from './row.ts'
import type { Row } from './row.ts'

export async function* jsonRows(pieces: AsyncIterable<string>, choose: Choose): AsyncGenerator<Row[]> {
  const toRow = valueRows(choose)
  const elements = new Elements()
  for await (const piece of pieces) {
    const rows = elements.feed(piece).map((json) => (json === undefined ? tooLong() : toRow(json)))
    if (rows.length > 0) yield rows
  }
  elements.end()
}

const suggestion = 'a value a line is --input-format ndjson'

/** Cuts the outermost array into its elements. Undefined is one that was too long. */
class Elements {
  #depth = 0
  #inString = false
  #escaped = false
  #element = ''
  #over = false

  feed(text: string): (string | undefined)[] {
    const found: (string | undefined)[] = []
    let from = 0
    const keep = (to: number) => {
      const room = longestField + 1 - this.#element.length
      if (room > 0) this.#element += text.slice(from, Math.min(to, from + room))
    }
    const finish = () => {
      if (this.#element.trim() !== '') found.push(this.#element.length > longestField ? undefined : this.#element)
      this.#element = ''
    }
    for (let at = 0; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (c === 0x5c) this.#escaped = true
        else if (c === 0x22) this.#inString = false
        continue
      }
      if (this.#depth === 0) {
        if (c === 0x5b && !this.#over) {
          this.#depth = 1
          from = at + 1
        } else if (c > 0x20) throw new SluiceError('usage', { problem: 'a JSON list has to be one array', suggestion })
      } else if (c === 0x22) this.#inString = true
      else if (c === 0x5b || c === 0x7b) this.#depth++
      else if (c === 0x5d || c === 0x7d) {
        if (--this.#depth > 0) continue
        keep(at)
        finish()
        this.#over = true
      } else if (c === 0x2c && this.#depth === 1) {
        keep(at)
        finish()
        from = at + 1
      }
    }
    if (this.#depth > 0) keep(text.length)
    return found
  }

  end(): void {
    if (!this.#over) throw new Error('its JSON array has no end')
  }
}
