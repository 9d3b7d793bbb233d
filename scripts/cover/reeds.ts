// In front of everything: reeds against the water, in the corners.

import { hash, step } from './numbers.ts'

const reeds = Array.from({ length: 62 }, (_, i) => {
  const left = i % 5 < 3
  const spread = hash(i, 1, 1) ** 1.6
  return {
    root: left ? -0.02 + spread * 0.3 : 1.02 - spread * 0.2,
    tall: (left ? 0.34 : 0.22) * (0.35 + 0.75 * hash(i, 2, 1)) * (1 - 0.55 * spread),
    lean: (hash(i, 3, 1) - (left ? 0.3 : 0.7)) * 0.14,
    wide: 0.0022 + 0.0026 * hash(i, 4, 1),
    cob: hash(i, 5, 1) > 0.78,
  }
})

/** How much of (u, v), both 0 to 1 from the upper left, is behind a reed, and how near its lit edge. `aspect` is height by width. */
export function reed(u: number, v: number, aspect: number): [cover: number, lit: number] {
  let cover = 0
  let lit = 0
  for (const { root, tall, lean, wide, cob } of reeds) {
    const t = (1.01 - v) / tall
    if (t < 0 || t > 1.12) continue
    const off = u - root - lean * t * t
    const blade = cob ? (t > 0.78 && t < 1 ? wide * 2.1 : wide * 0.42) : wide * Math.max(0, 1 - t) ** 0.6 * 1.15
    const soft = 0.0007
    const c = step(blade * aspect + soft, blade * aspect - soft, Math.abs(off) * aspect) * (cob || t < 1 ? 1 : 0)
    if (c > cover) {
      cover = c
      lit = step(0.1, 1, off / Math.max(1e-6, blade)) * step(0, 0.6, t)
    }
  }
  return [cover, lit]
}
