// From what was typed to numbers: sizes, rates, times, counts.

import { SluiceError } from '../errors.ts'
import type { Flag, Kind } from './flag.ts'

/**
 * `text` as a value of the flag that was typed as `name`.
 *
 * @throws SluiceError usage, with what would have been right
 */
export function readValue(name: string, { kind, choices }: Flag, text: string): string | number {
  if (choices && !choices.includes(text)) throw wrong(name, text, `one of ${choices.join(', ')}`)
  if (text === '' && (kind === 'file' || kind === 'directory')) throw wrong(name, text, `the name of a ${kind}`)
  const read = readers[kind]
  const value = read ? read[0](text) : text
  if (value === undefined) throw wrong(name, text, read![1])
  return value
}

type Reader = [read: (text: string) => number | undefined, right: string]

const readers: Partial<Record<Kind, Reader>> = {
  size: [readSize, 'bytes, as 5120, 64k or 1M (k = 1024, as in curl; kB = 1000)'],
  rate: [readSize, 'bytes a second, as 100k or 1.5M (k = 1024, as in curl; kB = 1000)'],
  time: [readTime, 'a time, as 250ms, 0.25s or 0.25 (seconds)'],
  count: [(text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined), 'a whole number'],
}

/** Bytes. `k`, `M`, `G`, `T` and `KiB` … are powers of 1024, as in curl; `kB` … are powers of 1000. */
export function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?b)?|b)?$/i.exec(text)
  if (!match) return undefined
  const [, digits, letter, suffix] = match
  const power = letter ? 'kmgt'.indexOf(letter.toLowerCase()) + 1 : 0
  const bytes = Math.floor(Number(digits) * (suffix?.toLowerCase() === 'b' ? 1000 : 1024) ** power)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** Milliseconds. A bare number is seconds, as in curl and in time.sleep(). */
export function readTime(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|min|h|d)?$/i.exec(text)
  if (!match) return undefined
  const unit = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }[match[2]?.toLowerCase() ?? 's']!
  return Number(match[1]) * unit
}

function wrong(name: string, text: string, right: string): SluiceError {
  return new SluiceError('usage', { problem: `${name} ${JSON.stringify(text)} is not ${right}` })
}
