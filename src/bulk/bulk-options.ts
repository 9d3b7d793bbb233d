// What a run over a list can be told.

import type { KeepFormat } from './keeping.ts'
import type { LaneOptions } from './lane.ts'
import type { Identity } from './request-text.ts'
import type { Verify } from './wanted-hash.ts'

export interface BulkOptions {
  /** Where everything goes. */
  directory: string
  /** @default 'files' */
  format?: KeepFormat | undefined
  /** @default parquet for tar, as its readers expect; ndjson for the others, which costs a fifth */
  metadata?: 'parquet' | 'ndjson' | undefined
  /** Requests at a time of one host. @default 6, as browsers */
  perHost?: number | undefined
  /** Requests at a time. @default 64 */
  connections?: number | undefined
  /** Obey robots.txt and X-Robots-Tag. @default true */
  robots?: boolean | undefined
  identity?: Identity | undefined
  /** How often a failure that may pass is tried again. @default 5; img2dataset's is 0 */
  retries?: number | undefined
  maxRedirects?: number | undefined
  /** What the identity has goes wherever a redirect leads, but for http where https was named. @default false */
  trustRedirects?: boolean | undefined
  maxFilesize?: number | undefined
  verify?: Verify | undefined
  /** Put the SHA-256 of each content into the metadata. @default false: it costs a third of the processor */
  hash?: boolean | undefined
  lanes?: Omit<LaneOptions, 'names'> | undefined
  /** See names.ts. */
  overrides?: ReadonlyMap<string, string[]> | undefined
  signal?: AbortSignal | undefined
}
