// The origin at one end of a path: prints a line when it is up, and one for each sample of its own kernel.

import { startOrigin } from '../../src/origin/origin.ts'

const origin = await startOrigin({ host: '0.0.0.0', port: 8080, watch: (sample) => print(sample) })
print({ up: origin.url })

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
