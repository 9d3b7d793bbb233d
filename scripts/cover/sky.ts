// The sky by direction: dusk, stars, clouds, the sun, hills and trees.

import { add, blend, fractal, hash, noise, step, unit, type Colour } from './numbers.ts'

export const SUN = unit(0.115, 0.21, 1)
const ZENITH: Colour = [0.012, 0.026, 0.095]
const MIDDLE: Colour = [0.065, 0.066, 0.2]
const ROSE: Colour = [0.4, 0.15, 0.19]
const GLOW: Colour = [0.85, 0.36, 0.12]

export function sky(dx: number, dy: number, dz: number): Colour {
  const up = Math.max(0, dy)
  const length = Math.hypot(dx, dy, dz)
  const towards = Math.min(1, Math.max(0, (dx * SUN[0] + dy * SUN[1] + dz * SUN[2]) / length))
  let c = blend(GLOW, ROSE, step(0, 0.17, up - towards ** 30 * 0.06))
  c = blend(c, MIDDLE, step(0.08, 0.42, up))
  c = blend(c, ZENITH, step(0.22, 0.66, up))
  c = add(c, [1, 0.5, 0.18], 0.3 * towards ** 26 + 0.08 * towards ** 6)

  // Stars, where it is dark already.
  const [sx, sy] = [Math.floor((dx / dz) * 210), Math.floor((dy / dz) * 210)]
  const spark = hash(sx, sy, 77)
  if (spark > 0.996 && dy > 0.3) {
    const off = Math.hypot((dx / dz) * 210 - sx - 0.5, (dy / dz) * 210 - sy - 0.5)
    c = add(c, [1, 0.95, 0.85], (spark - 0.996) * 330 * step(0.3, 0.55, dy) * step(0.34, 0.05, off))
  }

  // Clouds: long, thin, lit from below where the sun is.
  if (dy > 0.01) {
    const [u, v] = [dx / (dy + 0.16), dz / (dy + 0.16)]
    const f = fractal(u * 0.9 + 4, v * 2.1, 0.5, 6)
    const cover = step(0.5, 0.78, f + 0.07 * Math.sin(v * 2 + u)) * step(0.015, 0.12, dy)
    const lit = blend([0.13, 0.08, 0.17], [0.95, 0.36, 0.17], Math.min(1, 0.2 + towards ** 3 * 0.9 + (0.62 - f) * 1.6))
    c = blend(c, blend(lit, [0.075, 0.065, 0.16], step(0.25, 0.7, dy) * 0.75), cover * 0.72)
  }

  // The sun.
  c = add(c, [3.4, 2.1, 1.0], step(0.99935, 0.9996, towards) + 0.3 * towards ** 900 + 0.12 * towards ** 140)

  // Hills, one behind the other, the farther the paler; poplars on the nearest.
  const around = dx / Math.max(0.2, dz)
  for (let i = 0; i < 3; i++) {
    const ridge =
      0.122 - i * 0.021 + 0.075 * (1 - i * 0.22) * (fractal(around * (1.6 + i * 1.3) + 7 + i * 13, i, 0, 4) - 0.5)
    const trees = i === 2 ? wood(around) : i === 1 ? 0.006 * noise(around * 90, 3, 0) : 0
    const haze: Colour = [
      [0.36, 0.17, 0.19],
      [0.17, 0.095, 0.15],
      [0.032, 0.027, 0.05],
    ][i] as Colour
    const near = add(haze, [0.55, 0.22, 0.06], (0.6 - i * 0.28) * towards ** 24)
    c = blend(c, near, step(-0.0012, 0.0012, ridge + trees - dy))
  }
  return c
}

function wood(around: number): number {
  let top = 0.016 * fractal(around * 42, 8, 0, 4)
  for (let i = 0; i < 22; i++) {
    const place = (i - 11) * 0.062 + 0.034 * hash(i, 5, 5)
    if (place > -0.2 && place < 0.26) continue
    const tall = 0.07 + 0.05 * hash(i, 1, 9)
    const wide = 0.02 + 0.009 * hash(i, 2, 9)
    const off = (around - place) / wide
    if (Math.abs(off) < 1.3) {
      top = Math.max(
        top,
        tall * Math.sqrt(Math.max(0, 1 - off * off)) ** 1.4 * (0.8 + 0.2 * fractal(around * 260, i, 0, 3)),
      )
    }
  }
  return top
}
