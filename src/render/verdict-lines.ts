// The verdict for people: the sentence, its evidence, how sure it is, and what would help.

import type { Verdict } from '../verdict/verdict.ts'

/** Lines that end with a line end; all but the sentence are indented. */
export function verdictLines({ limited_by: limit, sentence, evidence, confidence, hint, total }: Verdict): string {
  const lines = [
    ...evidence,
    ...(total > 0 && limit !== 'unsure' ? certainty[confidence] : []),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ]
  return [sentence, ...lines.map((line) => `  ${line}`), ''].join('\n')
}

const certainty = {
  clear: [],
  likely: ['this is likely, not clear: part of the evidence is weak'],
  guess: ['this is a guess: the signals are weak, or the runner-up is close'],
}
