// What stands there: solids as distance functions, and the rays that are marched through them.

import { fractal, noise, step } from './numbers.ts'

export const EYE = { x: -1.15, y: 2.55, z: -11.2 }
export const LAMP = { x: -2.1, y: 3.05, z: -0.98 }
/** The water behind the gate, metres above that before it. */
export const UPSTREAM = 2.75

export const [STONE, WOOD, IRON, GRASS, BASIN, FALL, GLASS] = [1, 2, 3, 4, 5, 6, 7]

/** What the last look at the scene, or the last ray, came upon. */
export let material = 0
/** The lantern is left out: it throws no shadow of its own. */
let unlit = false

function nearer(best: number, distance: number, what: number): number {
  if (distance >= best) return best
  material = what
  return distance
}

function box(x: number, y: number, z: number, hx: number, hy: number, hz: number, round: number): number {
  const [dx, dy, dz] = [Math.abs(x) - hx + round, Math.abs(y) - hy + round, Math.abs(z) - hz + round]
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0))
  return outside + Math.min(Math.max(dx, dy, dz), 0) - round
}

function rod(a: number, b: number, along: number, radius: number, half: number): number {
  return Math.max(Math.hypot(a, b) - radius, Math.abs(along) - half)
}

/** Distance to the nearest solid; `material` says what it is made of. */
export function scene(x: number, y: number, z: number): number {
  material = 0
  let d = 1e9
  const ax = Math.abs(x)

  // Two piers with caps, and the dam that they stand in.
  d = nearer(d, box(ax - 2.1, y - 1.5, z, 0.46, 2.75, 0.62, 0.05), STONE)
  d = nearer(d, box(ax - 2.1, y - 4.34, z, 0.58, 0.11, 0.74, 0.04), STONE)
  d = nearer(d, box(ax - 2.1, y - 4.53, z, 0.4, 0.09, 0.52, 0.04), STONE)
  d = nearer(d, box(ax - 14.6, y - 0.9, z - 0.35, 12.1, 2.2, 0.35, 0.03), STONE)
  d = nearer(d, box(ax - 14.6, y - 3.16, z - 0.35, 12.1, 0.08, 0.45, 0.03), STONE)
  d = nearer(d, box(x, y + 0.3, z - 0.2, 1.8, 0.62, 0.5, 0.03), STONE)

  // Wing walls, opening towards us, with coping stones.
  const wing = ax - 2.75 - 0.13 * -Math.min(z, 0)
  const away = Math.max(z + 0.2, 0)
  d = nearer(d, Math.max(box(wing - 0.3, y, 0, 0.3, 1.55, 0.3, 0.02), away) * 0.97, STONE)
  d = nearer(d, Math.max(box(wing - 0.3, y - 1.62, 0, 0.38, 0.09, 0.3, 0.03), away) * 0.97, STONE)

  // The banks.
  const ground = 1.42 + 0.22 * Math.max(0, wing - 0.6) + Math.max(0, 1 + z * 0.4) * 1.1 * step(0.5, 2.2, wing)
  if (ax > 2.6) d = nearer(d, Math.max((y - Math.min(ground, 3.3) - grass(x, z)) * 0.55, 0.62 - wing, z - 0.2), GRASS)

  // The gate: planks, ledges, straps; lifted by a metre.
  const gate = box(x, y - 2.3, z, 1.8, 1.5, 0.35, 0)
  if (gate > 0.3) d = Math.min(d, gate)
  else {
    const plank = Math.abs(((x / 0.33) % 1) + (x < 0 ? 1 : 0) - 0.5) - 0.47
    d = nearer(d, box(x, y - 2.25, z - 0.12, 1.66, 1.22, 0.09, 0.01) + Math.max(0, plank) * 0.35, WOOD)
    const ledge = Math.abs(Math.abs(y - 2.25) - 0.78)
    d = nearer(d, box(x, ledge, z + 0.02, 1.6, 0.11, 0.09, 0.02), WOOD)
    d = nearer(d, box(ax - 0.72, y - 2.4, z + 0.09, 0.09, 1.3, 0.06, 0.015), IRON)
    d = nearer(d, box(ax - 0.72, ledge, z + 0.14, 0.16, 0.14, 0.05, 0.02), IRON)
  }

  // The headgear: posts, beam, shaft, two racks with teeth, the wheel.
  const headgear = box(x, y - 5.2, z + 0.3, 2.6, 2.1, 1.1, 0)
  if (headgear > 0.3) d = Math.min(d, headgear)
  else {
    d = nearer(d, box(ax - 1.98, y - 5.3, z, 0.13, 0.8, 0.13, 0.02), WOOD)
    const brace = box((ax - 1.62) * 0.7 + (y - 5.72) * 0.7, 0, z, 0.06, 1, 0.07, 0.01)
    d = nearer(d, Math.max(brace, Math.abs(ax - 1.62) - 0.36), WOOD)
    d = nearer(d, box(x, y - 6.1, z, 2.5, 0.15, 0.17, 0.03), WOOD)
    const tooth = Math.abs(((((y / 0.16) % 1) + 1) % 1) - 0.5) * 0.16
    d = nearer(d, box(ax - 0.72, y - 4.95, z + 0.02, 0.055, 2.1, 0.055, 0.01), IRON)
    d = nearer(d, Math.max(box(ax - 0.82, tooth, z + 0.02, 0.05, 0.04, 0.05, 0.01), Math.abs(y - 5) - 2), IRON)
    d = nearer(d, rod(y - 5.15, z + 0.18, x, 0.07, 2), IRON)
    d = nearer(d, Math.abs(ax - 0.88) < 0.3 ? gear(ax - 0.88, y - 5.15, z + 0.18) : 1e9, IRON)
    d = nearer(d, box(ax - 1.98, y - 5.15, z + 0.16, 0.16, 0.17, 0.14, 0.03), IRON)
    d = nearer(d, wheel(x, y - 5.15, z + 0.62), IRON)
  }

  // The lantern, on an arm of the left pier.
  const lantern = unlit ? 1e9 : box(x - LAMP.x, y - LAMP.y - 0.2, z - LAMP.z - 0.1, 0.3, 0.5, 0.4, 0)
  if (lantern > 0.2) d = Math.min(d, lantern)
  else {
    const [lx, ly, lz] = [x - LAMP.x, y - LAMP.y, z - LAMP.z]
    d = nearer(d, box(lx, ly, lz, 0.115, 0.17, 0.115, 0.02), GLASS)
    const frame = Math.abs(Math.abs(lx) - 0.12)
    d = nearer(d, box(frame, ly, Math.abs(Math.abs(lz) - 0.12), 0.014, 0.2, 0.014, 0.003), IRON)
    d = nearer(d, box(lx, ly + 0.2, lz, 0.15, 0.022, 0.15, 0.01), IRON)
    const roof = Math.max((Math.hypot(lx, lz) - 0.2 + (ly - 0.2) * 0.9) * 0.7, 0.19 - ly, ly - 0.42)
    d = nearer(d, roof, IRON)
    d = nearer(d, rod(lx, ly - 0.52, lz - 0.15, 0.018, 0.28), IRON)
    d = nearer(d, rod(lx, lz, ly - 0.46, 0.012, 0.08), IRON)
  }

  // Water: what stands behind the gate, and what comes out under it.
  if (z > 0.3) d = nearer(d, Math.max(y - UPSTREAM, 0.72 - z), BASIN)
  const flow = box(x, y - 0.3, z + 1.3, 1.7, 0.9, 1.8, 0)
  d = flow > 0.2 ? Math.min(d, flow) : nearer(d, Math.max((y - fall(x, z)) * 0.55, ax - 1.64), FALL)
  return d
}

