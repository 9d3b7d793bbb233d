// Tries the response parser with mutated replies: npm run fuzz -- [COUNT [SEED]]
//
// Prints the outcomes counted. With an input that gets neither an answer nor an error of the table, or another answer in
// another delivery, it prints that input as base64 and exits 1; the same seed finds it again.

import { FuzzFailure, fuzz } from '../test/wire/fuzz.ts'

const [count = 1_000_000, seed = Date.now() % 2 ** 32] = process.argv.slice(2).map(Number)
const print = (line: string) => process.stdout.write(`${line}\n`)

// Stack traces of errors that are expected by the hundred thousand cost half of the time.
Error.stackTraceLimit = 0
const began = performance.now()
print(`${count} inputs, seed ${seed}`)
try {
  const outcomes = fuzz(seed, count, { every: tellProgress })
  for (const [outcome, times] of [...outcomes].toSorted((a, b) => b[1] - a[1]))
    print(`${String(times).padStart(9)} ${outcome}`)
  print(`${Math.round(performance.now() - began)} ms`)
} catch (error) {
  if (!(error instanceof FuzzFailure)) throw error
  const { bytes, options, delivery } = error.input
  print(error.message)
  if (error.cause instanceof Error) print(error.cause.message)
  print(`options ${JSON.stringify(options)}, cut into ${delivery.map((part) => part.length).join('+')}`)
  print(Buffer.from(bytes).toString('base64'))
  process.exitCode = 1
}

function tellProgress(tried: number): void {
  if (tried % 100_000 === 0 && process.stderr.isTTY) process.stderr.write(`${tried} tried\n`)
}
