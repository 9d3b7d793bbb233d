// Which makers keep a run's contents and its table.

import { FilesKeeper } from './keep-files.ts'
import { TarKeeper } from './keep-tar.ts'
import { WarcKeeper } from './keep-warc.ts'
import { ndjson, parquet } from './metadata.ts'
import type { ShardOptions } from './shard.ts'
import type { Verify } from './wanted-hash.ts'

export const keepFormats = ['files', 'tar', 'warc'] as const
export type KeepFormat = (typeof keepFormats)[number]

export interface KeepOptions {
  directory: string
  format?: KeepFormat | undefined
  metadata?: 'parquet' | 'ndjson' | undefined
  hash?: boolean | undefined
  verify?: Verify | undefined
}

export function keeping({
  directory,
  format = 'files',
  metadata = format === 'tar' ? 'parquet' : 'ndjson',
  hash = false,
  verify,
}: KeepOptions): Pick<ShardOptions, 'keeper' | 'metadata' | 'begunWith'> {
  return {
    keeper(path, size) {
      if (format === 'files') return new FilesKeeper(directory)
      const file = `${path}.${format}`
      const name = file.slice(directory.length + 1)
      return format === 'tar' ? new TarKeeper(file, name, size) : new WarcKeeper(file, name, size)
    },
    metadata: metadata === 'parquet' ? parquet : ndjson,
    begunWith: {
      format,
      metadata,
      hash: hash ? 'on' : 'off',
      'verify-hash': verify ? `${verify.algorithm}:${verify.column}` : 'off',
    },
  }
}
