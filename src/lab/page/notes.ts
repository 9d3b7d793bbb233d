// Words on the lanes: what the shape means the first time it happens, and where somebody moved a slider.

import type { View } from './geometry.ts'
import type { Scene } from './lanes.ts'
import { haloed } from './pen.ts'
import { markText, text } from './texts.ts'

/** A pause that is worth a note, ms: half of this, if none is longer. */
const LONG = 150

/** Full, drained a read at a time, freed: of the first pause that is a long one in this run, numbered as there is room. */
export function drawNotes({ canvas, geometry, ink, line, moment, until }: Scene, view: View): void {
  const longest = Math.max(LONG, ...line.pauses.slice(0, 20).map(({ from, to }) => to - from))
  const pause = line.pauses.find(({ from, to }) => to - from >= longest / 2)
  if (!pause || moment.waiting === undefined) return
  const { buffer, notes } = geometry
  const freed = pause.to < until && line.pauses.at(-1) !== pause ? view.x(pause.to) : undefined
  const x = view.x(pause.from) + 12
  let number = 0
  canvas.font = ink.bold
  note(x, notes, text.notes.full, (freed ?? view.right) - x - 14, ink.paper)
  if (line.reads.at.last(until) >= 2)
    note(x, buffer.bottom - 26, text.notes.takes(line.stems.largest), (freed ?? view.right) - x - 10, ink.water)
  if (freed !== undefined) note(freed, notes, text.notes.freed, view.right - freed - 10, ink.paper)

  function note(at: number, y: number, words: string, room: number, ground: string): void {
    if (canvas.measureText(words).width + 16 > room) return
    canvas.fillStyle = ink.ink
    canvas.beginPath()
    canvas.arc(at, y, 10, 0, 2 * Math.PI)
    canvas.fill()
    canvas.textAlign = 'center'
    canvas.fillStyle = ink.paper
    canvas.fillText(String(++number), at, y + 1)
    canvas.textAlign = 'left'
    canvas.strokeStyle = ground
    canvas.fillStyle = ink.ink
    haloed(canvas, words, at + 16, y + 1)
  }
}

export function drawMarks({ canvas, geometry, ink, line, until }: Scene, view: View): void {
  const { server, soFar, program } = geometry
  const y = (geometry.buffer.bottom + program.top) / 2 - 6
  canvas.font = ink.bold
  canvas.strokeStyle = canvas.fillStyle = ink.ink
  const shown = line.marks.filter(({ at }) => at <= until)
  for (const [index, { at, name, value }] of shown.entries()) {
    const x = view.x(at)
    canvas.setLineDash([2, 3])
    canvas.beginPath()
    canvas.moveTo(x, server.top - 8)
    canvas.lineTo(x, soFar.bottom)
    canvas.stroke()
    canvas.setLineDash([])
    // A slider that is dragged passes many places: the last of them is what was meant.
    const next = shown[index + 1]
    const words = markText(name, value)
    const width = canvas.measureText(words).width
    if (next && view.x(next.at) - x < width + 14) continue
    const left = x + 6 + width > view.right ? x - 6 - width : x + 6
    canvas.textAlign = 'left'
    canvas.fillStyle = ink.paper
    canvas.fillRect(left - 3, y - 9, width + 6, 18)
    canvas.fillStyle = ink.ink
    canvas.fillText(words, left, y)
  }
}
