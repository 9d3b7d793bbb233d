// The Log view: every event as a sentence, in order. Of a long trace the last ones.

import type { TraceEvent } from '../../trace/event.ts'
import { element, write } from './dom.ts'
import { isTold, logText } from './message-texts.ts'
import type { Session } from './session.ts'
import { seconds, text } from './texts.ts'

/** Lines that are shown. */
const MOST = 400

export class LogView {
  readonly root: HTMLElement
  readonly #session: Session
  readonly #list = element('ol', { class: 'log', tabindex: 0, 'aria-label': text.log.label })
  readonly #earlier = element('p', { class: 'earlier' })
  #of: readonly TraceEvent[] | undefined
  #next = 0
  #told = 0

  constructor(session: Session) {
    this.#session = session
    this.root = element('div', { class: 'log-view' }, this.#earlier, this.#list)
  }

  draw(): void {
    const { events } = this.#session
    if (this.#of !== events) {
      this.#of = events
      this.#next = this.#told = 0
      this.#list.replaceChildren()
    }
    const fresh: TraceEvent[] = []
    for (; this.#next < events.length; this.#next++) if (isTold(events[this.#next]!)) fresh.push(events[this.#next]!)
    this.#told += fresh.length
    this.#list.hidden = this.#told === 0
    write(this.#earlier, this.#told === 0 ? text.nothing : this.#told > MOST ? text.log.earlier(this.#told - MOST) : '')
    if (fresh.length === 0) return
    const follows = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40
    this.#list.append(...fresh.slice(-MOST).map(line))
    while (this.#list.children.length > MOST) this.#list.firstElementChild!.remove()
    if (follows) this.#list.scrollTop = this.#list.scrollHeight
  }
}

const line = (event: TraceEvent) =>
  element('li', { class: `log-${event.type}` }, element('time', {}, seconds(event.at, 3)), ' ', logText(event))
