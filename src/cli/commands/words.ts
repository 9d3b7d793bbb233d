// sluice words: how often each word occurs. The book's urlwords.py.

import { readFileSync } from 'node:fs'
import { SluiceError } from '../../errors.ts'
import { pythonDict } from '../../page/python.ts'
import { Tally } from '../../page/words.ts'
import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import type { Reading } from '../document.ts'
import { readingGroups, rowForm } from '../document-flags.ts'
import { forms, listed } from '../listed.ts'
import { sourceOf } from '../source.ts'
import { unreadable } from '../unreadable.ts'

const counting = {
  title: 'Words',
  flags: {
    top: { kind: 'count', value: 'N', about: 'only the N most frequent' },
    source: { kind: 'switch', about: "split the source, markup and all, as the book's program does" },
    book: { kind: 'switch', about: "the dictionary as the book's program prints it, in order of appearance" },
    fold: { kind: 'switch', about: 'lower case: The and the are one word' },
    strip: { kind: 'switch', about: 'without what is neither letter nor digit at either end' },
    unicode: { kind: 'switch', about: 'words as Unicode has them: no punctuation; Chinese and Thai are divided' },
    stop: { kind: 'file', value: 'FILE', about: 'leave out the words in FILE' },
  },
} as const

export const words = command({
  operands: 'URL|FILE|-',
  more: 'A word is what white space divides the visible text into, as for wc and the book. Most frequent first, equals in order of appearance.',
  groups: readingGroups(counting, rowForm),
  examples: [
    ['sluice words http://data.pr4e.org/romeo.txt', 'a count, a tab and a word a line'],
    ['sluice words --book --source http://data.pr4e.org/romeo.txt', "what the book's urlwords.py prints"],
  ],
  async run({ values, operands }, context) {
    const form = forms.find((name) => values[name])
    if (values.book && form) throw new SluiceError('usage', { problem: `--book and --${form} are two forms: give one` })
    const source = await sourceOf(operands, context)
    const stop = values.stop === undefined ? undefined : stopWords(values.stop)
    const looking = (tally: Tally) => ({ onWord: (word: string) => tally.add(word), words: { ...values, stop } })
    const rows = listed<{ word: string; count: number }>(values, () => {
      const tally = new Tally()
      return {
        name: 'words',
        columns: { count: ({ count }) => count, word: ({ word }) => word },
        line: ({ word, count }) => `${count}\t${word}`,
        page: () => looking(tally),
        end(_, tell) {
          for (const [word, count] of tally.ranked(values.top)) tell({ word, count })
        },
      }
    })
    const book = (write: (text: string) => void): Reading => {
      const tally = new Tally()
      return {
        page: looking(tally),
        end: () => write(`${pythonDict(tally.counts)}\n`),
        found: () => tally.counts.size,
        close: () => {},
      }
    }
    return readDocument(source, values, context, values.book ? book : rows)
  },
})

function stopWords(path: string): Set<string> {
  try {
    return new Set(readFileSync(path, 'utf8').split(/\s+/))
  } catch (error) {
    throw unreadable(path, error)
  }
}
