// The URL that was meant. One parser (WHATWG's) for fetching, names and scope alike.

import { SluiceError } from '../errors.ts'
import { redactTyped } from '../http/redact.ts'
import type { RequestOptions } from './options.ts'

/**
 * A URL without a scheme is http. Spaces at its ends are not part of it.
 *
 * @throws SluiceError bad-url, scheme-not-supported
 */
export function parseUrl(text: string | URL, { pathAsIs }: RequestOptions = {}): URL {
  if (text instanceof URL) return checked(text)
  const given = text.trim()
  if (given === '') throw new SluiceError('bad-url', { url: JSON.stringify(text), problem: 'it is empty' })
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\0-\x20\x7f]/.test(given))
    throw new SluiceError('bad-url', {
      url: JSON.stringify(redactTyped(text)),
      problem: 'it has white space or a control character in it',
    })
  const schemed = /^(?:[a-z][a-z0-9+.-]*:\/\/|https?:[/\\]|(?:file|mailto|data|javascript|about|blob):)/i.test(given)
  // As the URL standard has it, any slashes will do.
  const full = schemed ? given.replace(/^(https?):[/\\]+/i, '$1://') : `http://${given.replace(/^\/\//, '')}`
  const url = URL.parse(full)
  if (!url) throw new SluiceError('bad-url', { url: redactTyped(given), problem: problemOf(full) })
  checked(url)
  if (pathAsIs) keepDots(url, full)
  return url
}

function checked(url: URL): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new SluiceError('scheme-not-supported', { scheme: url.protocol.slice(0, -1) })
  return url
}

function problemOf(text: string): string {
  const port = /^[a-z]+:\/\/[^/?#]*:([^/?#\]]*)(?:[/?#]|$)/i.exec(text)?.[1]
  if (port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) < 65536)) return `${port} is not a port`
  return /^[a-z]+:\/\/(?:[/?#]|$)/i.test(text) ? 'it has no host' : 'its host is not a name or an address'
}

// The WHATWG parser removes `.` and `..`; what was typed is put back where the request takes it from.
function keepDots(url: URL, text: string): void {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(text)?.[1] || '/'
  Object.defineProperty(url, 'pathname', { value: path, enumerable: true })
}
