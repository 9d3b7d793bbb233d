// Contents as files: DIR/host/path, as `wget -x` and `wget -r` name them.
//
// Escapes of the URL stay as they are, so that two URLs are two names (but for %2F and a slash in a query). A content is renamed into place when it is whole;
// until then it has a name that no URL can have.

import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { maxNameBytes, namelessFile } from '../sink/name.ts'
import { systemCode, writeError } from '../sink/write-error.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Address } from './address.ts'
import type { Body } from './body.ts'
import type { Keeper } from './keeper.ts'
import type { Result } from './row.ts'

export class FilesKeeper implements Keeper {
  readonly size = 0
  readonly #directory: string
  /** Directories that were made, by host and path: their paths within ours. */
  readonly #made = new Map<string, string>()
  /** The one that was wanted last. */
  #last = { host: '', path: '', folder: '' }

  constructor(directory: string) {
    this.#directory = directory
  }

  keep(url: Address, _head: ResponseHead, body: Body, result: Result): undefined {
    result.path = this.#write(url, body)
  }

  flush(): void {}
  finish(): void {}
  close(): void {}

  /** @returns where it is, within our directory */
  #write(url: Address, body: Body): string {
    const slash = url.pathname.lastIndexOf('/')
    // A query may have slashes, and no directories.
    const query = url.search.replaceAll('/', '%2F')
    const name = fit(portable((url.pathname.slice(slash + 1) || namelessFile) + query))
    const path = this.#folder(url, slash) + sep + name
    if (this.#put(path, body)) return path
    this.#made.clear()
    this.#last.host = ''
    const other = `${this.#folder(url, slash)}${sep}${name}~`
    if (this.#put(other, body)) return other
    throw writeError(other, new Error('something else has its name'), 0)
  }

  // False: something else has that name, a directory for /a beside /a/b.
  #put(path: string, body: Body): boolean {
    const full = this.#directory + sep + path
    try {
      body.rename(full)
      return true
    } catch (error) {
      if (['EISDIR', 'ENOTEMPTY', 'ELOOP', 'ENOENT'].includes(systemCode(error))) return false
      throw writeError(full, error, 0)
    }
  }

  #folder(url: Address, slash: number): string {
    const { host } = url
    const path = url.pathname.slice(0, slash)
    if (this.#last.path === path && this.#last.host === host) return this.#last.folder
    const key = host + path
    let folder = this.#made.get(key)
    if (folder === undefined) {
      folder = ''
      for (const segment of key.split('/')) folder = made(this.#directory, join(folder, fit(portable(segment || '_'))))
      if (this.#made.size > 10_000) this.#made.clear()
      this.#made.set(key, folder)
    }
    this.#last = { host, path, folder }
    return folder
  }
}

// A file may have the name already: /a/b beside /a.
function made(directory: string, path: string): string {
  for (const name of [path, `${path}~`]) {
    try {
      mkdirSync(join(directory, name), { recursive: true })
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
