// The time-sequence view: bytes over time, as tcptrace draws it. What the server handed over, up to where it may send,
// what arrived, and what the program read.

import { element } from './dom.ts'
import { levels, ticks, View } from './geometry.ts'
import { inkOf } from './ink.ts'
import type { Ink } from './ink.ts'
import { pausesUntil } from './moment.ts'
import { area, curve, haloed, stroke } from './pen.ts'
import { dragToSeek, plot, tellPlace } from './plot.ts'
import type { Session } from './session.ts'
import type { Steps } from './steps.ts'
import { count, text } from './texts.ts'

/** With less there is no room beside the plot, pixels. */
const NARROW = 700

export class SequenceView {
  readonly root: HTMLElement
  readonly #session: Session
  readonly #plot = plot(text.sequence.label, (width, height) => {
    this.#size = { width, height }
    this.#ink = undefined
    this.draw()
  })
  #size = { width: 800, height: 600 }
  #ink: Ink | undefined

  constructor(session: Session) {
    this.#session = session
    this.root = element('div', { class: 'sequence' }, this.#plot.canvas)
    dragToSeek(this.#plot, session, () => this.#view)
  }

  repaint(): void {
    this.#ink = undefined
  }

  draw(): void {
    const { context: canvas } = this.#plot
    const { width, height } = this.#size
    const { line, place } = this.#session
    const ink = (this.#ink ??= inkOf(this.root, canvas))
    tellPlace(this.#plot, this.#session)
    canvas.clearRect(0, 0, width, height)
    canvas.lineJoin = 'round'
    const view = this.#view
    const moment = this.#session.moment()
    const [top, bottom] = [30, height - 36]
    const most = Math.max(line.size ?? 0, line.arrived.largest, line.read.largest, line.edge.largest, 1000) * 1.04
    const y = levels({ top, bottom }, most)

    canvas.font = ink.plain
    canvas.strokeStyle = ink.line
    canvas.fillStyle = ink.muted
    canvas.textAlign = 'right'
    for (const tick of ticks(0, most, 6)) {
      stroke(canvas, view.left, y(tick), view.right, y(tick))
      canvas.fillText(count(tick), view.left - 8, y(tick))
    }
    canvas.textAlign = 'center'
    for (const tick of ticks(0, view.to / 1000, (view.right - view.left) / 100))
      canvas.fillText(`${Number(tick.toFixed(3))} s`, view.x(tick * 1000), bottom + 20)
    canvas.fillText(text.sequence.bytes, view.left - 24, top - 16)
    if (!line.started) return

    const { at } = moment
    area(canvas, line.arrived, view, at, y, bottom, ink.water)
    area(canvas, line.read, view, at, y, bottom, ink['program-soft'])
    curve(canvas, line.handed, view, at, y, ink.server, 2)
    curve(canvas, line.edge, view, at, y, ink.door, 1.5)
    curve(canvas, line.arrived, view, at, y, ink.buffer, 2)
    curve(canvas, line.read, view, at, y, ink.program, 2)
    canvas.font = ink.bold
    for (const { from, to } of pausesUntil(line, moment)) {
      const level = y(line.edge.at(from) ?? line.arrived.at(from) ?? 0)
      const [x, end] = [view.x(from), view.x(to)]
      canvas.fillStyle = ink.hatch.pause
      canvas.fillRect(x, level - 5, end - x, 10)
      canvas.strokeStyle = ink.pause
      canvas.strokeRect(x, level - 5, end - x, 10)
      const words = text.sequence.paused(to - from)
      if (canvas.measureText(words).width > end - x + 30) continue
      canvas.fillStyle = ink.pause
      canvas.textAlign = 'center'
      canvas.fillText(words, (x + end) / 2, level - 14)
    }
    this.#labels(canvas, ink, view, at, y)
    if (place === undefined) return
    canvas.strokeStyle = ink.ink
    stroke(canvas, view.x(at), top, view.x(at), bottom)
  }

  get #view(): View {
    const { width } = this.#size
    const narrow = width < NARROW
    return new View(0, this.#session.axis, {
      left: narrow ? 70 : 84,
      right: width - (narrow ? 8 : 206),
    })
  }

  // At the right edge, one below the other, each as near to its curve as the others let it; where there is no room for
  // them beside the plot, in the corner that a curve over time leaves free.
  #labels(canvas: CanvasRenderingContext2D, ink: Ink, view: View, at: number, y: (bytes: number) => number): void {
    const { line } = this.#session
    const beside = this.#size.width >= NARROW
    const rows: [words: string, colour: string, steps: Steps][] = [
      [text.sequence.handed, ink.server, line.handed],
      [text.sequence.edge, ink.door, line.edge],
      [text.sequence.arrived, ink.buffer, line.arrived],
      [text.sequence.read, ink.program, line.read],
    ]
    canvas.textAlign = 'left'
    canvas.strokeStyle = ink.paper
    let free = beside ? 0 : 40
    for (const [words, colour, steps] of rows) {
      const value = steps.at(at)
      if (value === undefined) continue
      const level = beside ? Math.max(y(value), free) : free
      const left = beside ? view.right + 10 : view.left + 10
      free = level + (beside ? 38 : 36)
      canvas.fillStyle = colour
      canvas.font = ink.bold
      haloed(canvas, words, left, level)
      canvas.font = ink.plain
      haloed(canvas, count(value), left, level + 16)
    }
  }
}
