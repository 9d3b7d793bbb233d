// sluice text: what a reader of the page sees, without its markup.

import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import { readingGroups, textForm } from '../document-flags.ts'
import { printed } from '../printed.ts'
import { sourceOf } from '../source.ts'

export const text = command({
  operands: 'URL|FILE|-',
  more: 'White space is collapsed as in a browser; blocks are on lines of their own, an empty line is between paragraphs, a tab between cells. sluice cat prints the source.',
  groups: readingGroups(textForm),
  examples: [['sluice text --max 3000 http://www.dr-chuck.com/page1.htm', 'the first 3000 characters, all counted']],
  async run({ values, operands }, context) {
    const source = await sourceOf(operands, context)
    return readDocument(
      source,
      values,
      context,
      printed(values, (onText) => ({ onText })),
    )
  },
})
