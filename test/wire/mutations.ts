// Replies by chance: those of the cases, mutated. The same ones for the same seed.

import { cases } from './cases.ts'
import type { Case } from './cases.ts'

/** Numbers from 0 to 1. */
export type Random = () => number

/** A case's reply after up to `most` mutations. */
export function mutatedReply(random: Random, most: number): { bytes: Buffer<ArrayBuffer>; of: Case } {
  const of = pick(random, cases)
  let bytes = Buffer.from(of.reply, 'latin1')
  for (let left = below(random, most + 1); left > 0; left--) bytes = pick(random, mutations)(bytes, random)
  return { bytes, of }
}

type Mutation = (bytes: Buffer<ArrayBuffer>, random: Random) => Buffer<ArrayBuffer>

const words = [
  '\r\n|\n|\r| |\t|\0|:|;|,|-|0|f|\x80|\xff|\r\n\r\n|\r\n |0\r\n\r\n|a;b="\n"\r\n|9007199254740991|ffffffffffffffff',
  'HTTP/1.1 |HTTP/1.0 200 OK\r\n|HTTP/1.1 100 Continue\r\n\r\n| 204 |Content-Length: |Transfer-Encoding: chunked\r\n',
].flatMap((some) => some.split('|'))

const mutations: Mutation[] = [
  // one byte is another
  (bytes, random) => spliced(bytes, below(random, bytes.length), 1, Buffer.of(below(random, 256))),
  // a word appears
  (bytes, random) => spliced(bytes, below(random, bytes.length), 0, Buffer.from(pick(random, words), 'latin1')),
  // a word replaces some bytes
  (bytes, random) =>
    spliced(bytes, below(random, bytes.length), below(random, 12), Buffer.from(pick(random, words), 'latin1')),
  // some bytes are missing
  (bytes, random) => spliced(bytes, below(random, bytes.length), below(random, 30), Buffer.of()),
  // some bytes come again, up to a thousand times
  (bytes, random) => {
    const start = below(random, bytes.length)
    const again = bytes.subarray(start, start + 1 + below(random, 30))
    const times = random() < 0.02 ? 1000 : 1 + below(random, 4)
    return spliced(bytes, start, 0, Buffer.concat(Array<Buffer>(times).fill(again)))
  },
  // the rest is missing
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  // the rest is another reply's
  (bytes, random) => {
    const other = Buffer.from(pick(random, cases).reply, 'latin1')
    return Buffer.concat([bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length))])
  },
]

const spliced = (bytes: Buffer, at: number, without: number, insert: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + without)])

/** A whole number below `n`. */
export const below = (random: Random, n: number) => Math.floor(random() * n)
export const pick = <T>(random: Random, from: readonly T[]) => from[below(random, from.length)]!

/** A linear congruence of 32 bits: enough to choose by, and the same everywhere. */
export function congruence(seed: number): Random {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
