// Paints the cover: a sluice gate at dusk, half raised, as a picture in PPM on stdout.
//
//   node scripts/cover.ts 900 1200 3 > cover.ppm        (width, height, samples a pixel in each direction)
//
// Everything is computed: solids are distance functions that rays are marched through, water is a plane that reflects
// them, sky and hills are functions of direction. x is to the right, y up, z into the picture; one unit is a metre.

import { look } from './cover/light.ts'
import { add, blend, scale, unit, type Colour } from './cover/numbers.ts'
import { reed } from './cover/reeds.ts'
import { EYE, LAMP } from './cover/solids.ts'

const [width = 900, height = 1200, samples = 3] = process.argv.slice(2).map(Number)

const AIM = { x: 0.12, y: 3.25, z: 0 }
const ZOOM = 1.02

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

  const [cover, lit] = reed(u, v, height / width)
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

// From light to what a screen shows: bright things keep some colour (the curve of K. Narkowicz, 2015).
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
