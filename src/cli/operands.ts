// The URLs of a command line; on a terminal without one, the book's prompt.

import { SluiceError } from '../errors.ts'
import type { Context } from './command.ts'

/** @throws SluiceError usage when there is none and nobody to ask */
export async function urlsOf(operands: string[], context: Context): Promise<string[]> {
  if (operands.length > 0) return operands
  const answer = (await context.ask?.('Enter - '))?.trim()
  if (!answer)
    throw new SluiceError('usage', {
      problem: 'there is no URL to retrieve',
      suggestion: 'give one, as http://data.pr4e.org/cover3.jpg',
    })
  return [answer]
}

/** Exactly one URL. */
export async function urlOf(operands: string[], context: Context): Promise<string> {
  const [url, ...others] = await urlsOf(operands, context)
  if (others.length > 0) throw new SluiceError('usage', { problem: `one URL at a time here, not ${others.length + 1}` })
  return url!
}
