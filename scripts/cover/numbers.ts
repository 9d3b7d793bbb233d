// The few sums that the picture is made of: colours, smooth steps, noise.

/** Also a vector; results that are needed 10^9 times go to module variables instead. */
export type Colour = [r: number, g: number, b: number]

export function unit(x: number, y: number, z: number): Colour {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

function ease(t: number): number {
  return t * t * (3 - 2 * t)
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger. */
export function step(from: number, to: number, v: number): number {
  return ease(Math.min(1, Math.max(0, (v - from) / (to - from))))
}

export function blend(a: Colour, b: Colour, t: number): Colour {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)]
}

export function add(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + b[0] * t, a[1] + b[1] * t, a[2] + b[2] * t]
}

export function scale(a: Colour, t: number): Colour {
  return [a[0] * t, a[1] * t, a[2] * t]
}

export function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

export function noise(x: number, y: number, z: number): number {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [ease(x - i), ease(y - j), ease(z - k)]
  const near = mix(mix(hash(i, j, k), hash(i + 1, j, k), u), mix(hash(i, j + 1, k), hash(i + 1, j + 1, k), u), v)
  const k1 = k + 1
  const far = mix(mix(hash(i, j, k1), hash(i + 1, j, k1), u), mix(hash(i, j + 1, k1), hash(i + 1, j + 1, k1), u), v)
  return mix(near, far, w)
}

export function fractal(x: number, y: number, z: number, octaves: number): number {
  let sum = 0
  let weight = 0.5
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise(x, y, z)
    x = x * 2.03 + 17.1
    y = y * 2.03 + 9.2
    z = z * 2.03 + 3.7
    weight /= 2
  }
  return sum / (1 - weight * 2)
}
