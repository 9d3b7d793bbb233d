// What an experiment has in common with others: a place beside the lanes, and what it asks of the page.

import type { Settings } from '../settings.ts'
import { element } from './dom.ts'
import { text } from './texts.ts'
import type { Timeline } from './timeline.ts'

export interface Panel {
  /** What stands between the title and the button that leaves the experiment. */
  parts: Node[]
  /** In the row of that button. */
  buttons: HTMLElement[]
  /** Below it. */
  result: HTMLElement
  /** A frame goes by. */
  draw?(): void
  /** Said instead of what the run shows, as long as that would give the answer away. */
  readonly secret?: string | undefined
}

export interface Deeds {
  /** Begins a run and looks at it. @param name hides what it is: neither the settings nor the sentence are shown */
  start: (settings: Settings, address: string, name?: string) => Promise<Timeline | undefined>
  view: (index: number) => void
  /** There is something new to show. */
  redraw: () => void
}

/** A question to be answered beforehand. */
export function prediction(question: string, choices: readonly string[], chosen: (index: number) => void): HTMLElement {
  return element(
    'fieldset',
    {},
    element('legend', {}, question),
    ...choices.map((words, i) =>
      element(
        'label',
        {},
        element('input', { type: 'radio', name: 'prediction', onchange: () => chosen(i) }),
        ` ${words}`,
      ),
    ),
  )
}

export const runIt = (words: string, onclick: () => void) =>
  element('button', { type: 'button', class: 'primary', onclick }, words)

/** Whether what was said is so: in words and in a colour. */
export const judged = (right: boolean, words: string) =>
  element('strong', { class: right ? 'of-program' : 'of-pause' }, words)

/** "As you said.", or what it is. */
export const answered = (choice: number | undefined, right: number, choices: readonly string[]) =>
  judged(choice === right, choice === right ? text.guide.right : text.guide.wrong(choices[right] ?? ''))
