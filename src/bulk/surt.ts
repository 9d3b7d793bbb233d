// Sort-friendly URI Reordering Transform: `org,example)/path?query`, by which the indexes of web archives are sorted.

import type { Address } from './address.ts'

export function surt(url: Address): string {
  if (last.host !== url.host) last = { host: url.host, turned: turned(url) }
  return `${last.turned})${(url.pathname + url.search).toLowerCase()}`
}

// Most are of the host of the one before.
let last = { host: '', turned: '' }

function turned(url: Address): string {
  const host = url.hostname.replace(/^www\d*\./, '')
  const isName = !/^[\d.]+$|^\[/.test(host)
  const reversed = isName ? host.split('.').toReversed().join(',') : host
  return `${reversed}${url.host.slice(url.hostname.length)}`
}
