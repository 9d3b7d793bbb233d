// The spider: the pages that it has retrieved, as a picture that grows, and how important each is.

import type { WebTold } from '../told.ts'
import { get, tell } from './client.ts'
import { element, shape, write } from './dom.ts'
import { answered, prediction, runIt } from './panel.ts'
import type { Panel } from './panel.ts'
import { count, text } from './texts.ts'

/** Between two looks, ms. */
const EVERY = 200
/** Rows of the table, and names in the picture. */
const ROWS = 10
const NAMES = 5
/** What the question is about. */
const asked = ['/window.html', '/page2.htm'] as const
const right = 1

export class SpiderPanel implements Panel {
  readonly parts: Node[]
  readonly buttons = [runIt(text.spider.run, () => void this.#run())]
  readonly result = element('p', { 'aria-live': 'polite' })
  readonly #stands = element('p', { class: 'stands' })
  readonly #picture = shape('svg', { class: 'web', viewBox: '-130 -92 260 184', role: 'img' })
  readonly #rows = element('tbody')
  /** In the order of retrieval, so that each keeps its place. */
  #places = new Map<string, number>()
  #choice: number | undefined

  constructor() {
    this.#picture.ariaLabel = text.spider.picture
    this.parts = [
      prediction(text.spider.about, text.spider.choices, (index) => (this.#choice = index)),
      element(
        'div',
        { class: 'spider' },
        this.#picture,
        element(
          'div',
          {},
          this.#stands,
          element(
            'table',
            {},
            element(
              'thead',
              {},
              element('tr', {}, ...text.spider.columns.map((name) => element('th', { scope: 'col' }, name))),
            ),
            this.#rows,
          ),
        ),
      ),
    ]
  }

  async #run(): Promise<void> {
    if (this.#choice === undefined) return write(this.result, text.guide.predict)
    const choice = this.#choice
    write(this.result, '')
    this.#places = new Map()
    try {
      let web = await tell<WebTold>('spider')
      for (; web.going && this.#picture.isConnected; web = (await (await get('spider')).json()) as WebTold) {
        this.#show(web)
        await new Promise((resolve) => setTimeout(resolve, EVERY))
      }
      this.#show(web)
      const [first, second] = asked.map((path) => web.pages.find((page) => page.path === path))
      if (!first || !second) return write(this.result, text.guide.notShown)
      const { finding, why, next, choices } = text.spider
      this.result.replaceChildren(
        answered(choice, second.rank > first.rank ? right : 1 - right, choices),
        ` ${finding(second.path, [second.links, second.rank], first.path, [first.links, first.rank])} ${why} `,
        element('em', {}, next),
      )
    } catch (error) {
      write(this.result, (error as Error).message)
    }
  }

  #show({ going, found, waiting, pages, links }: WebTold): void {
    const { stands, leftOut } = text.spider
    write(this.#stands, stands(found, pages.length, waiting) + (going ? '' : leftOut(found - pages.length)))
    for (const { path } of pages) if (!this.#places.has(path)) this.#places.set(path, this.#places.size)
    const most = pages[0]?.rank ?? 1
    const points = pages.map(({ path, rank }) => ({
      ...placeOf(this.#places.get(path)!),
      r: 2 + 9 * Math.sqrt(rank / most),
    }))
    const at = (i: number) => `${points[i]!.x.toFixed(1)},${points[i]!.y.toFixed(1)}`
    this.#picture.replaceChildren(
      shape('path', { class: 'links', d: links.map(([from, to]) => `M${at(from)}L${at(to)}`).join('') }),
      ...points.map(({ x, y, r }, i) => shape('circle', { cx: x, cy: y, r }, shape('title', {}, pages[i]!.path))),
      ...points.flatMap(({ x, y, r }, i) => {
        const { path } = pages[i]!
        return i < NAMES || path === asked[0] ? [shape('text', { x, y: y - r - 2 }, path)] : []
      }),
    )
    this.#rows.replaceChildren(
      ...pages
        .slice(0, ROWS)
        .map(({ path, links: to, rank }) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, path),
            element('td', {}, count(to)),
            element(
              'td',
              {},
              element('meter', { value: rank, max: most, 'aria-hidden': 'true' }),
              ` ${rank.toFixed(3)}`,
            ),
          ),
        ),
    )
  }
}

/** A spiral like a sunflower's: the first in the middle, and nobody moves for those that come. */
function placeOf(index: number): { x: number; y: number } {
  const [away, angle] = [15 * Math.sqrt(index), index * 2.4]
  return { x: 1.5 * away * Math.cos(angle), y: away * Math.sin(angle) }
}
