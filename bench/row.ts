// The contract of a row: one piece of work, done by sluice and by its peers.

import type { Servers } from './servers.ts'

/** Adding a row is adding a file to bench/rows/ that exports one of these as `row`, under the file's name. */
export interface Row {
  /** The work, one line. */
  about: string
  /** What the subject shall stay under: times the baseline's figure, and bytes. */
  goal?: { wall?: number; cpu?: number; peak?: number }
  /** @default 'sluice' */
  subject?: string
  /** Whose figures are 1.00. @default 'curl' */
  baseline?: string
  /** Times to run everybody, unless the command line says. @default 5 */
  runs?: number
  /** Makes what is to be retrieved, and says how each contestant is called. */
  prepare(bed: Bed): Promise<Contestants>
}

/** By name, in the order of the table. */
export type Contestants = Record<string, Contestant>

export interface Contestant {
  argv: readonly string[]
  /**
   * What it writes: so many bytes in a file, or in the files of a directory. Without this, or without a number, its status
   * alone counts.
   */
  leaves?: { path: string; bytes?: number; directory?: boolean }
}

/** What a row stands on. Gone when the row is over. */
export interface Bed {
  /** Bytes of a large file. */
  size: number
  /** A directory in memory; what lies in `served` is to be had from the servers. */
  memory: string
  served: string
  /** A directory on a disk. */
  disk: string
  servers: Servers
}
