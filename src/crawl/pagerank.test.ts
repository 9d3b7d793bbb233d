import assert from 'node:assert/strict'
import { test } from 'node:test'
import { graphOf, pageRank } from './pagerank.ts'

/** The definition, on a dense matrix: r = (1 - d) / n + d · (Mᵀ r + what hangs / n), until it stands still. */
function dense(nodes: number, links: readonly (readonly [number, number])[], damping = 0.85): number[] {
  const out = Array.from({ length: nodes }, (_, node) => links.filter(([from]) => from === node))
  let ranks: number[] = Array.from({ length: nodes }, () => 1 / nodes)
  for (let n = 0; n < 2000; n++) {
    const hanging = ranks.reduce((sum, rank, node) => sum + (out[node]!.length === 0 ? rank : 0), 0)
    const next: number[] = Array.from({ length: nodes }, () => (1 - damping + damping * hanging) / nodes)
    for (const [from, to] of links) next[to]! += (damping * ranks[from]!) / out[from]!.length
    ranks = next
  }
  return ranks
}

const pairsOf = (links: readonly (readonly [number, number])[]) => Uint32Array.from(links.flat())

test('equals a dense power iteration to 1e-9, pages without links and duplicates included', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
  for (const nodes of [1, 2, 5, 40, 120]) {
    const links = Array.from({ length: nodes * 3 }, () => [random(nodes), random(nodes)] as const).filter(
      ([from]) => from % 4 !== 0,
    )
    const ranks = pageRank(graphOf(nodes, pairsOf(links)))
    const expected = dense(nodes, links)
    for (let node = 0; node < nodes; node++) assert.ok(Math.abs(ranks[node]! - expected[node]!) < 1e-9)
    assert.ok(Math.abs(ranks.reduce((sum, rank) => sum + rank, 0) - 1) < 1e-9)
  }
})

test('a circle is of equal pages; who is linked to by all is first', () => {
  assert.deepEqual(
    [
      ...pageRank(
        graphOf(
          4,
          pairsOf([
            [0, 1],
            [1, 2],
            [2, 3],
            [3, 0],
          ]),
        ),
      ),
    ].map((rank) => rank.toFixed(9)),
    Array(4).fill('0.250000000'),
  )
  const star = pageRank(
    graphOf(
      4,
      pairsOf([
        [1, 0],
        [2, 0],
        [3, 0],
      ]),
    ),
  )
  // By hand: x = 0.0375 + 0.2125 h for a leaf and h = x + 0.85 · 3x with h + 3x = 1.
  assert.ok(Math.abs(star[0]! - 3.55 / 6.55) < 1e-9)
})
