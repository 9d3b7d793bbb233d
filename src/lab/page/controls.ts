// The four sliders. Moved while a run goes on they act at once; they are what the next run begins with too.

import { ranges } from '../settings.ts'
import type { Setting, Settings } from '../settings.ts'
import { element, write } from './dom.ts'
import { controlText, settingText, text } from './texts.ts'

export class Controls {
  readonly settings: Settings
  readonly root: HTMLElement
  readonly #shown = new Map<Setting, { slider: HTMLInputElement; value: HTMLElement }>()
  readonly #changed: (name: Setting, value: number) => void

  constructor(settings: Settings, changed: (name: Setting, value: number) => void) {
    this.settings = { ...settings }
    this.#changed = changed
    this.root = element(
      'section',
      { class: 'controls', 'aria-label': text.controls },
      ...controlText.map(({ group, settings: rows }) =>
        element('fieldset', {}, element('legend', {}, group), ...rows.map((row) => this.#row(row))),
      ),
    )
  }

  /** Shows other settings, without telling anybody. */
  show(settings: Partial<Settings>): void {
    Object.assign(this.settings, settings)
    for (const [name, { slider, value }] of this.#shown) {
      slider.value = String(placeOf(name, this.settings[name]))
      this.#write(name, slider, value)
    }
  }

  #row({ name, before, label }: (typeof controlText)[number]['settings'][number]): HTMLElement {
    const { places } = ranges[name]
    // Not an <output>: the label would be that one's, and both would speak.
    const value = element('b', {})
    const slider = element('input', {
      type: 'range',
      min: 0,
      max: places.length - 1,
      value: placeOf(name, this.settings[name]),
      'aria-label': label,
      'data-setting': name,
      oninput: () => {
        this.settings[name] = places[Number(slider.value)]!
        this.#write(name, slider, value)
        this.#changed(name, this.settings[name])
      },
    })
    this.#shown.set(name, { slider, value })
    this.#write(name, slider, value)
    return element('label', {}, element('span', {}, `${before} `, value), slider)
  }

  #write(name: Setting, slider: HTMLInputElement, value: HTMLElement): void {
    const words = settingText[name](this.settings[name])
    write(value, words)
    slider.setAttribute('aria-valuetext', words)
  }
}

/** The place on the slider that is nearest. */
function placeOf(name: Setting, value: number): number {
  const { places } = ranges[name]
  const exact = places.indexOf(value)
  if (exact >= 0) return exact
  const distance = (place: number) => (place === 0 ? Infinity : Math.abs(Math.log(place / value)))
  return places.reduce((best, place, index) => (distance(place) < distance(places[best]!) ? index : best), 0)
}
