// Where the lanes lie: one table for the canvas, the labels beside it and the machine, so that a water line goes on from
// one into the other.

export interface Lane {
  top: number
  bottom: number
}

export interface Geometry {
  width: number
  height: number
  /** Where the plot begins and ends, pixels from the canvas's left. */
  left: number
  right: number
  server: Lane
  door: Lane
  notes: number
  buffer: Lane
  program: Lane
  soFar: Lane
  axis: number
}

/** In parts of the height, as drawn at 640 pixels. */
const drawn = { server: [10, 40], door: [66, 82], buffer: [132, 366], program: [412, 506], soFar: [540, 612] } as const

export function geometryOf(width: number, height: number, narrow: boolean): Geometry {
  const lane = ([top, bottom]: readonly [number, number]) => ({ top: at(top), bottom: at(bottom) })
  const at = (y: number) => Math.round((y / 640) * height)
  return {
    width,
    height,
    left: narrow ? 12 : 66,
    right: width - (narrow ? 6 : 26),
    server: lane(drawn.server),
    door: lane(drawn.door),
    // Above the buffer's name, where that stands on the lane.
    notes: at(narrow ? 97 : 104),
    buffer: lane(drawn.buffer),
    program: lane(drawn.program),
    soFar: lane(drawn.soFar),
    axis: at(628),
  }
}

/** How high a value stands in a lane that is full at `most`. */
export const levels =
  ({ top, bottom }: Lane, most: number) =>
  (value: number): number =>
    bottom - (Math.min(value, most) / most) * (bottom - top)

/** A stretch of time on the plot. */
export class View {
  readonly from: number
  readonly to: number
  readonly left: number
  readonly right: number

  constructor(from: number, to: number, { left, right }: Pick<Geometry, 'left' | 'right'>) {
    this.from = from
    this.to = Math.max(to, from + 1)
    this.left = left
    this.right = right
  }

  x(at: number): number {
    return this.left + ((at - this.from) / (this.to - this.from)) * (this.right - this.left)
  }

  time(x: number): number {
    const part = (x - this.left) / (this.right - this.left)
    return this.from + Math.min(1, Math.max(0, part)) * (this.to - this.from)
  }
}

/** Round numbers between two, at most so many. */
export function ticks(from: number, to: number, most: number): number[] {
  const rough = (to - from) / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough
  const found: number[] = []
  for (let n = Math.ceil(from / step); n * step <= to; n++) found.push(n * step)
  return found
}
