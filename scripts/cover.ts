// Paints the cover: a sluice gate at dusk, half raised, as a picture in PPM on stdout.
//
//   node scripts/cover.ts 900 1200 3 > cover.ppm        (width, height, samples a pixel in each direction)
//
// Everything is computed: solids are distance functions that rays are marched through, water is a plane that reflects
// them, sky and hills are functions of direction. x is to the right, y up, z into the picture; one unit is a metre.

const [width = 900, height = 1200, samples = 3] = process.argv.slice(2).map(Number)

// Vectors are three numbers, and results go to module variables: a picture takes some 10^9 steps.
type Colour = [r: number, g: number, b: number]

const EYE = { x: -1.15, y: 2.55, z: -11.2 }
const AIM = { x: 0.12, y: 3.25, z: 0 }
const ZOOM = 1.02
const SUN = unit(0.115, 0.21, 1)
const LAMP = { x: -2.1, y: 3.05, z: -0.98 }
const UPSTREAM = 2.75

const [STONE, WOOD, IRON, GRASS, BASIN, FALL, GLASS] = [1, 2, 3, 4, 5, 6, 7]

// Noise

function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

function noise(x: number, y: number, z: number): number {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [ease(x - i), ease(y - j), ease(z - k)]
  const near = mix(mix(hash(i, j, k), hash(i + 1, j, k), u), mix(hash(i, j + 1, k), hash(i + 1, j + 1, k), u), v)
  const k1 = k + 1
  const far = mix(mix(hash(i, j, k1), hash(i + 1, j, k1), u), mix(hash(i, j + 1, k1), hash(i + 1, j + 1, k1), u), v)
  return mix(near, far, w)
}

