// An experiment of one run: prediction, run, check.

import { element, write } from './dom.ts'
import type { Experiment } from './experiments.ts'
import { answered, prediction, runIt } from './panel.ts'
import type { Deeds, Panel } from './panel.ts'
import { text } from './texts.ts'
import type { Timeline } from './timeline.ts'

export class OneRun implements Panel {
  readonly parts: Node[]
  readonly buttons = [runIt(text.guide.run, () => void this.#run())]
  readonly result = element('p', { 'aria-live': 'polite' })
  readonly #experiment: Experiment
  readonly #deeds: Deeds
  #choice: number | undefined
  /** Of its run, until the check is made. */
  #line: Timeline | undefined

  constructor(experiment: Experiment, deeds: Deeds) {
    this.#experiment = experiment
    this.#deeds = deeds
    this.parts = [prediction(experiment.question, experiment.choices, (index) => (this.#choice = index))]
  }

  draw(): void {
    const line = this.#line
    if (!line?.over) return
    this.#line = undefined
    const { check, right, choices, why, next } = this.#experiment
    const { held, words } = line.complete ? check(line) : { held: false, words: line.failed?.message ?? '' }
    this.result.replaceChildren(
      answered(this.#choice, right, choices),
      ` ${words} `,
      ...(held ? [why, ' ', element('em', {}, next)] : [element('strong', {}, text.guide.notShown)]),
    )
  }

  async #run(): Promise<void> {
    if (this.#choice === undefined) return write(this.result, text.guide.predict)
    write(this.result, '')
    const { settings, address, view = 0 } = this.#experiment
    this.#deeds.view(view)
    this.#line = await this.#deeds.start(settings, address)
  }
}
