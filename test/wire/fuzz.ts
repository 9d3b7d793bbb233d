// What a parser says to bytes that no server meant: replies of the cases, mutated, in deliveries by chance.

import type { ErrorCode } from '../../src/errors.ts'
import type { ResponseParserOptions } from '../../src/http/response-parser.ts'
import { cases } from './cases.ts'
import { account } from './deliveries.ts'
import type { Account } from './deliveries.ts'

export interface FuzzInput {
  bytes: Uint8Array
  options: ResponseParserOptions
  delivery: Uint8Array[]
}

/** The input that no parser may answer so, and what was wrong with the answer. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure'
  readonly input: FuzzInput

  constructor(input: FuzzInput, problem: string, cause?: unknown) {
    super(problem, { cause })
    this.input = input
  }
}

/**
 * Tries `count` inputs, the same ones for the same `seed`, and counts them by outcome: `whole`, `until the close` or the
 * code of an error.
 *
 * @throws FuzzFailure at the first input that throws anything but a SluiceError of the parser's, that gives another
 * account in another delivery, or whose account contradicts itself.
 */
export function fuzz(
  seed: number,
  count: number,
  options: { every?: (tried: number) => void } = {},
): Map<string, number> {
  const random = congruence(seed)
  const outcomes = new Map<string, number>()
  for (let tried = 1; tried <= count; tried++) {
    const outcome = outcomeOf(inputBy(random))
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    options.every?.(tried)
  }
  return outcomes
}

const parserErrors = new Set<ErrorCode>([
  'not-http',
  'http09-not-allowed',
  'header-too-large',
  'bad-chunk',
  'incomplete',
  'empty-reply',
])

function outcomeOf(input: FuzzInput): string {
  let whole: Account
  let cut: Account
  try {
    whole = account([input.bytes], input.options)
    cut = account(input.delivery, input.options)
  } catch (error) {
    throw new FuzzFailure(input, 'it threw what is no SluiceError', error)
  }
  if (JSON.stringify(whole) !== JSON.stringify(cut))
    throw new FuzzFailure(input, `one delivery gives ${JSON.stringify(whole)}, the other ${JSON.stringify(cut)}`)
  const problem = contradiction(whole, input)
  if (problem) throw new FuzzFailure(input, `${problem}: ${JSON.stringify(whole)}`)
  return whole.error ?? (whole.declared ? 'whole' : 'until the close')
}

function contradiction({ head, content, declared, error }: Account, { bytes }: FuzzInput): string | undefined {
  if (error !== undefined && !parserErrors.has(error)) return 'the error is not one of a parser'
  if ((error === undefined) !== (declared !== undefined)) return 'it has both an end and an error, or neither'
  if (error === undefined && !head) return 'it ended without a head'
  if (content.length > bytes.length) return 'there is more content than bytes'
  if (declared && head?.framing.type === 'length' && content.length !== head.framing.length)
    return 'the length is wrong'
  return undefined
}

type Random = () => number

function inputBy(random: Random): FuzzInput {
  const one = pick(random, cases)
  let bytes = Buffer.from(one.reply, 'latin1')
  for (let left = below(random, 6); left > 0; left--) bytes = pick(random, mutations)(bytes, random)
  const options = random() < 0.5 ? { ...one.options } : optionsBy(random)
  return { bytes, options, delivery: deliveryBy(bytes, random) }
}

const optionsBy = (random: Random): ResponseParserOptions => ({
  method: pick(random, ['GET', 'GET', 'HEAD', 'CONNECT']),
  raw: random() < 0.2,
  http09: random() < 0.2,
  ignoreContentLength: random() < 0.2,
})

function deliveryBy(bytes: Uint8Array, random: Random): Uint8Array[] {
  const longest = pick(random, [1, 3, 20, 200])
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + below(random, longest)
    parts.push(bytes.subarray(at, end))
    at = end
  }
  return parts
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

const below = (random: Random, n: number) => Math.floor(random() * n)
const pick = <T>(random: Random, from: readonly T[]) => from[below(random, from.length)]!

// A linear congruence of 32 bits: enough to choose by, and the same everywhere.
function congruence(seed: number): Random {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