function fractal(x: number, y: number, z: number, octaves: number): number {
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

// Solids

let material = 0
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
function scene(x: number, y: number, z: number): number {
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

// Rays

/** Where a ray first meets a solid; Infinity if it does not before `far`. Sets `material`. */
function march(
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

function shadow(x: number, y: number, z: number, dx: number, dy: number, dz: number, far: number): number {
  let light = 1
  for (let t = 0.05, i = 0; t < far && i < 40; i++) {
    const d = scene(x + dx * t, y + dy * t, z + dz * t)
    light = Math.min(light, (12 * d) / t)
    if (light < 0.01) return 0
    t += Math.max(0.03, d)
  }
  return light
}

// Sky

const ZENITH: Colour = [0.012, 0.026, 0.095]
const MIDDLE: Colour = [0.065, 0.066, 0.2]
const ROSE: Colour = [0.4, 0.15, 0.19]
const GLOW: Colour = [0.85, 0.36, 0.12]

function sky(dx: number, dy: number, dz: number): Colour {
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

// Light on things

let nx = 0
let ny = 0
let nz = 0

function normal(x: number, y: number, z: number, e: number): void {
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

/** The colour of what a ray sees. `bounces` of it may still be mirrored by water. */
function look(x: number, y: number, z: number, dx: number, dy: number, dz: number, bounces: number): Colour {
  const pool = dy < -1e-4 ? -y / dy : Infinity
  const t = march(x, y, z, dx, dy, dz, Math.min(pool, 90), bounces > 0 ? 200 : 90)
  if (t === Infinity) {
    if (pool < 90 && z + dz * pool < 0.5)
      return bounces > 0 ? water(x + dx * pool, z + dz * pool, dx, dy, dz, bounces) : [0.05, 0.06, 0.09]
    return sky(dx, Math.max(dy, 0.001), dz)
  }
  return surface(x + dx * t, y + dy * t, z + dz * t, dx, dy, dz, t, bounces)
}

function surface(
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  t: number,
  bounces: number, // eslint-disable-line
): Colour {
  const what = material
  if (what === GLASS) return [4.2, 2.5, 0.95]
  if (what === BASIN) {
    if (y < UPSTREAM - 0.05) return [0.012, 0.016, 0.022]
    const ripple = 0.03 * (noise(x * 3, z * 1.2, 0) - 0.5)
    return blend(sky(dx, Math.abs(dy) + Math.abs(ripple) + 0.01, dz), [0.03, 0.04, 0.06], 0.12)
  }
  normal(x, y, z, 0.0008 * (1 + t * 0.4))
  let [mx, my, mz] = [nx, ny, nz]
  let albedo: Colour
  let shine = 0
  if (what === STONE) {
    // Courses of blocks, each with its own tone; moss where it is wet.
    const side = Math.abs(mx) > Math.abs(mz) ? z : x
    const course = Math.floor(y / 0.36)
    const along = side / 0.74 + (course % 2) * 0.5
    const [jy, js] = [Math.abs(y / 0.36 - course - 0.5), Math.abs(along - Math.floor(along) - 0.5)]
    const joint = Math.max(step(0.455, 0.495, jy), step(0.478, 0.497, js)) * (my < 0.7 ? 1 : 0)
    const grain = fractal(x * 9, y * 9, z * 9, 4)
    const tone = 0.72 + 0.4 * hash(Math.floor(along), course, 3) * (my < 0.7 ? 1 : 0.5) + 0.7 * (grain - 0.5)
    albedo = scale([0.34, 0.3, 0.29], tone * (1 - 0.62 * joint))
    const moss = step(0.45, 0.75, fractal(x * 2.2, y * 2.2, z * 2.2, 4) + 0.32 * (1.1 - y) - 0.06)
    albedo = blend(albedo, [0.1, 0.13, 0.055], moss * 0.75)
    const wet = step(0.55, 0.1, y)
    albedo = scale(albedo, 1 - 0.6 * wet)
    const bump = (fractal(x * 14, y * 14, z * 14, 3) - 0.5) * 0.5
    mx += bump * 0.5
    my += bump * 0.6
    shine = 0.05 + 0.3 * wet
  } else if (what === WOOD) {
    const lying = y > 5.9 || Math.abs(Math.abs(y - 2.25) - 0.78) < 0.12
    const [u, v] = lying ? [y * 22, x * 1.3] : [x * 22, y * 1.3]
    const plank = hash(Math.floor(x / 0.33), 2, lying ? 1 : 0)
    albedo = scale([0.3, 0.19, 0.115], (0.6 + 0.4 * plank) * (0.55 + 0.9 * fractal(u, v, z * 3, 4)))
    albedo = scale(albedo, y < 1.5 ? 0.5 + 0.5 * step(1.0, 1.5, y) : 1)
    shine = 0.12
  } else if (what === IRON) {
    const rust = fractal(x * 12, y * 12, z * 12, 4)
    albedo = blend([0.075, 0.075, 0.085], [0.2, 0.085, 0.035], step(0.5, 0.75, rust))
    shine = 0.4
  } else if (what === GRASS) {
    const blade = fractal(x * 22, 3, z * 22, 4)
    albedo = blend([0.045, 0.07, 0.025], [0.22, 0.2, 0.07], blade * blade * 1.5)
  } else {
    return sheet(x, y, z, dx, dy, dz, bounces)
  }
  const length = Math.hypot(mx, my, mz)
  mx /= length
  my /= length
  mz /= length

  // Open sky above, warm sky behind the dam, what comes up from the water; less of it in corners.
  let open = 1
  for (const reach of [0.07, 0.2, 0.5]) {
    open -= (0.55 * Math.max(0, reach - scene(x + mx * reach, y + my * reach, z + mz * reach))) / reach / 1.6
  }
  open = Math.max(0.12, open)
  let light: Colour = scale([0.115, 0.13, 0.27], (0.55 + 0.45 * my) * open)
  light = add(light, [0.5, 0.24, 0.15], (0.5 + 0.5 * mz) * 0.45 * open)
  light = add(light, [0.26, 0.135, 0.15], 0.28 * Math.max(0, 0.4 - 0.6 * my) * open)
  const facing = mx * SUN[0] + my * SUN[1] + mz * SUN[2]
  if (facing > 0) {
    const clear = shadow(x + mx * 0.01, y + my * 0.01, z + mz * 0.01, SUN[0], SUN[1], SUN[2], 14)
    light = add(light, [3.3, 1.65, 0.72], facing * clear)
  }
  const [lx, ly, lz] = [LAMP.x - x, LAMP.y - y, LAMP.z - z]
  const far = Math.hypot(lx, ly, lz)
  const lampwise = Math.max(0, (mx * lx + my * ly + mz * lz) / far)
  if (far < 9 && lampwise > 0) {
    unlit = true
    const clear = shadow(x + mx * 0.02, y + my * 0.02, z + mz * 0.02, lx / far, ly / far, lz / far, far)
    unlit = false
    light = add(light, [2.6, 1.25, 0.42], (lampwise * clear) / (0.12 + far * far * 0.5))
  }
  let c: Colour = [albedo[0] * light[0], albedo[1] * light[1], albedo[2] * light[2]]

  // Shine at a grazing angle, and the glow round edges against the light.
  const along = -(dx * mx + dy * my + dz * mz)
  const rim = (1 - Math.min(1, Math.max(0, along))) ** 4
  const back = 2 * (dx * mx + dy * my + dz * mz)
  c = add(
    c,
    sky(dx - back * mx, Math.max(0.02, dy - back * my), Math.abs(dz - back * mz) + 0.05),
    shine * (0.08 + rim) * open,
  )
  const hazy = 1 - Math.exp(-Math.max(0, t - 9) * 0.018)
  return bounces >= 0 ? blend(c, [0.4, 0.19, 0.2], hazy) : c
}

/** Water that comes out under the gate: glassy at first, then torn white. */
function sheet(x: number, y: number, z: number, dx: number, dy: number, dz: number, bounces: number): Colour {
  const t = Math.min(1, Math.max(0, (0.1 - z) / 2.5))
  const streak = fractal(x * 16, z * 1.1, 2, 4)
  const [sx, sz] = [nx + (streak - 0.5) * 0.5, nz]
  const turn = 2 * (dx * sx + dy * ny + dz * sz)
  const [ux, uy, uz] = unit(dx - turn * sx, Math.max(0.03, dy - turn * ny), dz - turn * sz)
  const mirrored = bounces > 0 ? look(x + ux * 0.05, y + 0.05, z + uz * 0.05, ux, uy, uz, 0) : sky(ux, uy, Math.abs(uz))
  const glass = add(scale(mirrored, 0.6), [0.05, 0.075, 0.095], 0.35 + 1.3 * streak * streak)
  const torn = step(0.4, 0.8, fractal(x * 11, z * 2.2, 8, 5) * 0.62 + t * t * 0.66 - 0.1)
  const white: Colour = scale([0.52, 0.42, 0.47], 0.35 + 0.75 * fractal(x * 20, z * 12, 4, 3))
  const c = blend(glass, white, torn)
  const inGate = step(-0.3, 0.15, z)
  const lamp = 0.16 / (0.4 + (x - LAMP.x) ** 2 + (z - LAMP.z) ** 2 * 0.6)
  return add(scale(c, 1 - 0.72 * inGate), [1, 0.55, 0.2], lamp * (0.4 + torn))
}

/** The pool below: it mirrors, the more the flatter it is looked at, and carries foam down from the gate. */
function water(x: number, z: number, dx: number, dy: number, dz: number, bounces: number): Colour {
  const away = Math.max(0, -1.6 - z)
  const churn = Math.exp(-away * 0.42) * step(2.9, 1.3, Math.abs(x))
  const calm = 1 / (1 + 0.05 * Math.hypot(x - EYE.x, z - EYE.z) ** 1.5)
  const e = 0.03
  const [h, hx, hz] = [swell(x, z, churn), swell(x + e, z, churn), swell(x, z + e, churn)]
  let [wx, wy, wz] = [(h - hx) / e, 1, (h - hz) / e]
  const [flat, length] = [0.35 + 0.65 * calm, Math.hypot(wx, wy, wz)]
  wx *= flat / length
  wz *= flat / length
  wy = Math.sqrt(Math.max(0.2, 1 - wx * wx - wz * wz))
  const cosine = -(dx * wx + dy * wy + dz * wz)
  const [rx, ry, rz] = [dx + 2 * cosine * wx, Math.abs(dy + 2 * cosine * wy) + 0.004, dz + 2 * cosine * wz]
  const mirrored = look(x, 0.004, z, rx, ry, rz, bounces - 1)
  const fresnel = 0.2 + 0.8 * (1 - Math.min(1, Math.max(0, cosine))) ** 4.2
  let c = blend([0.022, 0.042, 0.058], mirrored, Math.min(1, fresnel * 1.2))

  // Foam: solid where the sheet goes in, then flakes in lines along the current.
  const bend = 0.35 * (noise(z * 0.5, 3, 0) - 0.5)
  const lace = 1 - Math.abs(2 * fractal(x * 3.1 + bend, z * 1.5, 1, 5) - 1) * 2.3
  const flakes = step(0.78, 1.06, lace + churn * 0.4) * Math.exp(-away * 0.34) * step(3.4, 1.5, Math.abs(x))
  const solid = step(0.33, 0.8, churn * 1.15 * (0.45 + fractal(x * 5, z * 5, 6, 4)))
  const foam = Math.min(1, solid + 0.5 * flakes)
  c = blend(c, scale([0.5, 0.4, 0.45], 0.45 + 0.65 * fractal(x * 12, z * 12, 9, 3)), foam * 0.86)
  const lamp = 0.12 / (0.5 + (x - LAMP.x) ** 2 + (z - LAMP.z) ** 2)
  return add(c, [1, 0.55, 0.2], lamp * (0.2 + foam))
}

function swell(x: number, z: number, churn: number): number {
  const wide = 0.034 * noise(x * 0.9, z * 1.5, 3)
  const fine = 0.012 * noise(x * 2.6, z * 4.6, 4) + 0.004 * noise(x * 7, z * 11, 5)
  return wide + fine + churn * 0.16 * fractal(x * 4, z * 4, 7, 3)
}

// In front of everything: reeds against the water, in the corners

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

/** How much of (u, v), both 0 to 1 from the upper left, is behind a reed, and how near its lit edge. */
function reed(u: number, v: number): [cover: number, lit: number] {
  let cover = 0
  let lit = 0
  const aspect = height / width
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

// The picture

function pixel(u: number, v: number): Colour {
  const [fx, fy, fz] = unit(AIM.x - EYE.x, AIM.y - EYE.y, AIM.z - EYE.z)
  const [rx, , rz] = unit(fz, 0, -fx)
  const [ux, uy, uz] = [fy * rz, fz * rx - fx * rz, -fy * rx]
  const [a, b] = [((u - 0.5) * width) / height / ZOOM, (0.5 - v) / ZOOM]
  const [dx, dy, dz] = unit(fx + a * rx + b * -ux, fy + b * uy, fz + a * rz + b * -uz)
  let c = look(EYE.x, EYE.y, EYE.z, dx, dy, dz, 1)

  // Spray over the foot of the fall, and the lantern's halo.
  c = add(c, [0.75, 0.5, 0.46], 0.2 * closeness(dx, dy, dz, 0, 0.35, -2.5, 1.15))
  c = add(
    c,
    [1, 0.52, 0.17],
    0.75 * closeness(dx, dy, dz, LAMP.x, LAMP.y, LAMP.z, 0.2) +
      0.2 * closeness(dx, dy, dz, LAMP.x, LAMP.y, LAMP.z, 0.75),
  )

  const [cover, lit] = reed(u, v)
  if (cover > 0) c = blend(c, blend([0.012, 0.016, 0.018], [0.3, 0.17, 0.09], lit * 0.55), cover)
  const corner = Math.hypot((u - 0.5) * 0.95, v - 0.47)
  return scale(c, 1.08 - 0.75 * corner * corner)
}

/** 1 where a ray from the eye goes through a point, less the farther from it, in units of `size`. */
function closeness(dx: number, dy: number, dz: number, x: number, y: number, z: number, size: number): number {
  const [px, py, pz] = [x - EYE.x, y - EYE.y, z - EYE.z]
  const t = px * dx + py * dy + pz * dz
  return Math.exp(-((px - dx * t) ** 2 + (py - dy * t) ** 2 + (pz - dz * t) ** 2) / (size * size))
}

// Bright things keep their colour (after the curve that J. Hable and K. Narkowicz made popular).
function film(v: number): number {
  const x = Math.max(0, v) * 0.92
  return Math.min(1, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)) ** (1 / 2.2)
}

const rows = Buffer.alloc(width * height * 3)
for (let j = 0; j < height; j++) {
  for (let i = 0; i < width; i++) {
    const sum: Colour = [0, 0, 0]
    for (let s = 0; s < samples * samples; s++) {
      const c = pixel(
        (i + ((s % samples) + 0.5) / samples) / width,
        (j + (Math.floor(s / samples) + 0.5) / samples) / height,
      )
      for (const k of [0, 1, 2] as const) sum[k] += film(c[k])
    }
    for (const k of [0, 1, 2] as const) rows[(j * width + i) * 3 + k] = Math.round((sum[k] / samples ** 2) * 255)
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${j + 1} of ${height} rows`)
}
process.stdout.write(`P6\n${width} ${height}\n255\n`)
process.stdout.write(rows)

// Small sums

function unit(x: number, y: number, z: number): Colour {
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
function step(from: number, to: number, v: number): number {
  return ease(Math.min(1, Math.max(0, (v - from) / (to - from))))
}

function blend(a: Colour, b: Colour, t: number): Colour {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)]
}

function add(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + b[0] * t, a[1] + b[1] * t, a[2] + b[2] * t]
}

function scale(a: Colour, t: number): Colour {
  return [a[0] * t, a[1] * t, a[2] * t]
}
