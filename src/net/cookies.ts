// Cookies that a server set, for those they are meant for (RFC 6265; tough-cookie keeps the rules), and their files.
//
// The files are Netscape's, as curl, wget and browsers' exports have them; one cookie a line, fields separated by tabs:
//
//   domain  TRUE if hosts below it too  path  TRUE if https only  expires, s since 1970 or 0  name  value

import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { SluiceError } from '../errors.ts'
import { utf8 } from '../http/abnf.ts'
import type { Header } from '../http/header.ts'
import { codeOf } from './socket-errors.ts'

type ToughCookie = typeof import('tough-cookie')
type Jar = InstanceType<ToughCookie['CookieJar']>

/** Cookies of one run; made by `cookieJar`. */
export class Cookies {
  readonly #tough: ToughCookie
  readonly #jar: Jar

  constructor(tough: ToughCookie) {
    this.#tough = tough
    this.#jar = new tough.CookieJar()
  }

  /** The value of the Cookie field for a URL, or undefined if there are none. */
  for(url: URL): string | undefined {
    // tough-cookie throws for a host that is called `test`, `local` or `example` and nothing more, and keeps none for it.
    if (/^(?:test|local|example)$/.test(url.hostname)) return undefined
    return this.#jar.getCookieStringSync(url.href) || undefined
  }

  /** Keeps what an answer to `url` sets, also a redirect. What it may not set is passed over. */
  take(url: URL, header: Header): void {
    for (const value of header.all('Set-Cookie'))
      this.#jar.setCookieSync(utf8(value) ?? value, url.href, { ignoreError: true })
  }

  /** Adds the cookies of a Netscape file. Lines that are none, or that no server could have set, are passed over. */
  addNetscape(text: string): void {
    for (const line of text.split(/\r?\n/)) {
      const httpOnly = line.startsWith('#HttpOnly_')
      const fields = (httpOnly ? line.slice('#HttpOnly_'.length) : line).split('\t')
      const [domain = '', below, path = '/', secure, expires, key = '', value = ''] = fields
      if (line.startsWith('#') !== httpOnly || fields.length < 6 || fields.length > 7) continue
      const host = domain.replace(/^\./, '')
      const cookie = new this.#tough.Cookie({
        key,
        value,
        path,
        secure: secure === 'TRUE',
        httpOnly,
        domain: below === 'TRUE' && isIP(host) === 0 ? host : null,
        expires: Number(expires) > 0 ? new Date(Math.min(Number(expires) * 1000, lastDate)) : 'Infinity',
      })
      const url = `https://${isIP(host) === 6 ? `[${host}]` : host}${path}`
      if (URL.canParse(url)) this.#jar.setCookieSync(cookie, url, { ignoreError: true })
    }
  }

  /** All that have not expired, as the text of a Netscape file. */
  toNetscape(now: number = Date.now()): string {
    const { cookies } = this.#jar.serializeSync() ?? { cookies: [] }
    const lines = cookies
      .map((plain) => this.#tough.Cookie.fromJSON(plain)!)
      .filter((cookie) => cookie.expiryTime() === undefined || cookie.expiryTime()! > now)
      .map(lineOf)
      // What would be read back as something else is not written.
      .filter((line) => !/[\n\r\0]/.test(line) && line.split('\t').length === 7)
    return [
      '# Netscape HTTP Cookie File',
      '# Written by sluice. Whoever reads it can act as you.',
      '',
      ...lines,
      '',
    ].join('\n')
  }
}

/** What -b means: `name=value`, which is sent as it stands, or else the name of a file. */
export function isLiteralCookie(text: string): boolean {
  return text.includes('=')
}

/**
 * A jar with the cookies of these files (-b FILE). A file that is not there is empty, as for curl: the first run of
 * `-b jar -c jar` makes it.
 *
 * @throws SluiceError list-unreadable
 */
export async function cookieJar(files: readonly string[] = []): Promise<Cookies> {
  const cookies = new Cookies(await import('tough-cookie'))
  for (const path of files.filter((file) => file !== '')) {
    try {
      cookies.addNetscape(readFileSync(path, 'utf8'))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        throw new SluiceError('list-unreadable', { path, reason: codeOf(error) || String(error) }, error)
    }
  }
  return cookies
}

/**
 * Writes the text of a cookie file, readable by its owner only; an old one stays until the new one is whole.
 *
 * @throws SluiceError write-failed
 */
export function writeCookieFile(path: string, text: string): void {
  let temporary: string | undefined
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return writeFileSync(path, text, { mode: 0o600 })
    temporary = `${path}.${process.pid}.tmp`
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, path)
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true })
    throw new SluiceError('write-failed', { path, reason: codeOf(error) || String(error), written: 0 }, error)
  }
}

/** The last instant that a Date can hold, ms. */
const lastDate = 8.64e15

type Cookie = InstanceType<ToughCookie['Cookie']>

function lineOf(cookie: Cookie): string {
  const { domain, hostOnly, path, secure, httpOnly, key, value } = cookie
  const expires = cookie.expiryTime()
  return [
    `${httpOnly ? '#HttpOnly_' : ''}${hostOnly ? '' : '.'}${domain}`,
    hostOnly ? 'FALSE' : 'TRUE',
    path ?? '/',
    secure ? 'TRUE' : 'FALSE',
    expires === undefined || expires === Infinity ? '0' : String(Math.ceil(expires / 1000)),
    key,
    value,
  ].join('\t')
}
