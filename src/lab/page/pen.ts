// Strokes that all drawings share.

import { walk } from './curve.ts'
import type { Lane, View } from './geometry.ts'
import type { Ink } from './ink.ts'
import type { Steps } from './steps.ts'

export function curve(
  canvas: CanvasRenderingContext2D,
  steps: Steps,
  view: View,
  until: number,
  y: (value: number) => number,
  colour: string,
  width: number,
): void {
  let begun = false
  canvas.beginPath()
  walk(steps, view, until, (x, value) => {
    if (begun) canvas.lineTo(x, y(value))
    else canvas.moveTo(x, y(value))
    begun = true
  })
  canvas.strokeStyle = colour
  canvas.lineWidth = width
  canvas.stroke()
  canvas.lineWidth = 1
}

export function area(
  canvas: CanvasRenderingContext2D,
  steps: Steps,
  view: View,
  until: number,
  y: (value: number) => number,
  bottom: number,
  fill: string | CanvasPattern,
): void {
  let end: number | undefined
  canvas.beginPath()
  walk(steps, view, until, (x, value) => {
    if (end === undefined) canvas.moveTo(x, bottom)
    canvas.lineTo(x, y(value))
    end = x
  })
  if (end === undefined) return
  canvas.lineTo(end, bottom)
  canvas.closePath()
  canvas.fillStyle = fill
  canvas.fill()
}

// Left of the plot; where there is no room for it, at its right end.
export function label(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  words: string,
  left: number,
  { right }: View,
  { top }: Lane,
): void {
  canvas.font = ink.plain
  canvas.fillStyle = ink.muted
  canvas.textAlign = 'right'
  if (canvas.measureText(words).width < left - 8) canvas.fillText(words, left - 10, top)
  else canvas.fillText(words, right, top - 10)
}

/** Words with a rim in the stroke's colour, which keeps them readable on whatever they lie. */
export function haloed(canvas: CanvasRenderingContext2D, words: string, x: number, y: number): void {
  canvas.lineWidth = 4
  canvas.strokeText(words, x, y)
  canvas.lineWidth = 1
  canvas.fillText(words, x, y)
}

export function stroke(canvas: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  canvas.beginPath()
  canvas.moveTo(x, y)
  canvas.lineTo(toX, toY)
  canvas.stroke()
}

/** What is inferred, not told, has a dashed rim. */
export function dashedBox(
  canvas: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  canvas.setLineDash([4, 3])
  canvas.strokeStyle = colour
  canvas.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1)
  canvas.setLineDash([])
}
