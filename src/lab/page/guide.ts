// The experiment that is being done: prediction, run, check.

import { element, write } from './dom.ts'
import { experiments } from './experiments.ts'
import type { Experiment } from './experiments.ts'
import type { Session } from './session.ts'
import type { Settings } from '../settings.ts'
import { text } from './texts.ts'
import type { Timeline } from './timeline.ts'

/** What the guide asks of the page. */
interface Deeds {
  start: (settings: Settings, address: string, hidden: boolean) => void
  view: (index: number) => void
}

export class Guide {
  readonly list: HTMLSelectElement
  readonly root = element('section', { class: 'guide card', 'aria-label': text.guide.label, hidden: true })
  readonly #session: Session
  readonly #deeds: Deeds
  readonly #result = element('p', { 'aria-live': 'polite' })
  #experiment: Experiment | undefined
  #choice: number | undefined
  #begun = false
  /** What was looked at before its run began. */
  #before: Timeline | undefined
  #told = false

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

  /** The answer is not to be shown yet. */
  get secret(): boolean {
    return this.#experiment?.secret === true && this.#begun && !this.#told
  }

  open(id: string): void {
    const experiment = experiments.find((each) => each.id === id)
    this.#experiment = experiment
    this.#choice = undefined
    this.#begun = this.#told = false
    this.list.value = experiment?.id ?? ''
    this.root.hidden = experiment === undefined
    if (!experiment) return
    history.replaceState(null, '', `#${id}`)
    write(this.#result, '')
    this.root.replaceChildren(
      element('h2', {}, experiment.title),
      element(
        'fieldset',
        {},
        element('legend', {}, experiment.question),
        ...experiment.choices.map((words, i) =>
          element(
            'label',
            {},
            element('input', { type: 'radio', name: 'prediction', onchange: () => this.#choose(i) }),
            ` ${words}`,
          ),
        ),
      ),
      element(
        'div',
        { class: 'buttons' },
        element('button', { type: 'button', class: 'primary', onclick: () => this.#run() }, text.guide.run),
        element('button', { type: 'button', onclick: () => this.open('') }, text.guide.close),
      ),
      this.#result,
    )
  }

  /** Looks whether the run has shown it. */
  draw(): void {
    const { line, verdict } = this.#session
    const experiment = this.#experiment
    if (!experiment || !this.#begun || this.#told || line === this.#before || !line.over) return
    if (this.#choice === undefined) return write(this.#result, text.guide.answerNow)
    this.#told = true
    const { held, words } = line.complete
      ? experiment.check(line, verdict)
      : { held: false, words: line.failed?.message ?? '' }
    const right = typeof experiment.right === 'number' ? experiment.right : experiment.right(verdict)
    this.#result.replaceChildren(
      element(
        'strong',
        { class: this.#choice === right ? 'of-program' : 'of-pause' },
        this.#choice === right ? text.guide.right : text.guide.wrong(experiment.choices[right] ?? ''),
      ),
      ` ${words} `,
      ...(held
        ? [experiment.why, ' ', element('em', {}, experiment.next)]
        : [element('strong', {}, text.guide.notShown)]),
    )
  }

  #choose(index: number): void {
    this.#choice = index
    this.draw()
  }

  #run(): void {
    const experiment = this.#experiment
    if (!experiment) return
    if (this.#choice === undefined && !experiment.secret) return write(this.#result, text.guide.predict)
    this.#begun = true
    this.#told = false
    this.#before = this.#session.line
    write(this.#result, '')
    const settings = experiment.settings[Math.floor(Math.random() * experiment.settings.length)]!
    this.#deeds.view(experiment.view ?? 0)
    this.#deeds.start(settings, experiment.address, experiment.secret === true)
  }
}
