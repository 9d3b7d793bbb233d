// Makes a JPEG of exactly so many bytes from a picture (PPM).
//
//   node scripts/exact-jpeg.ts picture.ppm out.jpg 230210
//
// The best quality that fits is searched, then comment segments (ITU-T T.81, B.2.4.5) fill the rest, so that the file is
// strictly valid and any viewer opens it. Needs cjpeg (Debian: libjpeg-turbo-progs).

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [source = '', target = '', wanted = ''] = process.argv.slice(2)
const size = Number(wanted)

/** A segment is its marker, its length (2 bytes, counting itself) and its text. */
const SMALLEST_COMMENT = 4

writeFileSync(target, padded(best()))

function best(): Buffer {
  let found: Buffer | undefined
  for (let low = 1, high = 100; low <= high;) {
    const quality = Math.floor((low + high) / 2)
    const jpeg = execFileSync('cjpeg', ['-quality', `${quality}`, '-optimize', '-progressive', source], {
      maxBuffer: 1e8,
    })
    if (jpeg.length === size || jpeg.length <= size - SMALLEST_COMMENT) {
      found = jpeg
      low = quality + 1
    } else high = quality - 1
  }
  if (!found) throw new Error(`not even quality 1 fits ${size} bytes`)
  return found
}

// Comments come right after the JFIF header, which has to be the first segment.
function padded(jpeg: Buffer): Buffer {
  const afterJfif = 4 + jpeg.readUInt16BE(4)
  const comments: Buffer[] = []
  for (let left = size - jpeg.length; left > 0;) {
    const most = Math.min(left, 65537)
    // What is left after this one has to be nothing or a whole segment.
    const length = left - most > 0 && left - most < SMALLEST_COMMENT ? most - SMALLEST_COMMENT : most
    comments.push(comment(length))
    left -= length
  }
  return Buffer.concat([jpeg.subarray(0, afterJfif), ...comments, jpeg.subarray(afterJfif)])
}

function comment(length: number): Buffer {
  const segment = Buffer.alloc(length, 'sluice ')
  segment.writeUInt16BE(0xfffe, 0)
  segment.writeUInt16BE(length - 2, 2)
  return segment
}
