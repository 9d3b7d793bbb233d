// A picture of the link graph: one HTML file that opens offline, without a script of anybody else's, and prints.
//
// The layout is reckoned here (Fruchterman and Reingold, 1991), so the page is still: circles are pages, as large as their
// rank; a line is a link.

import type { Ranking } from './rank.ts'

/** Pages drawn; more are not told apart on a screen. */
export const drawnPages = 150

interface Point {
  x: number
  y: number
}

export function rankPage(ranking: Ranking, about: string): string {
  const pages = ranking.pages.slice(0, drawnPages)
  const links = ranking.linksAmong(pages.length)
  const points = layout(pages.length, links)
  const most = pages[0]?.rank ?? 1
  const radius = (rank: number) => 3 + 17 * Math.sqrt(rank / most)
  const lines = links.map(([from, to]) => {
    const [a, b] = [points[from]!, points[to]!]
    return `<path class="l f${from} t${to}" d="M${at(a)}L${at(b)}"/>`
  })
  const circles = pages.map(({ url, links: count, pages: from, rank }, i) => {
    const { x, y } = points[i]!
    const label =
      i < 12 ? `<text x="${fixed(x)}" y="${fixed(y - radius(rank) - 3)}">${escaped(shortened(url))}</text>` : ''
    return `<a href="${escaped(url)}" rel="noreferrer"><circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius(rank))}" data-n="${i}"><title>${escaped(url)}\nrank ${rank.toPrecision(3)}, ${count} links from ${from} pages</title></circle>${label}</a>`
  })
  const rows = ranking.pages
    .slice(0, 50)
    .map(
      ({ url, links: count, pages: from, hosts, rank }, i) =>
        `<tr><td>${i + 1}<td><a href="${escaped(url)}" rel="noreferrer">${escaped(url)}</a><td>${count}<td>${from}<td>${hosts}<td>${rank.toPrecision(3)}`,
    )
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Links of ${escaped(about)}</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; color: #222; background: #fff }
svg { width: 100%; height: auto; background: #f6f8fa; border-radius: 8px }
.l { stroke: #8aa4b8; stroke-opacity: .35; fill: none }
.l.on { stroke: #d2451e; stroke-opacity: .9 }
circle { fill: #1f6f9f; stroke: #fff }
a:hover circle, a:focus circle { fill: #d2451e }
text { font-size: 10px; text-anchor: middle; fill: #222; pointer-events: none }
table { border-collapse: collapse; width: 100%; margin-top: 1rem }
td, th { padding: .2rem .6rem; text-align: right; border-top: 1px solid #ddd }
td:nth-child(2), th:nth-child(2) { text-align: left; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { background: #14181c; color: #ddd } svg { background: #1c2228 } text { fill: #ddd } td, th { border-color: #333 } a { color: #7cc0e8 } }
</style>
<h1>Links of ${escaped(about)}</h1>
<p>${ranking.pages.length} pages; the ${pages.length} most important are drawn, with ${links.length} links among them. The larger a circle, the higher its PageRank. Point at one to see its links: to it and from it.</p>
<svg viewBox="0 0 1000 640" role="img" aria-label="The link graph">
${lines.join('')}
${circles.join('\n')}
</svg>
<table><thead><tr><th>#<th>page<th>links<th>pages<th>hosts<th>rank</thead><tbody>
${rows.join('\n')}
</tbody></table>
<script>
for (const c of document.querySelectorAll('circle')) for (const [type, on] of [['mouseenter', true], ['mouseleave', false]])
  c.addEventListener(type, () => { for (const l of document.querySelectorAll('.f' + c.dataset.n + ',.t' + c.dataset.n)) l.classList.toggle('on', on) })
</script>
</html>
`
}

// Pages repel each other, links pull. The start is a spiral, so that the same crawl gives the same picture.
function layout(count: number, links: readonly (readonly [number, number])[]): Point[] {
  const points = Array.from({ length: count }, (_, i) => {
    const angle = i * 2.399963
    const away = 20 * Math.sqrt(i)
    return { x: 500 + away * Math.cos(angle), y: 320 + away * Math.sin(angle) }
  })
  const distance = Math.sqrt((1000 * 640) / Math.max(1, count)) * 0.75
  const rounds = 200
  for (let round = 0; round < rounds; round++) {
    const moves = points.map(() => ({ x: 0, y: 0 }))
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) push(points, moves, i, j, (d) => (distance * distance) / d)
    for (const [from, to] of links) if (from !== to) push(points, moves, from, to, (d) => (-d * d) / distance / 4)
    const most = 60 * (1 - round / rounds)
    points.forEach((point, i) => {
      const { x, y } = moves[i]!
      const length = Math.hypot(x, y) || 1
      point.x = Math.min(970, Math.max(30, point.x + (x / length) * Math.min(length, most)))
      point.y = Math.min(610, Math.max(30, point.y + (y / length) * Math.min(length, most)))
    })
  }
  return points
}

function push(points: Point[], moves: Point[], i: number, j: number, force: (distance: number) => number): void {
  const x = points[i]!.x - points[j]!.x
  const y = points[i]!.y - points[j]!.y
  const distance = Math.max(1, Math.hypot(x, y))
  const strength = force(distance) / distance
  moves[i]!.x += x * strength
  moves[i]!.y += y * strength
  moves[j]!.x -= x * strength
  moves[j]!.y -= y * strength
}

const fixed = (n: number) => n.toFixed(1)
const at = ({ x, y }: Point) => `${fixed(x)} ${fixed(y)}`

function shortened(url: string): string {
  const bare = url.replace(/^https?:\/\//, '').replace(/\/$/, '')
  return bare.length > 40 ? `${bare.slice(0, 20)}…${bare.slice(-18)}` : bare
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
