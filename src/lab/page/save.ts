// What is shown, as files: the trace as lines, the lanes as a picture. Nothing is sent anywhere for it.

import type { TraceEvent } from '../../trace/event.ts'
import { element } from './dom.ts'

export function saveTrace(events: readonly TraceEvent[], name: string): void {
  save(new Blob(events.map((event) => `${JSON.stringify(event)}\n`), { type: 'application/x-ndjson' }), `${name}.ndjson`)
}

/** The canvas as it is, on the page's paper. */
export function savePicture(canvas: HTMLCanvasElement, paper: string, name: string): void {
  const copy = element('canvas', { width: canvas.width, height: canvas.height })
  const context = copy.getContext('2d')!
  context.fillStyle = paper
  context.fillRect(0, 0, copy.width, copy.height)
  context.drawImage(canvas, 0, 0)
  copy.toBlob((blob) => blob && save(blob, `${name}.png`), 'image/png')
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  element('a', { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
