// A header section, or a trailer section: its field lines, looked up by name.

import { trimOws } from './abnf.ts'
import type { Field } from './types.ts'

/** Field lines in the order received. Names compare without case (RFC 9110 section 5.1). */
export class Header {
  readonly fields: readonly Field[]

  constructor(fields: readonly Field[]) {
    this.fields = fields
  }

  /** Every line's value under that name, in order. */
  all(name: string): string[] {
    const wanted = name.toLowerCase()
    return this.fields
      .filter(([n]) => n.length === wanted.length && n.toLowerCase() === wanted)
      .map(([, value]) => value)
  }

  /** The first line's value under that name. */
  get(name: string): string | undefined {
    return this.all(name)[0]
  }

  /** The members of a comma-separated list over all its lines (RFC 9110 section 5.6.1); not for quoted strings. */
  list(name: string): string[] {
    return this.all(name)
      .flatMap((value) => value.split(','))
      .map(trimOws)
      .filter((member) => member !== '')
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  /** The same without the lines under that name. */
  without(name: string): Header {
    const unwanted = name.toLowerCase()
    return new Header(this.fields.filter(([n]) => n.toLowerCase() !== unwanted))
  }
}
