// Which makers keep a run's contents and its table.

import { FilesKeeper } from './keep-files.ts'
import { TarKeeper } from './keep-tar.ts'
import { WarcKeeper } from './keep-warc.ts'
import type { Keeper } from './keeper.ts'
import { ndjson, parquet } from './metadata.ts'
import type { Metadata } from './metadata.ts'

export const keepFormats = ['files', 'tar', 'warc'] as const
export type KeepFormat = (typeof keepFormats)[number]

export interface KeepOptions {
  directory: string
  format?: KeepFormat | undefined
  metadata?: 'parquet' | 'ndjson' | undefined
}

export function keeping({
  directory,
  format = 'files',
  metadata = format === 'tar' ? 'parquet' : 'ndjson',
}: KeepOptions): {
  keeper: (path: string, size: number) => Keeper
  metadata: Metadata
} {
  return {
    keeper(path, size) {
      if (format === 'files') return new FilesKeeper(directory)
      const file = `${path}.${format}`
      const name = file.slice(directory.length + 1)
      return format === 'tar' ? new TarKeeper(file, name, size) : new WarcKeeper(file, name, size)
    },
    metadata: metadata === 'parquet' ? parquet : ndjson,
  }
}
