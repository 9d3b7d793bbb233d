// "Who is slow?": three runs without labels, a culprit to be named for each, and what each run showed.

import type { Settings } from '../settings.ts'
import { culpritOf } from './culprit.ts'
import type { Culprit } from './culprit.ts'
import { element, write } from './dom.ts'
import { judged } from './panel.ts'
import type { Deeds, Panel } from './panel.ts'
import type { Session } from './session.ts'
import { text } from './texts.ts'
import type { Timeline } from './timeline.ts'

const usual: Settings = { rate: 0, line: 0, receiveBuffer: 0, recvSize: 5120, delay: 0 }

/** How the three are made: this is told at the end, and the check does not look at it. */
const made: Record<Culprit, Settings> = {
  server: { ...usual, rate: 50_000 },
  network: { ...usual, line: 50_000 },
  program: { ...usual, receiveBuffer: 32 * 1024, delay: 100 },
}

class Suspect {
  readonly row: HTMLElement
  readonly made: Culprit
  readonly result = element('span', { 'aria-live': 'polite' })
  readonly choice: HTMLSelectElement
  line: Timeline | undefined
  found: ReturnType<typeof culpritOf> | undefined

  constructor(name: string, is: Culprit, run: (suspect: Suspect) => void, changed: () => void) {
    this.made = is
    this.choice = element(
      'select',
      { 'aria-label': text.who.label(name), onchange: changed },
      element('option', { value: '' }, text.who.choose),
      ...Object.entries(text.who.culprits).map(([value, words]) => element('option', { value }, words)),
    )
    this.row = element(
      'li',
      {},
      element('button', { type: 'button', onclick: () => run(this) }, text.who.run(name)),
      this.choice,
      this.result,
    )
  }

  reveal(): void {
    const { culprit, words } = this.found!
    if (culprit === undefined) return write(this.result, words)
    const right = culprit === this.choice.value
    const said = `${right ? text.who.right : text.who.wrong}${text.who.culprits[culprit]}: `
    this.result.replaceChildren(judged(right, said), `${words} ${text.who.made[this.made]}`)
  }
}

export class Who implements Panel {
  readonly parts: Node[]
  readonly buttons: HTMLElement[] = []
  readonly result = element('p', { 'aria-live': 'polite' })
  readonly #session: Session
  readonly #deeds: Deeds
  readonly #suspects: Suspect[]
  #told = false

  constructor(session: Session, deeds: Deeds) {
    this.#session = session
    this.#deeds = deeds
    const order = shuffled(Object.keys(made) as Culprit[])
    this.#suspects = order.map(
      (is, i) => new Suspect('ABC'.charAt(i), is, (suspect) => void this.#run(suspect, 'ABC'.charAt(i)), deeds.redraw),
    )
    this.parts = [
      element('p', {}, text.who.about),
      element('ol', { class: 'suspects' }, ...this.#suspects.map(({ row }) => row)),
    ]
  }

  get secret(): string | undefined {
    return !this.#told && this.#suspects.some(({ line }) => line === this.#session.line) ? text.who.secret : undefined
  }

  draw(): void {
    const { line, verdict } = this.#session
    for (const suspect of this.#suspects)
      if (suspect.line === line && line.complete) suspect.found ??= culpritOf(line, verdict)
    if (this.#told || !this.#suspects.every(({ found, choice }) => found && choice.value !== '')) return
    for (const suspect of this.#suspects) suspect.reveal()
    this.#told = this.#suspects.every(({ found }) => found?.culprit)
    if (this.#told) write(this.result, text.who.why)
  }

  async #run(suspect: Suspect, name: string): Promise<void> {
    suspect.found = undefined
    suspect.line = await this.#deeds.start(made[suspect.made], '/cover3.jpg', text.who.run(name))
  }
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, lot: Math.random() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ one }) => one)
}
