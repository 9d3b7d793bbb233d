// Contents as files: DIR/host/path, as `wget -x` and `wget -r` name them.
//
// Escapes of the URL stay as they are, so that two URLs are two names (but for %2F and a slash in a query). A content is renamed into place when it is whole.

import { createHash } from 'node:crypto'
import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import { maxNameBytes, namelessFile } from '../sink/name.ts'
import { systemCode, writeError } from '../sink/write-error.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Body } from './body.ts'
import type { Keeper } from './keeper.ts'
import type { Result } from './row.ts'

// O_NOFOLLOW: where a server chose the name, no link is followed.
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)

export class FilesKeeper implements Keeper {
  readonly size = 0
  readonly #directory: string
  /** Directories that were made, by host and path. */
  readonly #made = new Map<string, string>()

  constructor(directory: string) {
    this.#directory = directory
  }

  keep(url: URL, _head: ResponseHead, body: Body, result: Result): void {
    const path = this.#write(url, body)
    result.path = relative(this.#directory, path)
  }

  flush(): void {}
  finish(): void {}
  close(): void {}

  #write(url: URL, body: Body): string {
    const slash = url.pathname.lastIndexOf('/')
    // A query may have slashes, and no directories.
    const query = url.search.replaceAll('/', '%2F')
    const name = fit(portable((url.pathname.slice(slash + 1) || namelessFile) + query))
    const folder = this.#folder(url, slash)
    try {
      return put(join(folder, name), body)
    } catch (error) {
      // Something else has that name: a directory, for /a beside /a/b.
      if (!['EISDIR', 'ENOTEMPTY', 'ELOOP', 'ENOENT'].includes(systemCode(error)))
        throw writeError(join(folder, name), error, 0)
    }
    this.#made.clear()
    try {
      return put(join(this.#folder(url, slash), `${name}~`), body)
    } catch (error) {
      throw writeError(join(folder, `${name}~`), error, 0)
    }
  }

  #folder(url: URL, slash: number): string {
    const key = url.host + url.pathname.slice(0, slash)
    const known = this.#made.get(key)
    if (known !== undefined) return known
    let folder = this.#directory
    for (const segment of key.split('/')) folder = made(join(folder, fit(portable(segment || '_'))))
    if (this.#made.size > 10_000) this.#made.clear()
    this.#made.set(key, folder)
    return folder
  }
}

function put(path: string, body: Body): string {
  if (body.file !== undefined) {
    renameSync(body.file, path)
    return path
  }
  const part = `${path}.part`
  const fd = openSync(part, flags, 0o666)
  try {
    try {
      for (let at = 0; at < body.bytes.length;) at += writeSync(fd, body.bytes, at)
    } finally {
      closeSync(fd)
    }
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  return path
}

// A file may have the name already: /a/b beside /a.
function made(path: string): string {
  for (const name of [path, `${path}~`]) {
    try {
      mkdirSync(name, { recursive: true })
      return name
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' && systemCode(error) !== 'ENOTDIR') throw writeError(name, error, 0)
    }
  }
  throw writeError(path, Object.assign(new Error('a file has its name'), { code: 'ENOTDIR' }), 0)
}

// Too long a name is cut, and told from others that begin so.
function fit(name: string): string {
  if (name.length <= maxNameBytes) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return `${name.slice(0, maxNameBytes - 17 - extension.length)}~${digest}${extension}`
}

// A URL's path is ASCII without control characters; Windows forbids a few of those left.
function portable(name: string): string {
  return process.platform === 'win32' ? name.replaceAll(/[<>:"|?*]/g, '_').replace(/[. ]+$/, '_') : name
}
