// Steps as a path: exact where there is room, smallest and largest of each pixel column where there is not.

import type { View } from './geometry.ts'
import type { Steps } from './steps.ts'

/** Calls `point` from left to right; the path between two points is a straight line. */
export function walk(steps: Steps, view: View, until: number, point: (x: number, value: number) => void): void {
  const first = Math.max(0, steps.times.last(view.from))
  const last = steps.times.last(Math.min(until, view.to))
  if (last < first || steps.length === 0) return
  let value = steps.values.get(first)
  const start = Math.max(view.left, view.x(steps.times.get(first)))
  point(start, value)
  if (last - first < 2 * (view.right - view.left)) {
    for (let i = first + 1; i <= last; i++) {
      const x = view.x(steps.times.get(i))
      point(x, value)
      value = steps.values.get(i)
      point(x, value)
    }
  } else {
    for (let i = first + 1, x = start; i <= last; x++) {
      const next = Math.min(last, steps.times.last(view.time(x + 1)))
      if (next < i) continue
      const [least, most] = steps.extremes(i, next)
      point(x, value)
      point(x, most)
      point(x, least)
      value = steps.values.get(next)
      point(x, value)
      i = next + 1
    }
  }
  point(view.x(Math.min(until, view.to)), value)
}
