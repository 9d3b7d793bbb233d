// Where a document comes from: a URL, a file, or standard input.

import { createReadStream, statSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { contentTypeOf } from '../origin/files.ts'
import { systemCode } from '../sink/write-error.ts'
import type { Context } from './command.ts'
import { unreadable } from './unreadable.ts'

export type Source =
  | { type: 'url'; given: string }
  | { type: 'file'; given: string; contentType: string | undefined }
  | { type: 'stdin'; given: string }

/**
 * The one source of a command. On a terminal without one, the book's prompt asks for it.
 *
 * @throws SluiceError usage
 */
export async function sourceOf([given, ...others]: string[], { ask }: Context): Promise<Source> {
  if (others.length > 0)
    throw new SluiceError('usage', { problem: `one document at a time here, not ${others.length + 1}` })
  const text = given ?? (await ask?.('Enter - '))?.trim()
  if (!text)
    throw new SluiceError('usage', {
      problem: 'there is no URL to retrieve',
      suggestion: 'give a URL, a file, or - for standard input',
    })
  return parseSource(text)
}

/** A path that is there is a file, and what begins as only a path does; everything else is a URL. */
export function parseSource(given: string): Source {
  if (given === '-') return { type: 'stdin', given }
  const isFile = /^\.{0,2}\//.test(given) || (!/^[a-z][a-z0-9+.-]*:/i.test(given) && isThere(given))
  return isFile ? { type: 'file', given, contentType: contentTypeOf(given) } : { type: 'url', given }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
  } catch (error) {
    // What nobody may look at is said when it is opened; a name that is too long is none.
    return systemCode(error) !== 'ENAMETOOLONG'
  }
}

/** @throws SluiceError list-unreadable */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw unreadable(path, error)
  }
}
