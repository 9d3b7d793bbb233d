// What the screen shows of a run, painted once more: sentence, labels, lanes, machine and picture. On a canvas it is a
// PNG, on the canvas that writes down an SVG.
//
// What is an element on the page is painted from where the browser has put it and how the style sheet has made it, so the
// paper cannot differ from the screen; the lanes are drawn by who draws them there.

import { drawLanes } from './lanes.ts'
import type { Scene } from './lanes.ts'
import { SvgCanvas } from './svg-canvas.ts'

/** Around it, pixels. */
const MARGIN = 16

/**
 * @param root what is on the screen; hidden parts are left out
 * @param picture what stands for the one that is being painted
 */
export async function screenAs(
  format: 'png' | 'svg',
  root: HTMLElement,
  scene: Scene,
  picture: HTMLImageElement | undefined,
): Promise<Blob> {
  const { left, top, width, height } = root.getBoundingClientRect()
  const size = [Math.ceil(width) + 2 * MARGIN, Math.ceil(height) + 2 * MARGIN] as const
  const paint = (canvas: CanvasRenderingContext2D, ink: Scene['ink']) => {
    canvas.fillStyle = getComputedStyle(root).getPropertyValue('--paper')
    canvas.fillRect(0, 0, ...size)
    const lanes = scene.canvas.canvas.getBoundingClientRect()
    const [x, y] = [lanes.left - left + MARGIN, lanes.top - top + MARGIN]
    canvas.translate(x, y)
    drawLanes({ ...scene, ink, canvas })
    canvas.translate(-x, -y)
    // Where there is no room beside the lanes, labels lie on them.
    new Painter(canvas, ink, picture, left - MARGIN, top - MARGIN).paint(root)
  }
  if (format === 'svg') {
    const svg = new SvgCanvas(scene.canvas, ...size)
    paint(svg as unknown as CanvasRenderingContext2D, svg.inkOf(scene.ink))
    return new Blob([svg.end()], { type: 'image/svg+xml' })
  }
  // Sharp also where the screen is not.
  const scale = Math.max(2, devicePixelRatio)
  const canvas = new OffscreenCanvas(size[0] * scale, size[1] * scale)
  const context = canvas.getContext('2d')! as unknown as CanvasRenderingContext2D
  context.scale(scale, scale)
  paint(context, scene.ink)
  return canvas.convertToBlob({ type: 'image/png' })
}

class Painter {
  readonly #canvas: CanvasRenderingContext2D
  readonly #ink: Scene['ink']
  readonly #picture: HTMLImageElement | undefined
  readonly #left: number
  readonly #top: number

  constructor(
    canvas: CanvasRenderingContext2D,
    ink: Scene['ink'],
    picture: HTMLImageElement | undefined,
    left: number,
    top: number,
  ) {
    this.#canvas = canvas
    this.#ink = ink
    this.#picture = picture
    this.#left = left
    this.#top = top
  }

  paint(element: Element): void {
    const style = getComputedStyle(element)
    if (style.display === 'none' || style.visibility === 'hidden') return
    if (element instanceof HTMLImageElement) return this.#image(element)
    if (element instanceof SVGRectElement || element instanceof SVGPathElement) return this.#shape(element, style)
    if (element instanceof HTMLElement) this.#box(element.getBoundingClientRect(), style)
    for (const child of element.childNodes) {
      if (child instanceof Text) this.#text(child, style)
      else if (child instanceof Element && child.localName !== 'defs' && child.localName !== 'canvas') this.paint(child)
    }
  }

