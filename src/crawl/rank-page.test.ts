import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rankPage } from './rank-page.ts'
import type { Ranking } from './rank.ts'

/** Some hubs that everybody links to, each other too. */
function ranking(hubs: number, others: number): Ranking {
  const pages = Array.from({ length: hubs + others }, (_, i) => ({
    url: `http://a/${i}`,
    links: i < hubs ? hubs + others - 1 : 0,
    pages: i < hubs ? hubs + others - 1 : 0,
    hosts: 1,
    rank: i < hubs ? 0.9 / hubs : 0.1 / others,
  }))
  const linksAmong = (count: number) =>
    pages
      .slice(0, count)
      .flatMap((_, from) =>
        Array.from({ length: hubs }, (__, to): [number, number] => [from, to]).filter(([a, b]) => a !== b),
      )
  return { pages, linksAmong }
}

test('no circle of the picture covers another, nor a name', () => {
  const html = rankPage(ranking(4, 40), 'it')
  const circles = [...html.matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)].map((found) =>
    found.slice(1).map(Number),
  )
  assert.equal(circles.length, 44)
  for (const [i, [x, y, r]] of circles.entries()) {
    assert.ok(x! > 0 && x! < 1000 && y! > 0 && y! < 640)
    for (const [x2, y2, r2] of circles.slice(i + 1)) assert.ok(Math.hypot(x! - x2!, y! - y2!) > r! + r2!)
  }
  assert.ok(html.indexOf('<text') > html.lastIndexOf('<circle'))
})

test('pages are counted as people do, and none is said', () => {
  assert.match(rankPage({ pages: [], linksAmong: () => [] }, 'it'), /<p>No page was retrieved yet\.<\/p>/)
  assert.match(rankPage(ranking(1, 0), 'it'), /<p>1 page, with 0 links among them/)
  assert.match(rankPage(ranking(10, 190), 'it'), /<p>200 pages; the 150 most important are drawn, with [\d,]+ links/)
})
