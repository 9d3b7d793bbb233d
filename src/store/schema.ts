// The tables, open to anybody's SQL. The same in both makers but for the spelling of types.

import type { Page } from './store.ts'

/** How a maker spells what standard SQL does not have. */
export interface Dialect {
  integer: string
  /** A column that numbers its rows. */
  key: string
  real: string
  /** A list of integers, and what gives each of it as `destination`. */
  list: string
  each: string
  /** Begins a view that may be there. */
  view: string
  /** There are no tables of ours yet but `setting`. */
  empty: string
}

/** Of these tables, to be raised when one of them changes: the setting of that name. */
export const schemaVersion = { name: 'schema', value: 1 }

/** Why tables of another version are not worked with. @param found its setting; undefined: of before there was one */
export function otherVersion(found: string | undefined): string | undefined {
  const { value } = schemaVersion
  const theirs = Number(found ?? 0)
  if (theirs === value) return undefined
  const whose = `it was made by ${theirs < value ? 'an older' : 'a newer'} sluice (version ${theirs} of its tables; here it is ${value})`
  return `${whose}: ${theirs < value ? '' : 'use that one, or '}crawl anew into another --store`
}

/**
 * host   one row a host: what politeness must remember
 * url    one row a URL that was ever seen, and how it stands
 * page   one row a URL that came to its end by being asked for
 * links  one row a page that has some: to where, in the order of the page, duplicates kept
 * link   the same as one row a link
 */
export const schema = ({ integer, key, real, list, each, view, empty }: Dialect) => `
CREATE TABLE IF NOT EXISTS setting (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO setting SELECT '${schemaVersion.name}', '${schemaVersion.value}' WHERE ${empty} ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS host (
  id ${key},
  name text NOT NULL UNIQUE,
  not_before ${real} NOT NULL DEFAULT 0,
  delay ${real} NOT NULL DEFAULT 0,
  failures ${integer} NOT NULL DEFAULT 0,
  answered ${integer} NOT NULL DEFAULT 0,
  dead ${integer} NOT NULL DEFAULT 0,
  robots text NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS url (
  id ${key},
  url text NOT NULL UNIQUE,
  host ${integer} NOT NULL REFERENCES host (id),
  depth ${integer} NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  tries ${integer} NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS url_waiting ON url (host, tries, id) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS page (
  url ${integer} PRIMARY KEY REFERENCES url (id),
  status ${integer},
  error text,
  content_type text,
  title text,
  bytes ${integer},
  path text,
  "offset" ${integer},
  digest text,
  etag text,
  last_modified text,
  retrieved ${real} NOT NULL,
  wait ${real},
  receive ${real},
  checked ${real} NOT NULL,
  change text
);
CREATE TABLE IF NOT EXISTS links (
  page ${integer} PRIMARY KEY REFERENCES url (id),
  count ${integer} NOT NULL,
  destinations ${list} NOT NULL
);
${view} link AS SELECT page AS source, ${each};
`

/** A page's row, but for the URL's id that it begins with. */
export function pageColumns(page: Page) {
  const { status, error, contentType, title, bytes, path, offset, digest, etag, lastModified, retrieved } = page
  const columns = [status, error, contentType, title, bytes, path, offset, digest, etag, lastModified, retrieved]
  return [...columns, page.wait, page.receive, retrieved, page.change]
}
