// A picture of the link graph: one HTML file that opens offline, without a script of anybody else's, and prints.
//
// The layout is reckoned here (Fruchterman and Reingold, 1991), so the page is still: circles are pages, as large as their
// rank; a line is a link.

import { plural } from '../render/units.ts'
import type { Ranking } from './rank.ts'

/** Pages drawn; more are not told apart on a screen. */
export const drawnPages = 150

/** Of the picture. */
const [width, height, margin] = [1000, 640, 40]

interface Point {
  x: number
  y: number
}

export function rankPage(ranking: Ranking, about: string): string {
  const pages = ranking.pages.slice(0, drawnPages)
  const links = ranking.linksAmong(pages.length)
  const most = pages[0]?.rank ?? 1
  const radii = pages.map(({ rank }) => 3 + 17 * Math.sqrt(rank / most))
  const points = apart(layout(pages.length, links), radii)
  const lines = links.map(([from, to]) => {
    const [a, b] = [points[from]!, points[to]!]
    return `<path class="l f${from} t${to}" d="M${at(a)}L${at(b)}"/>`
  })
  const labels = labelsOf(
    pages.map(({ url }) => url),
    points.map(({ x, y }, i) => ({ x, y: y - radii[i]! - 4 })),
  )
  const circles = pages.map(({ url, links: count, pages: from, rank }, i) => {
    const { x, y } = points[i]!
    return `<a href="${escaped(url)}" rel="noreferrer"><circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radii[i]!)}" data-n="${i}"><title>${escaped(url)}\nrank ${rank.toPrecision(3)}, ${plural(count, 'link')} from ${plural(from, 'page')}</title></circle></a>`
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
text { font-size: 10px; text-anchor: middle; fill: #222; stroke: #f6f8fa; stroke-width: 2px; paint-order: stroke; pointer-events: none }
table { border-collapse: collapse; width: 100%; margin-top: 1rem }
td, th { padding: .2rem .6rem; text-align: right; border-top: 1px solid #ddd }
td:nth-child(2), th:nth-child(2) { text-align: left; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { background: #14181c; color: #ddd } svg { background: #1c2228 } text { fill: #ddd; stroke: #1c2228 } td, th { border-color: #333 } a { color: #7cc0e8 } }
</style>
<h1>Links of ${escaped(about)}</h1>
<p>${described(ranking.pages.length, pages.length, links.length)}</p>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The link graph">
${lines.join('')}
${circles.join('\n')}
${labels.join('')}
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

function described(pages: number, drawn: number, links: number): string {
  if (pages === 0) return 'No page was retrieved yet.'
  const which = drawn < pages ? `; the ${drawn} most important are drawn` : ''
  return `${plural(pages, 'page')}${which}, with ${plural(links, 'link')} among them. The larger a circle, the higher its PageRank. Point at one to see its links: to it and from it.`
}

/** Pages whose names are written, where there is room. */
const named = 30
/** Of a character of a name, and of a line; as the text's size is. */
const [wide, high] = [5.4, 12]

// The names of the most important pages, each where it covers no other; without the host if there is one only.
function labelsOf(urls: readonly string[], points: readonly Point[]): (string | undefined)[] {
  const oneHost = new Set(urls.map((url) => new URL(url).host)).size === 1
  const taken: { left: number; right: number; y: number }[] = []
  return urls.slice(0, named).map((url, i) => {
    const name = shortened(oneHost ? url.replace(/^https?:\/\/[^/]*/, '') : url.replace(/^https?:\/\//, ''))
    const half = (name.length * wide) / 2
    const x = Math.min(width - half - 4, Math.max(half + 4, points[i]!.x))
    const place = { left: x - half, right: x + half, y: points[i]!.y }
    if (taken.some(({ left, right, y }) => left < place.right && right > place.left && Math.abs(y - place.y) < high))
      return undefined
    taken.push(place)
    return `<text x="${fixed(x)}" y="${fixed(place.y)}">${escaped(name)}</text>`
  })
}

// Pages repel each other, links pull, and so does the middle, a little. The start is a spiral, so that the same crawl gives the same picture.
function layout(count: number, links: readonly (readonly [number, number])[]): Point[] {
  const points = Array.from({ length: count }, (_, i) => {
    const angle = i * 2.399963
    const away = 20 * Math.sqrt(i)
    return { x: width / 2 + away * Math.cos(angle), y: height / 2 + away * Math.sin(angle) }
  })
  const distance = Math.sqrt((width * height) / Math.max(1, count)) * 0.75
  const rounds = 200
  for (let round = 0; round < rounds; round++) {
    const moves = points.map(() => ({ x: 0, y: 0 }))
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) push(points, moves, i, j, (d) => (distance * distance) / d)
    for (const [from, to] of links) if (from !== to) push(points, moves, from, to, (d) => (-d * d) / distance / 4)
    const most = 60 * (1 - round / rounds)
    points.forEach((point, i) => {
      const x = moves[i]!.x - (point.x - width / 2) / 4
      const y = moves[i]!.y - (point.y - height / 2) / 4
      const length = Math.hypot(x, y) || 1
      point.x += (x / length) * Math.min(length, most)
      point.y += (y / length) * Math.min(length, most)
    })
  }
  const fitX = fitting(
    points.map(({ x }) => x),
    width,
  )
  const fitY = fitting(
    points.map(({ y }) => y),
    height,
  )
  return points.map(({ x, y }) => ({ x: fitX(x), y: fitY(y) }))
}

// Circles that would cover each other are moved, half the way each.
function apart(points: Point[], radii: readonly number[]): Point[] {
  const within = (value: number, room: number) => Math.min(room - margin, Math.max(margin, value))
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) {
        const [a, b] = [points[i]!, points[j]!]
        const distance = Math.hypot(b.x - a.x, b.y - a.y)
        const missing = (radii[i]! + radii[j]! + 2 - distance) / 2
        if (missing <= 0) continue
        const [x, y] = distance > 0 ? [(b.x - a.x) / distance, (b.y - a.y) / distance] : [1, 0]
        points[i] = { x: within(a.x - x * missing, width), y: within(a.y - y * missing, height) }
        points[j] = { x: within(b.x + x * missing, width), y: within(b.y + y * missing, height) }
      }
    }
  }
  return points
}

// As much of `room` as there is, but for a margin.
function fitting(values: readonly number[], room: number): (value: number) => number {
  const least = Math.min(...values)
  const most = Math.max(...values)
  if (most - least < 1) return () => room / 2
  return (value) => margin + ((value - least) / (most - least)) * (room - 2 * margin)
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
  const bare = url.replace(/(?<=.)\/$/, '')
  return bare.length > 40 ? `${bare.slice(0, 20)}…${bare.slice(-18)}` : bare
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
