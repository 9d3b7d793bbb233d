// sluice cat: the document as text. The book's "simplest web browser".

import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import { readingGroups, textForm } from '../document-flags.ts'
import { sourceOf } from '../source.ts'
import { printed } from '../printed.ts'

const printing = {
  title: 'Printing',
  flags: { include: { short: 'i', kind: 'switch', about: 'the head before the text' } },
} as const

export const cat = command({
  operands: 'URL|FILE|-',
  groups: readingGroups(printing, textForm),
  examples: [
    ['sluice cat http://data.pr4e.org/romeo.txt', "the book's urllib1.py"],
    ['sluice cat -i http://data.pr4e.org/romeo.txt', "the book's socket1.py"],
    ['sluice cat --limit 3000 http://data.pr4e.org/romeo-full.txt', "the book's exercise 2"],
  ],
  async run({ values, operands }, context) {
    const source = await sourceOf(operands, context)
    const reading = printed(values, (onSource) => ({ onSource }), values.include)
    return readDocument(source, values, context, reading)
  },
})
