// A row of a list, and what became of it.

/** What a list offers. */
export interface Row {
  /** '' where the line has none; `problem` says why. */
  url: string
  /** The other columns, carried to the metadata. */
  extra?: Record<string, unknown>
  problem?: string
}

/** How a URL can end. Every one ends in one of them. */
export const states = ['ok', 'failed', 'robots', 'skipped', 'invalid'] as const
export type State = (typeof states)[number]

/** A row's columns in the metadata; times are ms. Null is not known. */
export interface Result {
  /** Nine digits: five of the shard, four of the row in it. */
  key: string
  url: string
  state: State
  error: string | null
  http_status: number | null
  final_url: string | null
  content_type: string | null
  bytes: number | null
  /** Where it lies: a file under the directory, or the shard's file and the offset in it. */
  path: string | null
  offset: number | null
  sha256: string | null
  tries: number
  connect_ms: number | null
  wait_ms: number | null
  receive_ms: number | null
  reads: number | null
  /** Bytes of the largest read: how full the receive queue was. */
  largest_read: number | null
  received: number | null
}

/** Characters of a line, a field or a JSON value at most; what is longer is a row with a problem. */
export const longestField = 64 * 1024
