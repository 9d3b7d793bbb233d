// The flags of the commands that retrieve once and keep nothing, and of those of them that read a document.

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

// Of get's flags, those that make sense for what is asked for once and not kept.
const common = [
  without(asking, 'head', 'raw', 'time-cond', 'etag-compare', 'etag-save'),
  answering,
  without(routing, 'connections'),
  tls,
  reading,
  clocks,
  only(showing, 'verbose', 'show-secrets', 'quiet', 'silent', 'show-error'),
] as const

/** A command's own groups, and those of get that say how it is retrieved. */
export function retrievingOnce<const G extends readonly FlagGroup[]>(...own: G) {
  return [...own, ...briefly(common, own), always] as const
}

/** The same, for a command that reads a document. */
export function readingGroups<const G extends readonly FlagGroup[]>(...own: G) {
  return retrievingOnce(...own, source)
}

/** What every command knows that retrieves once, and of these every one that reads a document. */
export type OnceFlags = ReturnType<typeof retrievingOnce<[]>>
export type DocumentFlags = ReturnType<typeof readingGroups<[]>>

/** Groups that help only names. Their letters go to a command's own flags where both want one. */
export function briefly<const G extends readonly FlagGroup[]>(groups: G, own: readonly FlagGroup[]): G {
  const taken = new Set([...own, always].flatMap(({ flags }) => Object.values(flags)).map(({ short }) => short))
  const renamed = ({ short, ...others }: Flag): Flag =>
    short === undefined || taken.has(short) ? others : { short, ...others }
  return groups.map(({ title, flags }) => ({
    title,
    brief: true,
    flags: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, renamed(flag)])),
  })) as unknown as G
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
