// The verdict for people: the sentence, its evidence, what would help, and where the time went.

import type { Share, Verdict } from '../verdict/verdict.ts'
import { duration } from './units.ts'

/** Lines that end with a line end; evidence and the rest are indented. */
export function verdictLines(verdict: Verdict): string {
  const certainty =
    verdict.confidence === 'clear'
      ? []
      : [
          `this is ${verdict.confidence === 'guess' ? 'a guess' : 'likely'}: the signals are weak or the runner-up is close`,
        ]
  const hint = verdict.hint === undefined ? [] : [`hint: ${verdict.hint}`]
  return [
    verdict.sentence,
    ...[...verdict.evidence, ...certainty, ...hint, `time: ${spent(verdict)}`].map((line) => `  ${line}`),
    '',
  ].join('\n')
}

function spent({ shares, total }: Verdict): string {
  return (Object.entries(shares) as [Share, number][])
    .filter(([, share]) => share * total >= 0.5)
    .map(([name, share]) => `${words[name]} ${duration(share * total)}`)
    .join(' | ')
}

const words: Record<Share, string> = {
  resolve: 'name',
  connect: 'connecting',
  tls: 'TLS',
  think: 'server thinking',
  server: 'server',
  network: 'network',
  ramp: 'slow start',
  window: 'window',
  receiver: 'you',
}
