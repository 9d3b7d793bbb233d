// How important the pages of a crawl are, by the links to them.

import type { Store } from '../store/store.ts'
import { graphOf, pageRank } from './pagerank.ts'

/** A retrieved page. */
export interface Ranked {
  url: string
  /** Links to it; pages with such links; hosts of those pages. A page's links to itself do not count. */
  links: number
  pages: number
  hosts: number
  /** PageRank; over all pages the sum is 1. */
  rank: number
}

export interface Ranking {
  /** Every page, the most important first. */
  pages: Ranked[]
  /** Links among those of `count` first pages, as indexes into `pages`, without duplicates. */
  linksAmong: (count: number) => [source: number, target: number][]
}

/** Reads a store's links. Memory: 8 bytes a link and about 100 a page. */
export async function rank(store: Store): Promise<Ranking> {
  const { urls, hostOf, nodeOf } = await pagesOf(store)
  const pairs = await pairsOf(store, nodeOf)
  const links = new Uint32Array(urls.length)
  for (let i = 1; i < pairs.length; i += 2) links[pairs[i]!]!++
  const distinct = graphOf(urls.length, withoutDuplicates(urls.length, pairs))
  const { pages, hosts } = sources(distinct.starts, distinct.targets, hostOf)
  const ranks = pageRank(distinct)
  const order = Uint32Array.from(urls.keys()).toSorted(
    (a, b) => ranks[b]! - ranks[a]! || links[b]! - links[a]! || a - b,
  )
  const place = new Uint32Array(urls.length)
  order.forEach((node, i) => (place[node] = i))
  return {
    pages: Array.from(order, (node) => ({
      url: urls[node]!,
      links: links[node]!,
      pages: pages[node]!,
      hosts: hosts[node]!,
      rank: ranks[node]!,
    })),
    linksAmong(count) {
      const among: [number, number][] = []
      for (let i = 0; i < Math.min(count, urls.length); i++) {
        const node = order[i]!
        for (let at = distinct.starts[node]!; at < distinct.starts[node + 1]!; at++) {
          const target = place[distinct.targets[at]!]!
          if (target < count) among.push([i, target])
        }
      }
      return among
    },
  }
}

async function pagesOf(store: Store) {
  const urls: string[] = []
  const hostOf: number[] = []
  const nodeOf = new Map<number, number>()
  const hosts = new Map<string, number>()
  for await (const rows of store.urls()) {
    for (const { id, url, host, page } of rows) {
      if (!page) continue
      nodeOf.set(id, urls.length)
      urls.push(url)
      if (!hosts.has(host)) hosts.set(host, hosts.size)
      hostOf.push(hosts.get(host)!)
    }
  }
  return { urls, hostOf, nodeOf }
}

// Links between pages that were retrieved; a link to itself says nothing about a page.
async function pairsOf(store: Store, nodeOf: ReadonlyMap<number, number>): Promise<Uint32Array> {
  let pairs = new Uint32Array(1 << 16)
  let size = 0
  for await (const links of store.links()) {
    for (const [from, to] of links) {
      const source = nodeOf.get(from)
      const target = nodeOf.get(to)
      if (source === undefined || target === undefined || source === target) continue
      if (size === pairs.length) {
        const larger = new Uint32Array(size * 2)
        larger.set(pairs)
        pairs = larger
      }
      pairs[size++] = source
      pairs[size++] = target
    }
  }
  return pairs.subarray(0, size)
}

function withoutDuplicates(nodes: number, pairs: Uint32Array): Uint32Array {
  const keys = new Float64Array(pairs.length / 2)
  for (let i = 0; i < keys.length; i++) keys[i] = pairs[2 * i]! * nodes + pairs[2 * i + 1]!
  keys.sort()
  const kept = new Uint32Array(pairs.length)
  let size = 0
  for (let i = 0; i < keys.length; i++) {
    if (i > 0 && keys[i] === keys[i - 1]) continue
    kept[size++] = Math.floor(keys[i]! / nodes)
    kept[size++] = keys[i]! % nodes
  }
  return kept.subarray(0, size)
}

// Of each node: how many link to it, and of how many hosts.
function sources(starts: Uint32Array, targets: Uint32Array, hostOf: readonly number[]) {
  const nodes = hostOf.length
  const pages = new Uint32Array(nodes)
  const hosts = new Uint32Array(nodes)
  const lastHost = new Int32Array(nodes).fill(-1)
  // Host after host, so that one number a node tells whether a host was seen there.
  const byHost = Uint32Array.from(hostOf.keys()).toSorted((a, b) => hostOf[a]! - hostOf[b]!)
  for (const node of byHost) {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const target = targets[at]!
      pages[target]!++
      if (lastHost[target] === hostOf[node]) continue
      lastHost[target] = hostOf[node]!
      hosts[target]!++
    }
  }
  return { pages, hosts }
}
