// From an error to what a person reads: the fact, then the hint.

import { safe } from './safe.ts'

/** `sluice: what happened` and, where there is one, `  hint: what to do`. Ends with a line end. @param about which of several URLs */
export function complaint(error: { message: string; hint?: string | undefined }, about?: string): string {
  const hint = error.hint
  return `sluice: ${about === undefined ? '' : `${safe(about)}: `}${safe(error.message)}\n${hint === undefined ? '' : `  hint: ${safe(hint)}\n`}`
}
