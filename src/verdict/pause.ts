// How long our window made the server wait, from this side alone.
//
// The server may send up to an edge: what we had acknowledged, plus the window we advertised with it (RFC 9293 section
// 3.8.6). It learns of an edge half a round trip after we told it, and what it sends arrives half a round trip later. So
// it stood at the edge whenever what has arrived by now reaches the edge that we had told a round trip ago.
//
// Measured against the sender's own kernel (tcpi_rwnd_limited): within 3 % in every run where the window was shut below a
// segment, the buffer held at least 32 of them, and bursts were too small for the sender's congestion window to have
// held it as well (its kernel counts that time under another name). Elsewhere it is not said. See docs/verdict.md.

import type { Scene } from './scene.ts'

/** Buffers that hold fewer segments shut and open in steps that samples do not catch. */
const SEGMENTS = 32

/** Milliseconds, or undefined where the estimate would not be within 5 %. */
export function pauseOf(scene: Scene, receiveBuffer: number | undefined): number | undefined {
  const { segment } = scene.known
  const shut = scene.rows.some((row) => row.window !== undefined && row.window < segment)
  if (!shut || receiveBuffer === undefined || receiveBuffer < SEGMENTS * segment) return undefined
  const { waited, unclear } = stoodAtEdge(scene)
  return waited >= LONG && unclear <= 0.05 * waited ? waited - unclear / 2 : undefined
}

/** Shorter pauses are too few of the kernel's clock ticks (4 or 10 ms) to compare. */
const LONG = 200

/** Segments that a sender may have under way before anything is acknowledged (RFC 6928). */
const INITIAL_WINDOW = 10

function stoodAtEdge({ rows, known: { rtt, segment } }: Scene): { waited: number; unclear: number } {
  const last = rows.reduce((sum, row) => sum + (row.arrived ?? 0), 0)
  /** Edges, each with the time from which what the server sent by it could be here. */
  const edges = [{ from: -Infinity, edge: Infinity }]
  let index = 0
  let arrived = 0
  let waited = 0
  /** Of that: it had so much under way, unacknowledged, that its congestion window may have held it as well. */
  let unclear = 0
  let underWay = 0
  /** Milliseconds of a time in which the server stood at the edge it knew, if so much had arrived. */
  const atEdge = (have: number, from: number, to: number): number => {
    let ms = 0
    while (edges[index + 1] && edges[index + 1]!.from <= from) index++
    for (let i = index; i < edges.length && edges[i]!.from < to; i++) {
      const { edge } = edges[i]!
      const began = Math.max(from, edges[i]!.from)
      if (edge < last && have + segment > edge) ms += Math.min(to, edges[i + 1]?.from ?? to) - began
    }
    return ms
  }
  /** What a new edge allows, the server sends at once. While that is coming in, it stands at the edge already. */
  let comingIn = 0
  let came = 0
  for (const row of rows) {
    const before = arrived
    arrived += row.arrived ?? 0
    const took = row.to - row.from
    const until = atEdge(before, row.from, row.to)
    const there = atEdge(arrived, row.to, row.to + 1) > 0
    const more = row.segments ?? 0
    const stood = there ? took + (came + more < INITIAL_WINDOW ? comingIn : 0) : until
    waited += stood
    if (underWay >= INITIAL_WINDOW) unclear += stood
    underWay = (row.sent ? 0 : underWay) + more
    const goesOn = !there && arrived > before
    comingIn = goesOn ? comingIn + took - until : 0
    came = goesOn ? came + more : 0
    // An acknowledgement went out, before anything that the row brought at the least. An edge never moves back.
    if (row.sent && row.window !== undefined) {
      const known = edges.at(-1)!.edge
      edges.push({ from: row.to + rtt, edge: Math.max(known === Infinity ? 0 : known, before + row.window) })
    }
  }
  return { waited, unclear }
}
