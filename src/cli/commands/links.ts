// sluice links: every link of the document, parsed. The book's urllinks.py.

import type { Link } from '../../page/links.ts'
import { shownLink } from '../../page/link-view.ts'
import type { LinkView } from '../../page/link-view.ts'
import { Pattern } from '../../page/pattern.ts'
import type { PageOptions } from '../../page/read-page.ts'
import { copied, Tally } from '../../page/words.ts'
import { plural } from '../../render/units.ts'
import { besideBook } from '../beside-book.ts'
import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import { readingGroups, rowForm } from '../document-flags.ts'
import type { Values } from '../flag.ts'
import { listed } from '../listed.ts'
import type { Rows } from '../listed.ts'
import { sourceOf } from '../source.ts'

const choosing = {
  title: 'Links',
  flags: {
    all: { kind: 'switch', about: 'also of area, link, img, script, iframe and form' },
    internal: { kind: 'switch', about: "only to the document's own host" },
    external: { kind: 'switch', about: 'only to other hosts' },
    match: { kind: 'text', value: 'PATTERN', about: 'only those that match' },
    not: { kind: 'text', value: 'PATTERN', about: 'only those that do not' },
    raw: { kind: 'switch', about: 'as written, those that are no URL too' },
    'no-fragment': { kind: 'switch', about: 'without the part after #' },
    unique: { short: 'u', kind: 'switch', about: 'each once' },
    count: { short: 'c', kind: 'switch', about: 'how often each, most frequent first' },
    long: { short: 'l', kind: 'switch', about: 'element, rel, URL and text, a tab between them' },
    regex: { kind: 'switch', about: "the book's pattern beside the parser: found, missed and why, wrong and why" },
  },
} as const

type Choices = Values<typeof choosing.flags>

export const links = command({
  operands: 'URL|FILE|-',
  more: 'Prints where each <a> leads, in the order of the page, as absolute URLs: <base> and the address after redirects are what they start from.',
  groups: readingGroups(choosing, rowForm),
  examples: [
    ['sluice links http://www.dr-chuck.com/page1.htm', "the book's urllinks.py"],
    ['sluice links --regex https://docs.python.org', "what the book's urlregex.py misses"],
    ['curl -s http://www.dr-chuck.com | sluice links --base http://www.dr-chuck.com -', 'from standard input'],
  ],
  async run({ values, operands }, context) {
    const reading = values.regex
      ? listed(values, besideBook)
      : values.count
        ? listed(values, () => counted(values))
        : listed(values, () => each(values))
    return readDocument(await sourceOf(operands, context), values, context, reading)
  },
})

type Form = Values<typeof rowForm.flags>

// A row a link, as it is found.
function each(values: Choices & Form): Rows<Row> {
  const chosen = new Chosen(values)
  const seen = new Set<string>()
  return {
    name: 'links',
    columns: {
      url: ({ url }) => url,
      raw: ({ raw }) => raw,
      element: ({ element }) => element,
      rel: ({ rel }) => rel,
      text: ({ text }) => text,
    },
    line: ({ element, rel, url, raw, text = '' }) => {
      const shown = values.raw ? raw : url!
      return values.long ? `${element}\t${rel || '-'}\t${shown}\t${text}` : shown
    },
    page: (tell) =>
      chosen.page(
        (link, shown) => {
          if (values.unique && seen.has(shown)) return
          if (values.unique) seen.add(copied(shown))
          const { url = null, raw, internal = null } = link
          tell({ ...link, ...(values.raw ? { url, raw: shown } : { url: shown, raw }), internal })
        },
        values.long || values.json || values.ndjson || values.csv || values.tsv,
      ),
    notes: () => chosen.notes,
  }
}

/** A link as it is told; absent knowledge is null. */
interface Row extends Omit<Link, 'url' | 'internal'> {
  url: string | null
  internal: boolean | null
}

function counted(values: Choices & Form): Rows<{ url: string; count: number }> {
  const chosen = new Chosen(values)
  const tally = new Tally()
  return {
    name: 'links',
    columns: { count: ({ count }) => count, url: ({ url }) => url },
    line: ({ count, url }) => `${count}\t${url}`,
    page: () => chosen.page((_, shown) => tally.add(shown), false),
    end(_, tell) {
      for (const [url, count] of tally.ranked()) tell({ url, count })
    },
    notes: () => chosen.notes,
  }
}

/** The links that the flags choose. */
class Chosen {
  readonly #values: Choices
  readonly #view: LinkView
  #lost = 0

  /** @throws SluiceError usage, for a pattern that cannot be used */
  constructor(values: Choices) {
    const { raw, internal, external, match, not } = values
    this.#values = values
    this.#view = {
      raw,
      internal,
      external,
      noFragment: values['no-fragment'],
      match: match === undefined ? undefined : new Pattern(match),
      not: not === undefined ? undefined : new Pattern(not),
    }
  }

  page(take: (link: Link, shown: string) => void, text: boolean): PageOptions {
    return {
      links: { all: this.#values.all, text },
      onLink: (link) => {
        if (link.url === undefined && !this.#values.raw) this.#lost++
        const shown = shownLink(link, this.#view)
        if (shown !== undefined) take(link, shown)
      },
    }
  }

  get notes(): string[] {
    if (this.#lost === 0) return []
    return [
      `${plural(this.#lost, 'link')} without an absolute URL left out (--raw shows all; --base URL is their start)`,
    ]
  }
}
