// On a terminal and off it; and the launcher.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { version } from '../src/version.ts'
import { noTerminal, onTerminal } from './on-terminal.ts'
import { findAll, unless } from './programs.ts'
import { scratch, sha256Of } from './scratch.ts'
import { assertFailed, launcher, sluice } from './sluice.ts'

const old = findAll('node').find((node) => majorOf(node) < 24)

suite('a terminal', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  test('without a URL it asks for one, as the programs of the book do', { skip: noTerminal }, async (t) => {
    const folder = scratch(t)
    const run = await onTerminal(t, { answer: `${origin.url}/cover.jpg` }, ['get'], { cwd: folder })
    assert.equal(run.exit, 0, run.stdout)
    assert.match(run.stdout, /Enter - /)
    assert.equal(
      sha256Of(join(folder, 'cover.jpg')),
      sha256Of(new URL('../content/cover.jpg', import.meta.url).pathname),
    )
  })

  test('an empty answer is a usage error', { skip: noTerminal }, async (t) => {
    const run = await onTerminal(t, { answer: ' ' }, ['cat'])
    assert.equal(run.exit, 2)
    assert.match(run.stdout, /there is no URL to retrieve/)
  })

  test(
    'escape sequences of a document do not reach the terminal, and do reach a pipe',
    { skip: noTerminal },
    async (t) => {
      const folder = scratch(t)
      writeFileSync(join(folder, 'evil.txt'), 'red \x1b[31m and title \x1b]0;x\x07 end\n')
      const files = await startOrigin({ dir: folder })
      t.after(() => files.close())
      const shown = await onTerminal(t, {}, ['cat', `${files.url}/evil.txt`], { cwd: folder })
      assert.match(shown.stdout, /red .*31m and title .* end/)
      assert.ok(!shown.stdout.includes('\x1b[31m') && !shown.stdout.includes('\x1b]0'))
      const piped = await sluice(['cat', `${files.url}/evil.txt`])
      assert.deepEqual(piped.bytes, readFileSync(join(folder, 'evil.txt')))
    },
  )

  test('a dumb terminal is sent no escape sequence', { skip: noTerminal }, async (t) => {
    for (const args of [
      ['get', `${origin.url}/bytes/1M?rate=1M`],
      ['demo', '--delay', '1ms'],
    ]) {
      const { stdout, exit } = await onTerminal(t, {}, args, { env: { TERM: 'dumb' } })
      assert.equal(exit, 0)
      assert.ok(!stdout.includes('\x1b'), stdout)
    }
  })

  test('sentences are broken between words, and are whole lines in a pipe', { skip: noTerminal }, async (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'reads.txt'), '5120 5120\n5120 10240\n')
    const shown = await onTerminal(t, {}, ['explain', 'reads.txt'], { cwd: folder })
    const piped = await sluice(['explain', 'reads.txt'], { cwd: folder })
    const lines = shown.stdout.trimEnd().split('\r\n')
    assert.ok(lines.every((line) => line.length <= 100))
    assert.ok(lines.length > piped.stdout.trimEnd().split('\n').length)
    assert.equal(lines.join(' '), piped.stdout.trimEnd().replaceAll('\n', ' '))
  })

  test('a bar is drawn on a terminal and taken away at the end', { skip: noTerminal }, async (t) => {
    const folder = scratch(t)
    const run = await onTerminal(t, {}, ['get', '-o', 'it', `${origin.url}/bytes/2M?rate=2M`], { cwd: folder })
    assert.equal(run.exit, 0, run.stdout)
    assert.match(run.stdout, /\r[^\r\n]*\d%/)
    assert.ok(run.stdout.includes('\r\x1b[Kit: 2097152 bytes'))
  })
})

test('without a terminal a command without a URL is a usage error', async () => {
  assertFailed(await sluice(['get']), 2, /there is no URL/, /give one, as http:/)
  assertFailed(await sluice(['cat']), 2, /there is no URL/, /give a URL, a file, or - for standard input/)
})

test('a misspelt option, a misspelt command and a missing value are usage errors with a suggestion', async () => {
  assertFailed(await sluice(['get', '--redas', 'http://127.0.0.1/']), 2, /no option --redas/, /--reads/)
  assertFailed(await sluice(['gett', 'http://127.0.0.1/']), 2, /no command gett/, /get/)
  assertFailed(await sluice(['wyh', 'http://127.0.0.1/']), 2, /no command wyh/, /did you mean why\?/)
  assertFailed(await sluice(['get', 'http://127.0.0.1/', '--delay']), 2, /--delay wants a value/)
  assertFailed(await sluice(['get', '--delay', 'soon', 'http://127.0.0.1/']), 2, /soon/)
  assertFailed(await sluice(['demo', 'slowly']), 2, /demo takes options only, not 1 operand/)
  assertFailed(await sluice(['serve', 'here', 'there']), 2, /serve takes one operand, not 2 operands/)
})

test('--version and help', async () => {
  assert.equal((await sluice(['--version'])).stdout, `sluice ${version}\n`)
  for (const args of [['help'], ['--help'], ['help', 'get'], ['get', '--help'], ['cat', '-h']]) {
    const run = await sluice(args)
    assert.equal(run.exit, 0)
    assert.match(run.stdout, /usage: sluice|sluice [a-z]+: /)
    assert.equal(run.stderr, '')
  }
})

test(
  'on a Node that is too old it says which one is needed',
  {
    skip: unless(old, 'no Node older than 24 is installed'),
  },
  async () => {
    const run = await sluice(['--version'], { through: [old!, launcher] })
    assertFailed(run, 2, /it needs Node 24 or newer; this is v\d+/, /install a newer one/)
  },
)

function majorOf(node: string): number {
  const said = execFileSync(node, ['--version'], { encoding: 'utf8' })
  return Number(/^v(\d+)/.exec(said)?.[1] ?? Infinity)
}
