// What a ray sees: the colour of things in the light of sky, sun and lantern, and of water, which mirrors them.

import { add, blend, fractal, hash, noise, scale, step, unit, type Colour } from './numbers.ts'
import { SUN, sky } from './sky.ts'
import { material, march, normal, nx, ny, nz, scene, shadow } from './solids.ts'
import { BASIN, EYE, GLASS, GRASS, IRON, LAMP, STONE, UPSTREAM, WOOD } from './solids.ts'

/** The colour of what a ray sees. `bounces` of it may still be mirrored by water. */
export function look(x: number, y: number, z: number, dx: number, dy: number, dz: number, bounces: number): Colour {
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
  bounces: number,
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
    const clear = shadow(x + mx * 0.01, y + my * 0.01, z + mz * 0.01, SUN[0], SUN[1], SUN[2], 14, false)
    light = add(light, [3.3, 1.65, 0.72], facing * clear)
  }
  const [lx, ly, lz] = [LAMP.x - x, LAMP.y - y, LAMP.z - z]
  const far = Math.hypot(lx, ly, lz)
  const lampwise = Math.max(0, (mx * lx + my * ly + mz * lz) / far)
  if (far < 9 && lampwise > 0) {
    const clear = shadow(x + mx * 0.02, y + my * 0.02, z + mz * 0.02, lx / far, ly / far, lz / far, far, true)
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
