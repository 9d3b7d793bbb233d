// As much of a canvas as the lanes and the rest of the screen use, written down as SVG.

import type { Ink } from './ink.ts'

export class SvgCanvas {
  fillStyle: unknown = '#000'
  strokeStyle: unknown = '#000'
  lineWidth = 1
  lineJoin = 'miter'
  font = ''
  textAlign = 'left'
  textBaseline = 'middle'
  globalAlpha = 1
  readonly #measure: CanvasRenderingContext2D
  readonly #parts: string[]
  /** Groups that are still open. */
  #groups = 0
  #path = ''
  #dash: number[] = []
  #saved = 1

  /** @param measure knows the fonts */
  constructor(measure: CanvasRenderingContext2D, width: number, height: number) {
    this.#measure = measure
    this.#parts = [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    ]
  }

  /** The same colours, with hatches that SVG knows. */
  inkOf(ink: Ink): Ink {
    const pattern = (id: string, ground: string, line: string) => {
      this.#parts.push(
        `<defs><pattern id="${id}" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="${ground}"/><path d="M-2,2l4,-4M0,7l7,-7M5,9l4,-4" stroke="${line}" stroke-opacity=".45" stroke-width="1.6"/></pattern></defs>`,
      )
      return `url(#${id})` as unknown as CanvasPattern
    }
    return {
      ...ink,
      hatch: { pause: pattern('pause', ink['pause-soft'], ink.pause), held: pattern('held', ink.held, ink.buffer) },
    }
  }

  end(): string {
    return `${this.#parts.join('\n')}${'</g>'.repeat(this.#groups)}</svg>\n`
  }

  /** Everything that follows. */
  translate(x: number, y: number): void {
    this.#groups++
    this.#parts.push(`<g transform="translate(${round(x)},${round(y)})">`)
  }

  clearRect(): void {}
  save(): void {
    this.#saved = this.lineWidth
  }
  restore(): void {
    this.lineWidth = this.#saved
  }
  setLineDash(dash: number[]): void {
    this.#dash = dash
  }
  measureText(words: string): TextMetrics {
    this.#measure.font = this.font
    return this.#measure.measureText(words)
  }

  beginPath(): void {
    this.#path = ''
  }
  moveTo(x: number, y: number): void {
    this.#path += `M${round(x)},${round(y)}`
  }
  lineTo(x: number, y: number): void {
    this.#path += `L${round(x)},${round(y)}`
  }
  closePath(): void {
    this.#path += 'Z'
  }
  /** Whole circles only. */
  arc(x: number, y: number, radius: number): void {
    const r = round(radius)
    this.#path += `M${round(x - radius)},${round(y)}a${r},${r} 0 1 1 ${2 * r},0a${r},${r} 0 1 1 ${-2 * r},0Z`
  }
  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2)
    const [w, h] = [round(width - 2 * r), round(height - 2 * r)]
    const corner = (dx: number, dy: number) => `a${r},${r} 0 0 1 ${dx * r},${dy * r}`
    this.#path += `M${round(x + r)},${round(y)}h${w}${corner(1, 1)}v${h}${corner(-1, 1)}h${-w}${corner(-1, -1)}v${-h}${corner(1, -1)}Z`
  }
  drawImage(image: HTMLImageElement, x: number, y: number, width: number, height: number): void {
    const copy = document.createElement('canvas')
    // As sharp as the finest screens; what did not come yet stays clear.
    copy.width = 3 * width
    copy.height = 3 * height
    copy.getContext('2d')!.drawImage(image, 0, 0, copy.width, copy.height)
    this.#parts.push(`<image${box(x, y, width, height)} href="${copy.toDataURL()}"/>`)
  }
  fill(): void {
    this.#parts.push(`<path d="${this.#path}" fill="${String(this.fillStyle)}"${this.#alpha}/>`)
  }
  stroke(): void {
    this.#parts.push(`<path d="${this.#path}" fill="none"${this.#pen}/>`)
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.#parts.push(`<rect${box(x, y, width, height)} fill="${String(this.fillStyle)}"${this.#alpha}/>`)
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#parts.push(`<rect${box(x, y, width, height)} fill="none"${this.#pen}/>`)
  }
  fillText(words: string, x: number, y: number): void {
    this.#parts.push(`<text${this.#place(x, y)} fill="${String(this.fillStyle)}">${escaped(words)}</text>`)
  }
  strokeText(words: string, x: number, y: number): void {
    this.#parts.push(`<text${this.#place(x, y)} fill="none"${this.#pen}>${escaped(words)}</text>`)
  }

  get #alpha(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${this.globalAlpha}"`
  }

  get #pen(): string {
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.join(' ')}"` : ''
    return ` stroke="${String(this.strokeStyle)}" stroke-width="${this.lineWidth}" stroke-linejoin="${this.lineJoin}"${dash}${this.#alpha}`
  }

  #place(x: number, y: number): string {
    const anchor = { left: 'start', right: 'end' }[this.textAlign] ?? 'middle'
    return ` x="${round(x)}" y="${round(y)}" style="${escaped(`font:${this.font}`)}" text-anchor="${anchor}" dominant-baseline="middle"`
  }
}

const round = (n: number) => Math.round(n * 100) / 100
const box = (x: number, y: number, width: number, height: number) =>
  ` x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}"`
const escaped = (words: string) => words.replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`)
