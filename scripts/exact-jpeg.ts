// Makes a JPEG of exactly so many bytes from a picture (PPM). The covers were made so:
//
//   node scripts/cover.ts 900 1200 3 > /tmp/cover3.ppm
//   node scripts/exact-jpeg.ts /tmp/cover3.ppm content/cover3.jpg 230210
//   node scripts/cover.ts 480 640 3 > /tmp/cover.ppm
//   node scripts/exact-jpeg.ts /tmp/cover.ppm content/cover.jpg 70057
//
// The best qualities that fit are searched, of brightness first and of colour then, and comment segments (ITU-T T.81,
// B.2.4.5) fill the little that is left, so that the file is strictly valid and any viewer opens it. Not progressive: a
// picture that arrives slowly appears from the top. Needs cjpeg (Debian: libjpeg-turbo-progs).

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [source = '', target = '', wanted = ''] = process.argv.slice(2)
const size = Number(wanted)

/** A segment is its marker, its length (2 bytes, which count themselves) and its text. */
const SMALLEST_COMMENT = 4

const both = best((quality) => `${quality}`)
const { jpeg } = best((quality) => `${both.quality},${quality}`)
writeFileSync(target, padded(jpeg))

function best(qualities: (quality: number) => string): { quality: number; jpeg: Buffer } {
  let found: { quality: number; jpeg: Buffer } | undefined
  for (let low = 1, high = 100; low <= high;) {
    const quality = Math.floor((low + high) / 2)
    const made = execFileSync('cjpeg', ['-quality', qualities(quality), '-optimize', '-sample', '1x1', source], {
      maxBuffer: 1e8,
    })
    if (made.length === size || made.length <= size - SMALLEST_COMMENT) {
      found = { quality, jpeg: made }
      low = quality + 1
    } else high = quality - 1
  }
  if (!found) throw new Error(`not even quality 1 fits ${size} bytes`)
  return found
}

// Comments come right after the JFIF header, which has to be the first segment.
function padded(made: Buffer): Buffer {
  const afterJfif = 4 + made.readUInt16BE(4)
  const comments: Buffer[] = []
  for (let left = size - made.length; left > 0;) {
    const most = Math.min(left, 65537)
    // What is left after this one has to be nothing or a whole segment.
    const length = left - most > 0 && left - most < SMALLEST_COMMENT ? most - SMALLEST_COMMENT : most
    comments.push(comment(length))
    left -= length
  }
  return Buffer.concat([made.subarray(0, afterJfif), ...comments, made.subarray(afterJfif)])
}

function comment(length: number): Buffer {
  const segment = Buffer.alloc(length, 'sluice ')
  segment.writeUInt16BE(0xfffe, 0)
  segment.writeUInt16BE(length - 2, 2)
  return segment
}
