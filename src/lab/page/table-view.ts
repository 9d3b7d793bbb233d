// The Table view: the reads, a row each, as a real table: for screen readers, for copying, for whoever wants the numbers.

import type { Read, Reads } from '../../trace/event.ts'
import { element, write } from './dom.ts'
import type { Session } from './session.ts'
import { count, seconds, text } from './texts.ts'

/** Rows of a page of the table. */
const ROWS = 200

export class TableView {
  readonly root: HTMLElement
  readonly #session: Session
  readonly #body = element('tbody', {})
  readonly #where = element('span', {})
  readonly #pager: HTMLElement
  readonly #none = element('p', { class: 'earlier' }, text.nothing)
  readonly #scroll: HTMLElement
  #page = 0
  #shown = ''

  constructor(session: Session) {
    this.#session = session
    const turn = (words: string, by: number) =>
      element('button', { type: 'button', onclick: () => this.#turn(by) }, words)
    this.#pager = element('p', { class: 'pager' }, turn(text.table.before, -1), this.#where, turn(text.table.next, 1))
    const head = element('tr', {}, ...text.table.columns.map((name) => element('th', { scope: 'col' }, name)))
    this.#scroll = element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': text.table.caption },
      element('table', {}, element('caption', {}, text.table.caption), element('thead', {}, head), this.#body),
    )
    this.root = element('div', { class: 'table-view' }, this.#none, this.#pager, this.#scroll)
  }

  draw(): void {
    const { reads } = this.#session
    const pages = Math.max(1, Math.ceil(reads.length / ROWS))
    this.#page = Math.min(this.#page, pages - 1)
    const first = this.#page * ROWS
    const rows = reads.slice(first, first + ROWS)
    const shown = `${this.#session.line.started?.started} ${this.#page} ${rows.length}`
    this.#pager.hidden = pages === 1
    this.#none.hidden = reads.length > 0
    this.#scroll.hidden = reads.length === 0
    write(this.#where, text.table.where(first + 1, first + rows.length, reads.length))
    if (shown === this.#shown) return
    this.#shown = shown
    this.#body.replaceChildren(...rows.map((read, i) => row(read, reads[first + i - 1], first + i + 1)))
  }

  #turn(by: number): void {
    this.#page = Math.max(0, this.#page + by)
    this.draw()
  }
}

function row(read: Read | Reads, before: Read | Reads | undefined, number: number): HTMLElement {
  const known = (n: number | undefined) => (n === undefined ? text.table.unknown : count(n))
  const single = read.type === 'read'
  const full = single ? read.bytes === read.asked : read.full === read.count
  const cells = [
    seconds(read.at, 3),
    before ? seconds(read.at - before.at, 3) : '',
    single ? count(read.bytes) : text.table.bucket(read.count, read.bytes),
    count(read.total),
    count(read.asked),
    full ? text.full : text.part,
    known(single ? read.recvQueue : read.recvQueueMax),
    known(single ? read.window : read.windowMin),
  ]
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, count(number)),
    ...cells.map((cell) => element('td', {}, cell)),
  )
}
