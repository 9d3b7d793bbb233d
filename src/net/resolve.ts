// From a host name to the addresses to try, in the order to try them.

import { isIP } from 'node:net'
import { SluiceError } from '../errors.ts'
import { reasonOf } from './socket-errors.ts'

export interface ResolveOptions {
  /** Only addresses of that family, as curl -4 and -6. */
  family?: 4 | 6
  /** Addresses given by hand for a host and port, as curl --resolve. Keys are `host:port` in lower case. */
  overrides?: ReadonlyMap<string, string[]>
  /** What a failure is called: the proxy's name is another exit status. @default 'host-not-resolved' */
  failAs?: 'host-not-resolved' | 'proxy-not-resolved'
}

/**
 * The addresses of `host`, the families interleaved as RFC 8305 section 4 wants them, the system's first choice first.
 *
 * @throws SluiceError host-not-resolved
 */
export async function resolve(host: string, port: number, options: ResolveOptions = {}): Promise<string[]> {
  const literal = host.replace(/^\[|\]$/g, '')
  const given = options.overrides?.get(`${host.toLowerCase()}:${port}`) ?? options.overrides?.get(`*:${port}`)
  const addresses = given ?? (isIP(literal) ? [literal] : await ask(literal, options))
  const wanted = addresses.filter((address) => !options.family || isIP(address) === options.family)
  if (wanted.length === 0)
    throw new SluiceError(options.failAs ?? 'host-not-resolved', { host, reason: `none of IPv${options.family}` })
  return interleave(wanted)
}

async function ask(host: string, { family, failAs = 'host-not-resolved' }: ResolveOptions): Promise<string[]> {
  // RFC 6761 section 6.3: localhost is this machine, whatever a name server says.
  if (/(^|\.)localhost\.?$/i.test(host)) return ['127.0.0.1', '::1']
  const { lookup } = await import('node:dns/promises')
  try {
    const found = await lookup(host, { all: true, family: family ?? 0, order: 'verbatim' })
    return found.map(({ address }) => address)
  } catch (error) {
    throw new SluiceError(failAs, { host, reason: reasonOf(error) }, error)
  }
}

function interleave(addresses: string[]): string[] {
  const first = isIP(addresses[0] ?? '')
  const mine = addresses.filter((address) => isIP(address) === first)
  const others = addresses.filter((address) => isIP(address) !== first)
  return mine.flatMap((address, i) => [address, ...others.slice(i, i + 1)]).concat(others.slice(mine.length))
}
