// Which URLs belong to a crawl.

import { SluiceError } from '../errors.ts'

export const scopes = ['host', 'domain', 'prefix'] as const
export type Scope = (typeof scopes)[number]

/**
 * host: the seeds' hosts (with their ports). domain: those and every other under the same registrable domain (Public
 * Suffix List). prefix: what begins as a seed does, up to its last slash.
 */
export async function scopeOf(kind: Scope, seeds: readonly URL[]): Promise<(url: URL) => boolean> {
  if (kind === 'host') {
    const hosts = new Set(seeds.map((seed) => seed.host))
    return (url) => hosts.has(url.host)
  }
  if (kind === 'prefix') {
    const prefixes = seeds.map((seed) => seed.origin + seed.pathname.slice(0, seed.pathname.lastIndexOf('/') + 1))
    return (url) => prefixes.some((prefix) => (url.origin + url.pathname).startsWith(prefix))
  }
  const { getDomain } = await import('tldts')
  const domainOf = (url: URL) => getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.hostname
  const domains = new Set(seeds.map(domainOf))
  const known = new Map<string, boolean>()
  return (url) => {
    let inside = known.get(url.hostname)
    if (inside === undefined) {
      if (known.size > 100_000) known.clear()
      known.set(url.hostname, (inside = domains.has(domainOf(url))))
    }
    return inside
  }
}

/** @throws SluiceError usage */
export function checkScope(text: string | undefined): Scope {
  if (text === undefined) return 'host'
  const scope = scopes.find((kind) => kind === text)
  if (!scope) throw new SluiceError('usage', { problem: `there is no scope ${text}` })
  return scope
}
