// The contract of where the contents of a shard go.

import type { ResponseHead } from '../http/response-parser.ts'
import type { Address } from './address.ts'
import type { Body } from './body.ts'
import type { Result } from './row.ts'

/** Makers: `FilesKeeper`, `TarKeeper`, `WarcKeeper`. All of it is synchronous: a slow disk slows the reading. */
export interface Keeper {
  /** Bytes of the shard's own file that are good; to be given to `open` when it is gone on with. */
  readonly size: number
  /**
   * Keeps one whole content, and says in `result` where.
   *
   * @returns the result as JSON, if it made that
   * @throws SluiceError write-failed
   */
  keep(url: Address, head: ResponseHead, body: Body, result: Result): string | undefined
  /** What was kept survives the end of this process. */
  flush(): void
  /** Everything is there. */
  finish(): void
  /** Closes what is open. */
  close(): void
}
