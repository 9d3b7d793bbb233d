// Sort-friendly URI Reordering Transform: `org,example)/path?query`, by which the indexes of web archives are sorted.

import type { Address } from './address.ts'

export function surt(url: Address): string {
  const host = url.hostname.replace(/^www\d*\./, '')
  const isName = !/^[\d.]+$|^\[/.test(host)
  const reversed = isName ? host.split('.').toReversed().join(',') : host
  return `${reversed}${url.host.slice(url.hostname.length)})${(url.pathname + url.search).toLowerCase()}`
}
