// The contract of where the contents of a shard go.

import type { ResponseHead } from '../http/response-parser.ts'
import type { Address } from './address.ts'
import type { Body } from './body.ts'
import type { Result } from './row.ts'

/** A content that was asked for again and is the same. Times are ms since 1970. */
export interface Revisited {
  /** When it was asked for now, and when what was kept was. */
  at: number
  keptAt: number
  /** As `warcDigest`. */
  digest: string
  /** It was not sent again (304); else it was, and is the same. */
  notModified: boolean
}

/** Makers: `FilesKeeper`, `TarKeeper`, `WarcKeeper`. All of it is synchronous: a slow disk slows the reading. */
export interface Keeper {
  /** Bytes of the shard's own file that are good; to be given to `open` when it is gone on with. */
  readonly size: number
  /**
   * Keeps one whole content, and says in `result` where.
   *
   * @param at when it was asked for, ms since 1970; now by default
   * @returns the result as JSON, if it made that
   * @throws SluiceError write-failed
   */
  keep(url: Address, head: ResponseHead, body: Body, result: Result, at?: number): string | undefined
  /** Notes that what was kept earlier is as it was. Absent: there is nothing to note. @throws SluiceError write-failed */
  revisit?(url: Address, head: ResponseHead, of: Revisited): void
  /** What was kept survives the end of this process. */
  flush(): void
  /** Everything is there. */
  finish(): void
  /** Closes what is open. */
  close(): void
}
