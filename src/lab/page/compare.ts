// Two runs, one below the other, on the same axis.

import { element, write } from './dom.ts'
import { dialog } from './dialogs.ts'
import { geometryOf } from './geometry.ts'
import type { Geometry } from './geometry.ts'
import { inkOf } from './ink.ts'
import { drawLanes } from './lanes.ts'
import { momentAt } from './moment.ts'
import { plot } from './plot.ts'
import { sentenceAt } from './sentence.ts'
import { SHORTEST } from './session.ts'
import type { Seen } from './session.ts'
import { text } from './texts.ts'

export class Compare {
  readonly root: HTMLDialogElement
  readonly #runs: () => readonly Seen[]
  readonly #plots: HTMLElement[] = []
  readonly #halves: { choice: HTMLSelectElement; words: HTMLElement; draw: () => void }[]

  /** @param runs those that were looked at, the newest last */
  constructor(runs: () => readonly Seen[]) {
    this.#runs = runs
    this.#halves = [text.compare.first, text.compare.second].map((label) => this.#half(label))
    this.root = dialog(
      text.compare.title,
      element(
        'div',
        { class: 'compare' },
        ...this.#halves.flatMap(({ choice, words }, i) => [choice, words, this.#plots[i]!]),
      ),
    )
  }

  open(): void {
    const runs = this.#runs()
    for (const [i, { choice }] of this.#halves.entries()) {
      choice.replaceChildren(...runs.map(({ name }, n) => element('option', { value: n }, name)))
      choice.value = String(Math.max(0, runs.length - 2 + i))
    }
    this.root.showModal()
    this.repaint()
  }

  /** Other runs, or another theme. */
  repaint(): void {
    for (const half of this.#halves) half.draw()
  }

  #half(label: string): { choice: HTMLSelectElement; words: HTMLElement; draw: () => void } {
    let geometry: Geometry | undefined
    const words = element('p', {})
    const choice = element('select', {
      'aria-label': label,
      onchange: () => this.repaint(),
    })
    const { canvas, context } = plot(label, (width, height) => {
      geometry = geometryOf(width, height, width < 700)
      draw()
    })
    const draw = () => {
      const runs = this.#runs()
      const seen = runs[Number(choice.value)]
      if (!seen || !geometry) return
      const { line, verdict } = seen
      context.clearRect(0, 0, geometry.width, geometry.height)
      const chosen = this.#halves.map((half) => runs[Number(half.choice.value)]?.line.end ?? 0)
      drawLanes({
        line,
        moment: momentAt(line, line.end),
        axis: Math.max(SHORTEST, ...chosen),
        until: line.end,
        replay: false,
        geometry,
        ink: inkOf(this.root, context),
        canvas: context,
      })
      const said = sentenceAt(momentAt(line, line.end), line, verdict)
      write(words, said.map((part) => (typeof part === 'string' ? part : part[0])).join(''))
    }
    this.#plots.push(canvas)
    return { choice, words, draw }
  }
}
