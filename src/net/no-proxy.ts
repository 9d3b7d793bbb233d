// Which hosts are reached without a proxy: the lists of no_proxy and --noproxy, in every dialect that is around.
//
//   *                     all hosts                          192.0.2.7  [2001:db8::7]  2001:db8::7
//   example.com           it and all below it                192.0.2.0/24  2001:db8::/32
//   .example.com  *.example.com   the same                   example.com:8080   only on that port
//
// Separated by commas or white space. Names compare without case and without a dot at the end. curl knows all of these
// but the ports and the `*.`, which others write (Go, wget, Java).

import { BlockList, isIP } from 'node:net'

/** @param host as in URL.hostname, IPv6 with or without its brackets */
export function bypassesProxy(list: string, host: string, port: number): boolean {
  const name = bare(host)
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, name, port))
}

function matches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true
  // A port stands behind a name, an IPv4 address, or brackets: without those, colons are IPv6's own.
  const [, start, wanted] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [undefined, entry, undefined]
  if (wanted !== undefined && Number(wanted) !== port) return false
  const pattern = bare(start)
  if (isIP(host) > 0) return isWithin(host, pattern)
  const name = pattern.replace(/^\*?\./, '')
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

function isWithin(address: string, pattern: string): boolean {
  const [network = '', bits, ...rest] = pattern.split('/')
  const version = isIP(network)
  const most = version === 4 ? 32 : 128
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity
  if (version === 0 || version !== isIP(address) || rest.length > 0 || prefix > most) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const networks = new BlockList()
  networks.addSubnet(network, prefix, family)
  return networks.check(address, family)
}

function bare(host: string): string {
  return host.toLowerCase().replaceAll(/[[\]]/g, '').replace(/\.$/, '')
}
