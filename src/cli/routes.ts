// --resolve and --connect-to, as curl reads them.

import { isIP } from 'node:net'
import { SluiceError } from '../errors.ts'

/** `HOST:PORT:ADDRESS[,ADDRESS]…`, for resolve.ts; a leading + is curl's, and a - removes what there is none of here. */
export function overrides(texts: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>()
  for (const text of texts) {
    const match = /^\+?(\[[^\]]*\]|[^:]+):(\d+):(.+)$/.exec(text)
    const addresses = match?.[3]?.split(',').map((address) => address.replace(/^\[|\]$/g, ''))
    if (!match || !addresses?.every((address) => isIP(address)))
      throw new SluiceError('usage', { problem: `--resolve ${text} is not HOST:PORT:ADDRESS` })
    map.set(`${match[1]!.toLowerCase()}:${match[2]}`, addresses)
  }
  return map
}

/** `HOST1:PORT1:HOST2:PORT2`; an empty part is any, or the same. */
export function connectTo(texts: readonly string[]) {
  const rules = texts.map((text) => {
    const match = /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(text)
    if (!match) throw new SluiceError('usage', { problem: `--connect-to ${text} is not HOST1:PORT1:HOST2:PORT2` })
    const [host, port, toHost, toPort] = match.slice(1).map((part) => part.replace(/^\[|\]$/g, ''))
    return { host: host!.toLowerCase(), port: port!, toHost: toHost!, toPort: toPort! }
  })
  return (host: string, port: number): { host: string; port: number } | undefined => {
    const rule = rules.find(
      (it) => (it.host === '' || it.host === host.toLowerCase()) && (it.port === '' || Number(it.port) === port),
    )
    return rule && { host: rule.toHost || host, port: Number(rule.toPort) || port }
  }
}
