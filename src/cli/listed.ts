// Rows of facts from a document: what words, grep, links, tags and count have in common.

import { SluiceError } from '../errors.ts'
import type { PageFacts, PageOptions } from '../page/read-page.ts'
import { Listing } from '../render/listing.ts'
import type { Form, ListingOptions } from '../render/listing.ts'
import type { Reading } from './document.ts'
import type { rowForm } from './document-flags.ts'
import type { Values } from './flag.ts'

/** The rows of a document. */
export interface Rows<R> extends ListingOptions<R> {
  /** What to look for; each find is `tell`'s. */
  page: (tell: (row: R) => void) => PageOptions
  /** The document is over. */
  end?: (facts: PageFacts, tell: (row: R) => void) => void | Promise<void>
  /** What a person should know of it. */
  notes?: (facts: PageFacts) => string[]
}

/**
 * Rows in the form that the flags ask for.
 *
 * @param make called again when a retrieval starts over
 * @throws SluiceError usage
 */
export function listed<R extends object>(values: Values<typeof rowForm.flags>, make: () => Rows<R>) {
  const [form = 'lines', second] = forms.filter((name) => values[name])
  if (second) throw new SluiceError('usage', { problem: `--${form} and --${second} are two forms: give one` })
  return (write: (text: string) => void): Reading => {
    const rows = make()
    const listing = new Listing<R>(form, rows, write)
    const tell = (row: R) => listing.add(row)
    return {
      page: rows.page(tell),
      end: (facts) => rows.end?.(facts, tell),
      found: () => listing.count,
      close: (facts) => listing.end(facts),
      notes: (facts) => rows.notes?.(facts) ?? [],
    }
  }
}

export const forms = ['json', 'ndjson', 'csv', 'tsv', 'null'] as const satisfies Form[]
