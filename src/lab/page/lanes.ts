// The five lanes on one time axis: the server, the door, the receive buffer, the program, and both sums.

import { walk } from './curve.ts'
import { levels, ticks, View } from './geometry.ts'
import type { Geometry } from './geometry.ts'
import type { Ink } from './ink.ts'
import { momentAt, pausesUntil } from './moment.ts'
import type { Moment } from './moment.ts'
import { drawMarks, drawNotes } from './notes.ts'
import { area, curve, dashedBox, haloed, label, stroke } from './pen.ts'
import { count, seconds, text } from './texts.ts'
import type { Timeline } from './timeline.ts'

export interface Scene {
  line: Timeline
  /** What is shown: now, or the place of a replay. */
  moment: Moment
  /** The right edge of the axis, and where the trace ends or has come to, ms. */
  axis: number
  until: number
  /** A replay stands at `moment.at`; what comes after is dimmed. */
  replay: boolean
  geometry: Geometry
  ink: Ink
  canvas: CanvasRenderingContext2D
}

/** All of it, on a canvas that is empty. */
export function drawLanes(scene: Scene): void {
  drawTrace(scene)
  drawEdge(scene)
}

/** What is the same wherever a replay stands. */
export function drawTrace(scene: Scene): void {
  const { canvas, axis, geometry, line, until } = scene
  canvas.textBaseline = 'middle'
  canvas.lineJoin = 'round'
  const view = new View(0, axis, geometry)
  drawAxis(scene, view)
  if (!line.started) return
  const end = { ...scene, moment: momentAt(line, until) }
  drawServer(end, view)
  drawDoor(end, view)
  drawBuffer(end, view)
  drawProgram(end, view)
  drawSoFar(end, view)
  drawNotes(end, view)
  drawMarks(end, view)
}

function drawAxis({ canvas, geometry, ink }: Scene, view: View): void {
  const { left, right, server, soFar, axis } = geometry
  canvas.font = ink.plain
  canvas.fillStyle = ink.muted
  canvas.strokeStyle = ink.line
  canvas.lineWidth = 1
  canvas.textAlign = 'center'
  const found = ticks(view.from / 1000, view.to / 1000, (right - left) / 90)
  const digits = found.length > 1 ? Math.max(0, -Math.floor(Math.log10(found[1]! - found[0]! + 1e-9))) : 0
  for (const tick of found) {
    const x = Math.round(view.x(tick * 1000)) + 0.5
    stroke(canvas, x, server.top - 8, x, soFar.bottom)
    const words = `${tick.toFixed(digits)} s`
    const half = canvas.measureText(words).width / 2
    canvas.fillText(words, Math.min(Math.max(x, half), geometry.width - half), axis)
  }
  for (const lane of [geometry.buffer, geometry.program, geometry.soFar])
    stroke(canvas, left - 14, lane.bottom + 0.5, right, lane.bottom + 0.5)
}

function drawServer({ canvas, geometry: { server }, ink, line, moment, until }: Scene, view: View): void {
  const height = server.bottom - server.top
  const begin = line.requestedAt ?? until
  const done = Math.min(line.serverDone ?? (line.over ? line.end : until), until)
  canvas.fillStyle = ink.idle
  canvas.fillRect(view.left, server.top, view.x(until) - view.left, height)
  const sending = Math.max(0, view.x(done) - view.x(begin))
  canvas.fillStyle = line.serverTells ? ink.server : ink['sent-soft']
  canvas.fillRect(view.x(begin), server.top, sending, height)
  if (!line.serverTells) dashedBox(canvas, ink.server, view.x(begin), server.top, sending, height)
  canvas.textAlign = 'center'
  let sent = 0
  for (const { from, to } of pausesUntil(line, moment)) {
    // Between two pauses the server sent, and that is seen however short it was.
    const x = Math.max(view.x(from), sent)
    const width = Math.max(1, view.x(to) - x)
    sent = view.x(to) + 2.5
    canvas.fillStyle = ink.hatch.pause
    canvas.fillRect(x, server.top, width, height)
    if (!line.serverTells) dashedBox(canvas, ink.pause, x, server.top, width, height)
    canvas.font = ink.bold
    const words = [text.pausedLong(to - from), seconds(to - from)]
    const fits = words.find((each) => canvas.measureText(each).width < width - 10)
    if (fits) {
      canvas.strokeStyle = ink['pause-soft']
      canvas.fillStyle = ink.pause
      haloed(canvas, fits, x + width / 2, server.top + height / 2 + 1)
    }
  }
}

function drawDoor({ canvas, geometry: { door }, ink, line, until }: Scene, view: View): void {
  const height = door.bottom - door.top
  const first = line.window.times.get(0)
  if (!(first <= until)) return
  const from = view.x(first)
  const to = view.x(until)
  canvas.fillStyle = ink['door-soft']
  canvas.fillRect(from, door.top, to - from, height)
  canvas.fillStyle = ink.door
  let before = Math.round(from)
  let shut = false
  walk(line.window, view, until, (x, window) => {
    const edge = Math.round(x)
    if (shut) canvas.fillRect(before, door.top, edge - before, height)
    before = edge
    shut = line.isShut(window)
  })
  if (shut) canvas.fillRect(before, door.top, to - before, height)
  canvas.strokeStyle = ink.door
  canvas.strokeRect(from + 0.5, door.top + 0.5, to - from - 1, height - 1)
}

