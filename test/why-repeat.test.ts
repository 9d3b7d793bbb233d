// why --repeat: how several runs are spread, and whether two differ.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { assertFailed, sluice } from './sluice.ts'

let origin: Origin

before(async () => {
  origin = await startOrigin()
})
after(() => origin.close())

test('the distribution of several runs', async () => {
  const { exit, stdout } = await sluice(['why', '--repeat', '3', `${origin.url}/cover3.jpg?think=50ms`])
  assert.equal(exit, 0)
  assert.match(
    stdout,
    /^3 runs, median [\d.]+ ms, from [\d.]+ ms to [\d.]+ m?s \(spread \d+%\)\n {2}limited by: server 3\n/,
  )
})

test('a URL that is far slower differs, and the JSON says how sure that is', async () => {
  const [fast, slow] = [`${origin.url}/cover3.jpg`, `${origin.url}/cover3.jpg?think=300ms`]
  const { stdout } = await sluice(['why', '--json', '--repeat', '4', fast, slow])
  const { sets, difference } = JSON.parse(stdout) as {
    sets: { url: string; runs: { total_ms: number }[]; limited_by: object }[]
    difference: { p: number; ratio: number }
  }
  assert.deepEqual(
    sets.map(({ url, runs }) => [url, runs.length]),
    [
      [fast, 4],
      [slow, 4],
    ],
  )
  assert.ok(Math.abs(difference.p - 2 / 70) < 1e-9)
  assert.ok(difference.ratio > 1)
})

test('settings are compared with --versus, and too few runs are said to be too few', async () => {
  const { stdout } = await sluice(['why', '--repeat', '2', '--versus', '--delay 5ms', `${origin.url}/cover3.jpg`])
  assert.match(stdout, /^as given: 2 runs[^]*\n--delay 5ms: 2 runs[^]*limited by: receiver 2[^]*\nToo few runs to tell/)
})

test('what --versus says may be quoted as for a shell', async () => {
  const flags = `-H "Accept-Encoding: gzip" --user-agent='two words'`
  const { stdout, exit } = await sluice(['why', '--repeat', '2', '--versus', flags, `${origin.url}/romeo.txt`])
  assert.equal(exit, 0)
  assert.ok(stdout.includes(`\n${flags}: 2 runs`))
})

const refused: [says: RegExp, args: string[]][] = [
  [/--repeat 1 is not between 2 and 100/, ['--repeat', '1', 'URL']],
  [/--versus "fast" is not made of options/, ['--versus', 'fast', 'URL']],
  [/--output is for one run, and here are several/, ['--repeat', '3', '-o', 'x', 'URL']],
  [/two can be compared/, ['URL', 'URL', 'URL']],
  [/two can be compared/, ['--versus', '-4', 'URL', 'URL']],
]
for (const [says, args] of refused) {
  test(`refused: why ${args.join(' ')}`, async () => {
    assertFailed(await sluice(['why', ...args.map((word) => (word === 'URL' ? `${origin.url}/` : word))]), 2, says)
  })
}

test('a run that fails ends them all; those before it are told', async () => {
  assertFailed(await sluice(['why', '--repeat', '3', `${origin.url}/none`]), 22, /404/)
  // One that is not counted, and two.
  const run = await sluice(['why', '--repeat', '9', `${origin.url}/status/404?status=200&times=3`])
  assertFailed(run, 22, /404/)
  assert.match(run.stdout, /^2 runs, median /)
})
