// Colours and hatches of the canvas. They are the style sheet's, so both themes are in one place.

const names = [
  'ink',
  'muted',
  'line',
  'paper',
  'server',
  'pause',
  'pause-soft',
  'door',
  'door-soft',
  'buffer',
  'water',
  'held',
  'program',
  'program-soft',
  'idle',
  'sent-soft',
  'head',
] as const

export type Ink = Record<(typeof names)[number], string> & {
  hatch: { pause: CanvasPattern; held: CanvasPattern }
  /** Fonts, as large as the page's are. */
  plain: string
  bold: string
}

export function inkOf(root: Element, canvas: CanvasRenderingContext2D): Ink {
  const style = getComputedStyle(root)
  const colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Record<
    (typeof names)[number],
    string
  >
  const size = 0.8125 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const font = `${size}px ${style.fontFamily}`
  return {
    ...colours,
    plain: font,
    bold: `600 ${font}`,
    hatch: {
      pause: hatch(canvas, colours['pause-soft'], colours.pause, 0.55),
      held: hatch(canvas, colours.held, colours.buffer, 0.4),
    },
  }
}

// Lines from lower left to upper right, 7 pixels apart.
function hatch(canvas: CanvasRenderingContext2D, ground: string, line: string, strength: number): CanvasPattern {
  const size = 7
  const scale = devicePixelRatio
  const tile = new OffscreenCanvas(Math.round(size * scale), Math.round(size * scale))
  const draw = tile.getContext('2d')!
  draw.scale(tile.width / size, tile.height / size)
  draw.fillStyle = ground
  draw.fillRect(0, 0, size, size)
  draw.globalAlpha = strength
  draw.strokeStyle = line
  draw.lineWidth = 1.6
  draw.beginPath()
  for (const shift of [-size, 0, size]) {
    draw.moveTo(shift, size)
    draw.lineTo(shift + size, 0)
  }
  draw.stroke()
  const pattern = canvas.createPattern(tile, 'repeat')!
  pattern.setTransform(new DOMMatrix().scale(size / tile.width, size / tile.height))
  return pattern
}
