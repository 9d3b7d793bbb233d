// The experiments, and the one that is being done.

import { element } from './dom.ts'
import { experiments } from './experiments.ts'
import { OneRun } from './one-run.ts'
import type { Deeds, Panel } from './panel.ts'
import type { Session } from './session.ts'
import { SpiderPanel } from './spider-panel.ts'
import { text } from './texts.ts'
import { Who } from './who.ts'

export class Guide {
  readonly list: HTMLSelectElement
  readonly root = element('section', { class: 'guide card', 'aria-label': text.guide.label, hidden: true })
  readonly #session: Session
  readonly #deeds: Deeds
  #panel: Panel | undefined

  constructor(session: Session, deeds: Deeds) {
    this.#session = session
    this.#deeds = deeds
    this.list = element(
      'select',
      { 'aria-label': text.guide.label, onchange: () => this.open(this.list.value) },
      element('option', { value: '' }, text.guide.choose),
      ...experiments.map(({ id, title }, i) => element('option', { value: id }, `${i + 1}. ${title}`)),
    )
  }

  /** Said instead of what the run shows. */
  get secret(): string | undefined {
    return this.#panel?.secret
  }

  open(id: string): void {
    const experiment = experiments.find((each) => each.id === id)
    this.list.value = experiment?.id ?? ''
    this.root.hidden = experiment === undefined
    this.#panel = undefined
    this.root.replaceChildren()
    if (!experiment) return
    history.replaceState(null, '', `#${id}`)
    const panel: Panel =
      'panel' in experiment
        ? experiment.panel === 'who'
          ? new Who(this.#session, this.#deeds)
          : new SpiderPanel()
        : new OneRun(experiment, this.#deeds)
    this.#panel = panel
    this.root.append(
      element('h2', {}, experiment.title),
      ...panel.parts,
      element(
        'div',
        { class: 'buttons' },
        ...panel.buttons,
        element('button', { type: 'button', onclick: () => this.open('') }, text.guide.close),
      ),
      panel.result,
    )
  }

  draw(): void {
    this.#panel?.draw?.()
  }
}
