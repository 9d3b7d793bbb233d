// Character references (`&amp;`, `&#8212;`) in text that comes in pieces. HTML, section 13.2.5.72.

import { decodeHTML, decodeHTMLAttribute } from 'entities/decode'

/** Decodes text whose references may lie across two pieces; holds back no more than 40 characters. */
export class References {
  #held = ''

  /** The characters of this piece, but for a reference at its end that may go on. */
  decode(piece: string): string {
    const text = this.#held + piece
    this.#held = ''
    const last = text.lastIndexOf('&')
    if (last < 0) return text
    const tail = text.slice(last)
    if (!unfinished.test(tail)) return decodeHTML(text)
    this.#held = shortened(tail)
    return decodeHTML(text.slice(0, last))
  }

  /** The text is over, here comes a tag: what was held. */
  flush(): string {
    const held = this.#held
    if (held === '') return ''
    this.#held = ''
    return decodeHTML(held)
  }
}

/** An attribute's value as the document means it. */
export function attributeValue(written: string): string {
  const clean = written.includes('\0') ? written.replaceAll('\0', '\uFFFD') : written
  return clean.includes('&') ? decodeHTMLAttribute(clean) : clean
}

// The longest name is 32 characters with its semicolon: one more cannot make a difference.
const unfinished = /^&(?:[A-Za-z][A-Za-z0-9]{0,32}|#[0-9]*|#[xX][0-9A-Fa-f]*)?$/

// A number of any length is held as one of the same meaning: no leading zeros, and too large is too large.
function shortened(reference: string): string {
  const [, sign, digits] = /^(&#[xX]?)0*([0-9A-Fa-f]+)$/.exec(reference) ?? []
  return sign && digits && reference.length > 12 ? sign + digits.slice(0, 8) : reference
}
