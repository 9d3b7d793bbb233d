// What is retrieved: words like those of a text, so that codings have something to do, made the same way each time.

import { closeSync, createWriteStream, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Long enough that no coding's window reaches back to the one before: gzip 32 KiB, br and zstd here under 16 MiB. */
const blockSize = 16 * 1024 * 1024

let block: Buffer | undefined

/** Writes `size` bytes of content, unless they are there. */
export function writeContent(path: string, size: number): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === size) return
  block ??= makeBlock()
  const fd = openSync(path, 'w')
  for (let at = 0; at < size; at += block.length) writeSync(fd, block, 0, Math.min(block.length, size - at))
  closeSync(fd)
}

/** Writes `size` bytes of content through a coder. */
export async function writeCoded(directory: string, name: string, size: number, coder: Transform): Promise<void> {
  await pipeline(Readable.from(contentPieces(size)), coder, createWriteStream(join(directory, name)))
}

/** `size` bytes of content, in pieces. */
export function* contentPieces(size: number): Generator<Buffer> {
  block ??= makeBlock()
  for (let at = 0; at < size; at += block.length) yield block.subarray(0, Math.min(block.length, size - at))
}

// Zipf's law: the nth word comes 1/n as often. gzip makes a third of it.
function makeBlock(): Buffer {
  const random = generator(1)
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + random(9) }, () => 'etaoinshrdlucmfwypvbgkjqxz'[Math.min(random(26), random(26))]).join(
      '',
    ),
  )
  let text = ''
  while (text.length < blockSize) text += `${words[Math.floor(words.length ** (random(1_000_000) / 1_000_000)) - 1]} `
  return Buffer.from(text.slice(0, blockSize))
}

// A linear congruential generator (Numerical Recipes' constants): 0 … below - 1.
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
