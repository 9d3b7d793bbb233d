// A canvas that is as sharp as the screen, knows its size, and can be dragged over to go to a time.

import { element, set } from './dom.ts'
import type { View } from './geometry.ts'
import type { Moment } from './moment.ts'
import type { Session } from './session.ts'
import { text } from './texts.ts'

export interface Plot {
  canvas: HTMLCanvasElement
  context: CanvasRenderingContext2D
}

/** @param resized is told the size in CSS pixels, at first and whenever it or the screen's sharpness changes while it is seen */
export function plot(label: string, resized: (width: number, height: number) => void): Plot {
  const canvas = element('canvas', { role: 'img', 'aria-label': label })
  const context = canvas.getContext('2d')!
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas
    if (width === 0) return
    canvas.width = Math.round(width * devicePixelRatio)
    canvas.height = Math.round(height * devicePixelRatio)
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.textBaseline = 'middle'
    resized(width, height)
  }
  new ResizeObserver(fit).observe(canvas)
  // Another screen may be sharper, and the size in CSS pixels the same. The question is of one ratio, so it is asked anew.
  const watch = () =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', refit, { once: true })
  const refit = () => {
    fit()
    watch()
  }
  watch()
  return { canvas, context }
}

/** A drag goes to the time under the pointer; at the right edge it is live again. The keys go read by read: a slider. */
export function dragToSeek({ canvas }: Plot, session: Session, view: () => View): void {
  set(canvas, { role: 'slider', tabindex: 0, 'aria-valuemin': 0 })
  const seek = (event: PointerEvent) => {
    const shown = view()
    session.playing = false
    session.seek(event.offsetX >= shown.right ? undefined : shown.time(event.offsetX))
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (!session.line.started) return
    canvas.setPointerCapture(event.pointerId)
    seek(event)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) seek(event)
  })
  // What a slider's keys do beside those that the whole page knows.
  const keys: Record<string, () => void> = {
    ArrowUp: () => session.stepReads(1),
    ArrowDown: () => session.stepReads(-1),
    Home: () => session.seek(0),
    End: () => session.seek(undefined),
  }
  canvas.addEventListener('keydown', (event) => {
    const deed = keys[event.key]
    if (!deed || !session.line.started) return
    event.preventDefault()
    session.playing = false
    deed()
  })
}

/** Says where the slider stands; not while a run goes on, of which the sentence tells. */
export function tellPlace({ canvas }: Plot, session: Session): void {
  const { line, moving, playing } = session
  const live = moving && !playing
  const moment = session.moment()
  set(canvas, {
    'aria-valuemax': line.count.largest,
    'aria-valuenow': live ? line.count.largest : moment.count,
    'aria-valuetext': live ? text.live : spokenRead(moment),
  })
}

/** The last read before a moment. */
export const spokenRead = ({ count, last, read, at }: Moment) =>
  count === 0 ? text.beginning : text.spokenRead(count, last.at(-1)?.bytes ?? 0, read, at)
