// The views as tabs (WAI-ARIA: tablist): arrows go from one to the next, and only what is seen is drawn.

import { element } from './dom.ts'
import { tabs as names, text } from './texts.ts'

export interface Drawn {
  root: HTMLElement
  draw(): void
  /** The theme has changed. */
  repaint?(): void
}

export class Tabs {
  readonly list: HTMLElement
  readonly panels: HTMLElement[]
  readonly #tabs: HTMLButtonElement[]
  readonly #views: readonly Drawn[]
  readonly #changed: () => void
  #selected = 0

  constructor(views: readonly Drawn[], changed: () => void) {
    this.#views = views
    this.#changed = changed
    this.#tabs = views.map((_, i) =>
      element(
        'button',
        { type: 'button', role: 'tab', id: `tab-${i}`, 'aria-controls': `view-${i}`, onclick: () => this.select(i) },
        names[i] ?? '',
      ),
    )
    this.panels = views.map(({ root }, i) =>
      element('section', { role: 'tabpanel', id: `view-${i}`, 'aria-labelledby': `tab-${i}` }, root),
    )
    this.list = element(
      'div',
      { role: 'tablist', 'aria-label': text.views, onkeydown: (event) => this.#key(event as KeyboardEvent) },
      ...this.#tabs,
    )
    this.select(0)
  }

  select(index: number): void {
    if (index < 0 || index >= this.#views.length) return
    this.#selected = index
    for (const [i, tab] of this.#tabs.entries()) {
      tab.ariaSelected = String(i === index)
      tab.tabIndex = i === index ? 0 : -1
      this.panels[i]!.hidden = i !== index
    }
    // Where there is no room for all of them.
    this.#tabs[index]!.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    this.#changed()
  }

  draw(): void {
    this.#views[this.#selected]!.draw()
  }

  repaint(): void {
    for (const view of this.#views) view.repaint?.()
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.stopPropagation()
    this.select((this.#selected + by + this.#views.length) % this.#views.length)
    this.#tabs[this.#selected]!.focus()
  }
}