  // Ground and rim of a key of the legend, of a dot, of the picture's frame.
  #box(at: DOMRect, style: CSSStyleDeclaration): void {
    const rim = Number.parseFloat(style.borderTopWidth)
    const hatched = style.backgroundImage !== 'none'
    if (!hatched && isClear(style.backgroundColor) && !(rim > 0)) return
    const round = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, at.width / 2)
    this.#canvas.beginPath()
    this.#canvas.roundRect(...this.#place(at, rim / 2), Math.max(0, round - rim / 2))
    this.#ground(hatched ? this.#ink.hatch.held : widelyKnown(style.backgroundColor))
    this.#rim(style.borderTopColor, rim, style.borderTopStyle === 'dashed' ? [3, 2] : [])
  }

  // As large as fits, from the top.
  #image(frame: HTMLImageElement): void {
    const image = this.#picture
    if (!image) return
    const [x, y, width, height] = this.#place(frame.getBoundingClientRect(), 0)
    const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight)
    const shown = image.naturalWidth * scale
    this.#canvas.drawImage(image, x + (width - shown) / 2, y, shown, image.naturalHeight * scale)
  }

  #shape(shape: SVGRectElement | SVGPathElement, style: CSSStyleDeclaration): void {
    const canvas = this.#canvas
    canvas.beginPath()
    if (shape instanceof SVGRectElement) {
      const at = shape.getBoundingClientRect()
      if (at.width === 0 || at.height === 0) return
      canvas.roundRect(...this.#place(at, 0), Number.parseFloat(style.rx) || 0)
    } else {
      const matrix = shape.getScreenCTM()!
      for (const [x, y, begins] of pointsOf(shape.getAttribute('d') ?? '')) {
        const at = new DOMPoint(x, y).matrixTransform(matrix)
        if (begins) canvas.moveTo(at.x - this.#left, at.y - this.#top)
        else canvas.lineTo(at.x - this.#left, at.y - this.#top)
      }
    }
    this.#ground(style.fill)
    this.#rim(style.stroke, Number.parseFloat(style.strokeWidth), dashes(style.strokeDasharray))
  }

  // Line by line, as the browser has broken it.
  #text(node: Text, style: CSSStyleDeclaration): void {
    const canvas = this.#canvas
    const drawn = node.parentElement instanceof SVGElement
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    canvas.textAlign = 'left'
    const colour = drawn ? style.fill : style.color
    const range = document.createRange()
    let line: { words: string; at: DOMRect } | undefined
    const flush = () => {
      if (!line) return
      const [x, y, , height] = this.#place(line.at, 0)
      const middle = y + height / 2
      if (drawn && style.stroke !== 'none') {
        canvas.strokeStyle = style.stroke
        canvas.lineWidth = Number.parseFloat(style.strokeWidth)
        canvas.lineJoin = 'round'
        canvas.strokeText(line.words, x, middle)
      }
      canvas.fillStyle = colour
      canvas.fillText(line.words, x, middle)
    }
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index)
      range.setEnd(node, index + word.length)
      const at = range.getBoundingClientRect()
      if (line && Math.abs(line.at.top - at.top) < 2) line.words += ` ${word}`
      else {
        flush()
        line = { words: word, at }
      }
    }
    flush()
  }

  #ground(fill: string | CanvasPattern): void {
    const { pause, held } = this.#ink.hatch
    const colour =
      typeof fill !== 'string' ? fill : /hatch-pause/.test(fill) ? pause : /hatch-held/.test(fill) ? held : fill
    if (colour === 'none' || (typeof colour === 'string' && isClear(colour))) return
    this.#canvas.fillStyle = colour
    this.#canvas.fill()
  }

  #rim(colour: string, width: number, dash: number[]): void {
    if (colour === 'none' || !(width > 0)) return
    this.#canvas.strokeStyle = colour
    this.#canvas.lineWidth = width
    this.#canvas.setLineDash(dash)
    this.#canvas.stroke()
    this.#canvas.setLineDash([])
  }

  #place({ left, top, width, height }: DOMRect, inset: number): [x: number, y: number, width: number, height: number] {
    return [left - this.#left + inset, top - this.#top + inset, width - 2 * inset, height - 2 * inset]
  }
}

const isClear = (colour: string) => /^rgba\(.*, 0\)$/.test(colour)

/** A mixed colour, as programs that draw SVG know it too. */
const widelyKnown = (colour: string) =>
  colour.replace(/^color\(srgb (\S+) (\S+) (\S+) \/ (\S+)\)$/, (_, ...parts: string[]) => {
    const [red, green, blue, alpha] = parts.slice(0, 4).map(Number) as [number, number, number, number]
    return `rgba(${[red, green, blue].map((part) => Math.round(part * 255)).join(', ')}, ${alpha})`
  })

const dashes = (told: string) => (told === 'none' ? [] : told.split(',').map((part) => Number.parseFloat(part)))

/** The machine's paths: M, H and V with their numbers, nothing else. */
function pointsOf(path: string): [x: number, y: number, begins: boolean][] {
  let [x, y] = [0, 0]
  return [...path.matchAll(/([MHV])([\d.,]+)/g)].map(([, letter, numbers = '']) => {
    const [first = 0, second = 0] = numbers.split(',').map(Number)
    if (letter !== 'V') x = first
    if (letter !== 'H') y = letter === 'M' ? second : first
    return [x, y, letter === 'M']
  })
}
