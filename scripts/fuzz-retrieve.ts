// Retrieves from servers that nobody meant: npm run fuzz:retrieve -- [COUNT [SEED]]
//
// Prints the outcomes counted. At the first retrieval that leaves what it must not under the final name, throws what is
// no error of the table, or hangs, it prints the replies as base64 and exits 1; the same seed finds it again.

import { fuzzRetrieve } from '../test/wire/fuzz-retrieve.ts'

const [count = 100_000, seed = Date.now() % 2 ** 32] = process.argv.slice(2).map(Number)
const print = (line: string) => process.stdout.write(`${line}\n`)

Error.stackTraceLimit = 0
const began = performance.now()
print(`${count} retrievals, seed ${seed}`)
try {
  const outcomes = await fuzzRetrieve(seed, count)
  for (const [outcome, times] of [...outcomes].toSorted((a, b) => b[1] - a[1]))
    print(`${String(times).padStart(9)} ${outcome}`)
  print(`${Math.round(performance.now() - began)} ms`)
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
