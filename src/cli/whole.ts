// The source of a document that is needed whole.

import { SluiceError } from '../errors.ts'
import { SELECTABLE } from '../page/select.ts'

/** Keeps a source, up to the size of which a tree can be made. */
export class Whole {
  text = ''
  readonly #for: string

  /** @param what the flag that needs it, for the sentence */
  constructor(what: string) {
    this.#for = what
  }

  /** @throws SluiceError usage */
  readonly add = (piece: string): void => {
    this.text += piece
    if (this.text.length > SELECTABLE)
      throw new SluiceError('usage', {
        problem: `${this.#for} needs the whole page at once, and it has more than ${SELECTABLE} characters`,
      })
  }
}
