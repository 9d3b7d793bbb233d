// --watch on a terminal, off it, and when it is stopped.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { noTerminal, onTerminal } from './on-terminal.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

suite('--watch', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  const slowly = ['--delay', '20ms', '--rcvbuf', '32k']

  test('draws on a terminal, and gives it back', { skip: noTerminal }, async (t) => {
    const { exit, stdout } = await onTerminal(t, {}, ['get', '--watch', ...slowly, `${origin.url}/cover3.jpg`])
    assert.equal(exit, 0, stdout)
    assert.ok(stdout.includes('\x1b[?2026h\x1b[?25l'))
    assert.match(stdout, /server.*paused/)
    assert.match(stdout, /Complete\..*\r\n|Complete\./)
    assert.match(stdout.slice(stdout.lastIndexOf('\x1b[?25h')), /cover3.jpg: 230210 bytes/)
  })

  test('^C gives the terminal back, also after it became narrower', { skip: noTerminal }, async (t) => {
    const { exit, stdout } = await onTerminal(t, { stopAfter: 6000 }, [
      'get',
      '--watch',
      ...slowly,
      `${origin.url}/cover3.jpg`,
    ])
    assert.equal(exit, 130)
    assert.ok(stdout.lastIndexOf('\x1b[?25h') > stdout.lastIndexOf('\x1b[?2026h'))
    assert.match(stdout, /sluice: stopped by SIGINT/)
  })

  test('NO_COLOR draws without colours', { skip: noTerminal }, async (t) => {
    const { stdout } = await onTerminal(t, {}, ['why', '--watch', `${origin.url}/cover3.jpg`], {
      env: { NO_COLOR: '1' },
    })
    assert.doesNotMatch(stdout, /\x1b\[[\d;]*m/) // eslint-disable-line no-control-regex -- what is looked for
    assert.match(stdout, /server +·*█/)
  })

  test('a recording is drawn in the time that it took, or faster', { skip: noTerminal }, async (t) => {
    const cwd = scratch(t)
    const trace = join(cwd, 'run.ndjson')
    await sluice(['get', '--trace', trace, '-o', join(cwd, 'x'), ...slowly, `${origin.url}/cover3.jpg`])
    const { exit, stdout } = await onTerminal(t, {}, ['replay', '--watch', '--speed', '10', trace])
    assert.equal(exit, 0)
    assert.match(stdout, /Paused \d+% of the time so far/)
    assertFailed(await sluice(['replay', '--watch', '--speed', '0', trace]), 2, /--speed "0" is not a number above 0/)
  })

  test('off a terminal it says plain lines', async (t) => {
    const { exit, stdout, stderr } = await sluice(['get', '--watch', ...slowly, `${origin.url}/cover3.jpg`], {
      cwd: scratch(t),
    })
    assert.deepEqual({ exit, stdout }, { exit: 0, stdout: '' })
    assert.doesNotMatch(stderr, /\x1b/) // eslint-disable-line no-control-regex -- what is looked for
    assert.match(stderr, /^[\d.]+ m?s  .* (?:is paused|still shut)/m)
    assert.match(stderr, /^[\d.]+ m?s  230.\d kB  Complete\./m)
  })

  test('two things that draw over each other are refused', async (t) => {
    const run = await sluice(['get', '--watch', '-v', `${origin.url}/cover3.jpg`], { cwd: scratch(t) })
    assertFailed(run, 2, /--watch and -v would draw over each other/)
  })
})
