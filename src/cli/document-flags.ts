// The flags of the commands that read a document.

import type { Flag, FlagGroup } from './flag.ts'
import { always, answering, asking, clocks, reading, routing, showing, tls } from './flags.ts'

const source = {
  title: 'Document',
  flags: {
    output: { short: 'o', kind: 'file', value: 'FILE', about: 'print to FILE, which is replaced when all is there' },
    base: { kind: 'text', value: 'URL', about: "the document's address, where its links start from" },
    encoding: {
      kind: 'text',
      value: 'LABEL',
      about:
        'what its characters are in, as utf-8 or shift_jis; default auto: as it declares, else a guess, and says so',
    },
    'fail-empty': { kind: 'switch', about: 'exit 1 when nothing is found; default 0' },
  },
} as const

/** For commands that print a text. */
export const textForm = {
  title: 'Form',
  flags: {
    limit: { kind: 'count', value: 'N', about: 'print the first N characters, count all, and say how many' },
    max: { kind: 'count', value: 'N', about: 'the same as --limit' },
    json: { kind: 'switch', about: 'one JSON document: the text, and what is known of the page' },
  },
} as const

/** For commands that print rows. */
export const rowForm = {
  title: 'Form',
  flags: {
    json: { kind: 'switch', about: 'one JSON document: the rows, and what is known of the page' },
    ndjson: { kind: 'switch', about: 'a JSON object a line, each as it is found' },
    csv: { kind: 'switch', about: 'comma-separated values with a heading' },
    tsv: { kind: 'switch', about: 'tab-separated values with a heading; \\t, \\n and \\\\ in them are written so' },
    null: { short: '0', kind: 'switch', about: 'a NUL after each instead of a line end' },
  },
} as const

// Of get's flags, those that make sense for what is read once and not kept.
const common = [
  without(asking, 'head', 'raw', 'time-cond', 'etag-compare', 'etag-save'),
  answering,
  routing,
  tls,
  reading,
  clocks,
  only(showing, 'verbose', 'show-secrets', 'quiet', 'silent'),
] as const

/** A command's own groups, and those of every command that reads a document. Letters go to its own flags first. */
export function readingGroups<const G extends readonly FlagGroup[]>(...own: G) {
  const taken = new Set(
    [...own, source, always].flatMap(({ flags }) => Object.values<Flag>(flags)).map(({ short }) => short),
  )
  const rest = common.map(({ title, flags }) => ({
    title,
    brief: true,
    flags: Object.fromEntries(
      Object.entries<Flag>(flags).map(([name, flag]) => {
        const { short, ...others } = flag
        return [name, short === undefined || taken.has(short) ? others : flag]
      }),
    ),
  })) as unknown as typeof common
  return [...own, source, ...rest, always] as const
}

function without<const F extends Record<string, Flag>, N extends keyof F>(
  { title, flags }: { title: string; flags: F },
  ...names: N[]
) {
  const rest = Object.entries(flags).filter(([name]) => !names.includes(name as N))
  return { title, flags: Object.fromEntries(rest) as unknown as Omit<F, N> }
}

function only<const F extends Record<string, Flag>, N extends keyof F>(
  { title, flags }: { title: string; flags: F },
  ...names: N[]
) {
  return { title, flags: Object.fromEntries(names.map((name) => [name, flags[name]])) as unknown as Pick<F, N> }
}

/** What every command that reads a document knows of its flags. */
export type DocumentFlags = ReturnType<typeof readingGroups<[]>>
