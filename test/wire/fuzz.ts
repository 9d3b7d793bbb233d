// What a parser says to bytes that no server meant: replies of the cases, mutated, in deliveries by chance.

import type { ErrorCode } from '../../src/errors.ts'
import type { ResponseParserOptions } from '../../src/http/response-parser.ts'
import { account } from './deliveries.ts'
import type { Account } from './deliveries.ts'
import { below, congruence, mutatedReply, pick } from './mutations.ts'
import type { Random } from './mutations.ts'

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

function inputBy(random: Random): FuzzInput {
  const { bytes, of } = mutatedReply(random, 5)
  const options = random() < 0.5 ? { ...of.options } : optionsBy(random)
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
