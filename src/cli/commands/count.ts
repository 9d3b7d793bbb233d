// sluice count: how many of each. The book's exercise 4.

import type { PageFacts } from '../../page/read-page.ts'
import { jsonDocument } from '../../render/listing.ts'
import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import type { Reading } from '../document.ts'
import { readingGroups, rowForm } from '../document-flags.ts'
import { listed } from '../listed.ts'
import { parseSource, sourceOf } from '../source.ts'

const all = ['bytes', 'characters', 'lines', 'words', 'p', 'a', 'img']

export const count = command({
  operands: '[NAME…] URL|FILE|-',
  more: 'NAME is bytes, characters, lines, words, or the name of a tag, of which the start tags are counted. One name prints the number alone; without any it is the table of all of these and p, a, img.',
  groups: readingGroups(rowForm),
  examples: [
    ['sluice count p http://www.dr-chuck.com/page1.htm', "the book's exercise 4"],
    ['sluice count lines words characters http://data.pr4e.org/romeo.txt', 'as wc'],
  ],
  async run({ values, operands }, context) {
    // `count p` alone asks for the URL.
    const last = operands.at(-1)
    const named = last !== undefined && /^[a-z][a-z0-9]*$/i.test(last) && parseSource(last).type === 'url'
    const source = await sourceOf(named ? [] : operands.slice(-1), context)
    const given = named ? operands : operands.slice(0, -1)
    const names = given.length > 0 ? given.map((name) => name.toLowerCase()) : all
    let counts: [name: string, count: number][] = []
    const reading = listed<{ name: string; count: number }>(values, () => ({
      name: 'counts',
      columns: { count: (row) => row.count, name: ({ name }) => name },
      line: (row) => (names.length === 1 ? `${row.count}` : `${row.count}\t${row.name}`),
      page: () => ({ count: names }),
      end(facts, tell) {
        counts = names.map((name) => [name, countOf(name, facts)])
        for (const [name, number] of counts) tell({ name, count: number })
      },
    }))
    return readDocument(source, values, context, (write): Reading => {
      const rows = reading(values.json ? () => {} : write)
      const found = () => counts.reduce((sum, [, number]) => sum + number, 0)
      const close = (facts: Record<string, unknown>) => {
        if (values.json) write(jsonDocument({ counts: Object.fromEntries(counts), ...facts }))
      }
      return { ...rows, found, close }
    })
  },
})

function countOf(name: string, { bytes, counts }: PageFacts): number {
  if (name === 'bytes') return bytes
  if (name === 'characters' || name === 'lines' || name === 'words') return counts?.[name] ?? 0
  return counts?.tags.get(name) ?? 0
}
