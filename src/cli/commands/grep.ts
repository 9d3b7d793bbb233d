// sluice grep: every match of a regular expression in the document. The book's urlregex.py.

import { SluiceError } from '../../errors.ts'
import { WINDOW } from '../../page/matches.ts'
import type { Match } from '../../page/matches.ts'
import { Pattern } from '../../page/pattern.ts'
import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import { readingGroups, rowForm } from '../document-flags.ts'
import { listed } from '../listed.ts'
import { sourceOf } from '../source.ts'

const matching = {
  title: 'Matching',
  flags: { 'ignore-case': { short: 'i', kind: 'switch', about: 'upper and lower case are the same' } },
} as const

export const grep = command({
  operands: 'PATTERN URL|FILE|-',
  more: 'Prints each match in the source, or of each its first group if the pattern has one, as re.findall() does. Patterns are spelled as in Python and JavaScript, without back-references and look-around: so that none can hang, however the page is made. (?i), (?m) and (?s) at the beginning say that case does not matter, that ^ and $ are at lines, that . is also a line end.',
  groups: readingGroups(matching, rowForm),
  examples: [
    [`sluice grep 'href="(http[s]?://.*?)"' https://docs.python.org`, "the book's urlregex.py"],
    ['sluice grep -i "juliet|romeo" http://data.pr4e.org/romeo.txt', ''],
  ],
  async run({ values, operands: [text, ...operands] }, context) {
    if (text === undefined)
      throw new SluiceError('usage', { problem: 'there is no pattern', suggestion: 'sluice grep PATTERN URL' })
    const pattern = new Pattern(text, { ignoreCase: values['ignore-case'] })
    const source = await sourceOf(operands, context)
    const reading = listed<Match>(values, () => ({
      name: 'matches',
      columns: { at: ({ at }) => at, text: (match) => match.text },
      line: (match) => match.text,
      page: (onMatch) => ({ pattern, onMatch }),
      notes: ({ givenUp }) =>
        givenUp === 0
          ? []
          : [`${givenUp === 1 ? '1 match' : `${givenUp} matches`} longer than ${WINDOW} characters left out`],
    }))
    return readDocument(source, values, context, reading)
  },
})
