// How content is kept: from flags to the options of a retrieval that is worth keeping.

import { writeFileSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import { parseChecksum } from '../sink/hash.ts'
import { writeError } from '../sink/write-error.ts'
import type { Summary } from '../trace/summary.ts'
import type { Values } from './flag.ts'
import type { keeping, showing } from './flags.ts'
import { readSize } from './values.ts'

type Flags = Values<typeof keeping.flags> & Values<typeof showing.flags>

/** @throws SluiceError usage */
export async function keepingOptions(values: Flags & { range: string | undefined }): Promise<RetrieveOptions> {
  if (values['continue-at'] !== undefined && values.range !== undefined)
    throw new SluiceError('usage', { problem: '-C says where to go on, and -r what to ask for: give one' })
  const resume = values['no-resume']
    ? 'never'
    : values['continue-at'] === undefined
      ? 'auto'
      : values['continue-at'] === '-'
        ? 'demand'
        : offset(values['continue-at'])
  return {
    resume,
    hash: values.json,
    ...(values.checksum === undefined ? {} : { checksum: await parseChecksum(values.checksum) }),
  }
}

function offset(text: string): number {
  const bytes = readSize(text)
  if (bytes === undefined)
    throw new SluiceError('usage', { problem: `-C ${JSON.stringify(text)} is neither - nor a number of bytes` })
  return bytes
}

/**
 * As curl: an answer without an entity tag leaves an empty file, but for a 304, which says that the known one still holds.
 *
 * @throws SluiceError write-failed
 */
export function saveEtag(path: string, { header, status }: Summary): void {
  const tag = header?.fields.find(([name]) => name.toLowerCase() === 'etag')?.[1] ?? ''
  if (tag === '' && status === 304) return
  try {
    writeFileSync(path, tag === '' ? '' : `${tag}\n`)
  } catch (error) {
    throw writeError(path, error, 0)
  }
}