function gear(x: number, y: number, z: number): number {
  const teeth = 0.025 * Math.sign(Math.sin(Math.atan2(y, z) * 12))
  return Math.max(Math.hypot(y, z) - 0.19 - teeth, Math.abs(x) - 0.06) * 0.7
}

function wheel(x: number, y: number, z: number): number {
  const reach = Math.hypot(x, y)
  if (reach > 1.4 || Math.abs(z) > 0.9) return Math.max(reach - 1.1, Math.abs(z) - 0.6)
  let d = Math.hypot(reach - 0.92, z) - 0.052
  const sector = Math.PI / 3
  const angle = Math.abs(((((Math.atan2(y, x) + 0.3) % sector) + sector) % sector) - sector / 2)
  const across = reach * Math.sin(angle)
  d = Math.min(d, Math.max(Math.hypot(across, z) - 0.034, reach - 0.92))
  d = Math.min(d, rod(x, y, z, 0.14, 0.08))
  d = Math.min(d, rod(x, y, z - 0.3, 0.06, 0.32))
  // The handle.
  const [hx, hy] = [x - 0.92 * Math.cos(0.75), y - 0.92 * Math.sin(0.75)]
  return Math.min(d, rod(hx, hy, z + 0.16, 0.042, 0.17))
}

function grass(x: number, z: number): number {
  return 0.16 * noise(x * 1.3, 0, z * 1.3) + 0.13 * noise(x * 9, 1, z * 9) + 0.07 * noise(x * 27, 2, z * 27)
}

/** The sheet's surface: level under the gate, then a slide into the pool. */
function fall(x: number, z: number): number {
  const t = Math.min(1, Math.max(0, (0.1 - z) / 2.5))
  const edge = 0.05 * Math.abs(x)
  const rough = 0.05 * t * (noise(x * 7, z * 1.4, 0) - 0.5) + 0.14 * t * t * t * (fractal(x * 4, z * 4, 5, 3) - 0.4)
  return 0.92 - 0.98 * t * t * (3 - 2 * t) - edge * (1 - t) + rough
}

/** Where a ray first meets a solid; Infinity if it does not before `far`. Sets `material`. */
export function march(
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  far: number,
  steps: number,
): number {
  let t = 0.02
  for (let i = 0; i < steps && t < far; i++) {
    const d = scene(x + dx * t, y + dy * t, z + dz * t)
    if (d < 0.0006 * (1 + t)) return t
    t += d * 0.9
  }
  material = 0
  return Infinity
}

/**
 * How much light comes from there, 0 to 1: the nearer it passes by something, the less.
 *
 * @param ofLamp the light is the lantern's, which throws no shadow of its own
 */
export function shadow(
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  far: number,
  ofLamp: boolean,
): number {
  unlit = ofLamp
  let light = 1
  for (let t = 0.05, i = 0; t < far && i < 40 && light >= 0.01; i++) {
    const d = scene(x + dx * t, y + dy * t, z + dz * t)
    light = Math.min(light, (12 * d) / t)
    t += Math.max(0.03, d)
  }
  unlit = false
  return light < 0.01 ? 0 : light
}

/** The last normal. */
export let nx = 0
export let ny = 0
export let nz = 0

export function normal(x: number, y: number, z: number, e: number): void {
  const a = scene(x + e, y - e, z - e)
  const b = scene(x - e, y - e, z + e)
  const c = scene(x - e, y + e, z - e)
  const d = scene(x + e, y + e, z + e)
  const [gx, gy, gz] = [a - b - c + d, -a - b + c + d, -a + b - c + d]
  const length = Math.hypot(gx, gy, gz) || 1
  nx = gx / length
  ny = gy / length
  nz = gz / length
}