function drawBuffer({ canvas, geometry, ink, line, until }: Scene, view: View): void {
  const { buffer, left } = geometry
  const most = line.full
  if (most === 0) return
  const y = levels(buffer, most)
  area(canvas, line.held, view, until, y, buffer.bottom, ink.hatch.held)
  canvas.setLineDash([3, 3])
  curve(canvas, line.held, view, until, y, ink.buffer, 1)
  canvas.setLineDash([])
  area(canvas, line.waiting, view, until, y, buffer.bottom, ink.water)
  curve(canvas, line.waiting, view, until, y, ink.buffer, 2)
  canvas.setLineDash([2, 4])
  curve(canvas, line.capacity, view, until, y, ink.muted, 1)
  canvas.setLineDash([])
  label(canvas, ink, count(most), left, view, buffer)
}

function drawProgram({ canvas, geometry, ink, line, moment, until }: Scene, view: View): void {
  const { program, left } = geometry
  const largest = line.stems.largest
  if (largest === 0) return
  const asked = moment.recvSize
  const most = asked <= 4 * largest ? Math.max(asked, largest) : largest
  const y = levels(program, most)
  canvas.strokeStyle = ink.muted
  canvas.setLineDash([2, 4])
  stroke(canvas, view.left, y(most), view.x(until), y(most))
  canvas.setLineDash([])
  label(canvas, ink, count(most), left, view, program)
  const { at, bytes, asked: wanted } = line.reads
  const last = at.last(until)
  canvas.strokeStyle = canvas.fillStyle = ink.program
  if (last > (view.right - view.left) / 3) {
    // More reads than can be told apart: the largest and smallest of each column.
    area(canvas, line.stems, view, until, y, program.bottom, ink['program-soft'])
    curve(canvas, line.stems, view, until, y, ink.program, 1)
    return
  }
  const spacing = (view.right - view.left) / Math.max(1, last)
  const radius = Math.max(1.5, Math.min(5, spacing * 0.42))
  canvas.lineWidth = Math.max(1, Math.min(3, spacing * 0.3))
  for (let i = 0; i <= last; i++) {
    const x = view.x(at.get(i))
    const top = y(bytes.get(i))
    stroke(canvas, x, program.bottom, x, top)
    canvas.beginPath()
    canvas.arc(x, top, radius, 0, 2 * Math.PI)
    canvas.fillStyle = bytes.get(i) < wanted.get(i) ? ink.paper : ink.program
    canvas.fill()
    canvas.save()
    canvas.lineWidth = Math.min(2, radius / 2)
    canvas.stroke()
    canvas.restore()
  }
  canvas.lineWidth = 1
}

function drawSoFar({ canvas, geometry, ink, line, until }: Scene, view: View): void {
  const { soFar } = geometry
  const most = sizeOf(line)
  if (most === 0) return
  const y = levels(soFar, most)
  area(canvas, line.arrived, view, until, y, soFar.bottom, ink['sent-soft'])
  area(canvas, line.read, view, until, y, soFar.bottom, ink['program-soft'])
  if (!line.serverTells) canvas.setLineDash([5, 3])
  curve(canvas, line.arrived, view, until, y, ink.server, 2)
  canvas.setLineDash([])
  curve(canvas, line.read, view, until, y, ink.program, 2)
}

/** The line that is now, from which the water goes on into the tank; of a replay, with what comes later dimmed. */
export function drawEdge(scene: Scene): void {
  const { canvas, geometry, ink, line, moment, replay, axis } = scene
  const { server, soFar, buffer, width, right } = geometry
  const view = new View(0, axis, geometry)
  const x = view.x(moment.at)
  if (replay) {
    canvas.globalAlpha = 0.72
    canvas.fillStyle = ink.paper
    canvas.fillRect(x, server.top - 8, right - x + 8, soFar.bottom - server.top + 8)
    canvas.globalAlpha = 1
  }
  canvas.strokeStyle = replay ? ink.ink : ink.muted
  canvas.lineWidth = replay ? 2 : 1
  stroke(canvas, x, server.top - 10, x, soFar.bottom)
  canvas.lineWidth = 1
  drawAhead(scene, view)
  const most = line.full
  if (moment.waiting === undefined || most === 0) return
  const y = levels(buffer, most)(moment.waiting)
  canvas.strokeStyle = ink.buffer
  canvas.lineWidth = 2
  stroke(canvas, x, y, width, y)
  canvas.lineWidth = 1
}

function drawAhead({ canvas, geometry: { soFar, width }, ink, line, moment }: Scene, view: View): void {
  const { at, arrived, read, phase } = moment
  const ahead = arrived - read
  if (ahead <= 0 || phase !== 'running' || width < 500) return
  canvas.font = ink.bold
  canvas.textAlign = 'right'
  canvas.textBaseline = 'middle'
  canvas.fillStyle = ink.server
  const x = Math.max(view.x(at) - 8, view.left + canvas.measureText(text.ahead(ahead)).width)
  canvas.fillText(text.ahead(ahead), x, Math.max(soFar.top - 6, levels(soFar, sizeOf(line))(arrived) - 12))
}

/** What the lane of both sums is as high as, bytes. */
const sizeOf = ({ size, arrived, read }: Timeline) => size ?? Math.max(arrived.largest, read.largest)
