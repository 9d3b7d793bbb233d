// The links that the book's pattern finds beside those that there are: sluice links --regex.

import { bookPattern, compareWithBook } from '../page/book-regex.ts'
import { plural } from '../render/units.ts'
import type { Rows } from './listed.ts'
import { Whole } from './whole.ts'

/** Rows in the order of the page. */
export function besideBook(): Rows<Beside> {
  const whole = new Whole('--regex')
  const rows: Beside[] = []
  return {
    name: 'links',
    columns: { verdict: ({ verdict }) => verdict, link: ({ link }) => link, why: ({ why }) => why },
    line: ({ verdict, link, why }) => `${verdict}\t${link.trim()}${why && `\t${why}`}`,
    page: () => ({ onSource: whole.add }),
    end(_, tell) {
      const comparison = compareWithBook(whole.text)
      const differs = 'as written: the link itself has & for &amp;'
      for (const it of comparison.found)
        rows.push({ verdict: 'found', link: it.text, why: it.differs ? differs : '', at: it.at })
      for (const it of comparison.missed) rows.push({ verdict: 'missed', link: it.raw, why: it.why, at: it.at })
      for (const it of comparison.wrong) rows.push({ verdict: 'wrong', link: it.text, why: it.why, at: it.at })
      for (const row of rows.toSorted((a, b) => a.at - b.at)) tell(row)
    },
    notes() {
      const count = (wanted: string) => rows.filter(({ verdict }) => verdict === wanted).length
      const [found, missed, wrong] = ['found', 'missed', 'wrong'].map(count) as [number, number, number]
      return [
        `${bookPattern.source.replaceAll('\\/', '/')} finds ${found} of ${plural(found + missed, 'link')}, and ${wrong} that ${wrong === 1 ? 'is' : 'are'} none`,
      ]
    },
  }
}

interface Beside {
  verdict: 'found' | 'missed' | 'wrong'
  link: string
  why: string
  at: number
}
