// --trace, and sluice replay: a recorded trace draws what the retrieval drew.

import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { retrieve } from '../src/retrieve.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'

let origin: Origin

before(async () => {
  origin = await startOrigin()
})
after(() => origin.close())

for (const name of ['run.ndjson', 'run.ndjson.gz']) {
  test(`${name}: replay prints the JSON and the transcript of the retrieval`, async (t) => {
    const cwd = scratch(t)
    const url = `${origin.url}/cover3.jpg`
    const live = await sluice(['get', '--json', '--delay', '5ms', '--trace', name, '--trace', `2${name}`, url], { cwd })
    assert.equal(live.exit, 0, live.stderr)
    assert.equal((await sluice(['replay', '--json', name], { cwd })).stdout, live.stdout)
    assert.equal((await sluice(['replay', '--json', `2${name}`], { cwd })).stdout, live.stdout)
    const transcript = await sluice(['replay', '--reads', name], { cwd })
    assert.match(transcript.stdout, /^\d+ \d+\n(?:\d+ \d+\n)+Header length \d+\nHTTP\/1.1 200 OK\n/)
    assert.match(transcript.stderr, /cover3.jpg: 230210 bytes in \d+ reads/)
  })
}

test('replay reads stdin, and says what limited the retrieval', async (t) => {
  const cwd = scratch(t)
  const live = await sluice(['why', '--trace', 'run.ndjson', `${origin.url}/cover3.jpg?think=300ms`], { cwd })
  const again = await sluice(['replay', '-'], { cwd, input: readFileSync(join(cwd, 'run.ndjson'), 'utf8') })
  assert.match(live.stdout, /^Limited by the server: /)
  assert.ok(again.stdout.startsWith(live.stdout), again.stdout)
})

test('one file is not both the content and its trace', async (t) => {
  const cwd = scratch(t)
  const url = `${origin.url}/romeo.txt`
  for (const args of [
    ['get', '-o', 'it.har', '--trace', './it.har'],
    ['why', '-o', 'it.har', '--trace', 'it.har'],
    ['get', '--output-dir', 'd', '-o', 'it.har', '--trace', 'd/it.har'],
    ['get', '--trace', 'romeo.txt'],
  ])
    assertFailed(await sluice([...args, url], { cwd }), 2, /cannot hold the content and the trace/)
  assert.deepEqual(namesIn(cwd), [])
  const two = ['get', '--create-dirs', '--output-dir', 'd', '-o', 'it.har', '--trace', 'it.har', url]
  assert.equal((await sluice(two, { cwd })).exit, 0)
  assert.deepEqual([namesIn(cwd), namesIn(join(cwd, 'd'))], [['d', 'it.har'], ['it.har']])
})

test('--speed is of the live view', async () => {
  assertFailed(await sluice(['replay', '--speed', '2', 'run.ndjson']), 2, /--speed is for --watch/)
})

test('a failure is in the trace, and in the JSON that replay prints', async (t) => {
  const cwd = scratch(t)
  const live = await sluice(['get', '--json', '--trace', 'run.ndjson', `${origin.url}/cover3.jpg?cut=9000`], { cwd })
  assert.equal(live.exit, 18)
  const again = await sluice(['replay', '--json', 'run.ndjson'], { cwd })
  assert.deepEqual({ exit: again.exit, stdout: again.stdout }, { exit: 0, stdout: live.stdout })
})

for (const name of ['run.ndjson', 'run.ndjson.gz']) {
  test(`${name}: a killed retrieval leaves what was written till then`, async (t) => {
    const cwd = scratch(t)
    const { child, ended } = start(['get', '--delay', '20ms', '--trace', name, `${origin.url}/cover3.jpg`], { cwd })
    let lines: string[] = []
    for (let tries = 0; tries < 50 && !lines.some((line) => line.startsWith('5120 ')); tries++) {
      await sleep(20)
      lines = await read(cwd, name)
    }
    child.kill('SIGKILL')
    await ended
    const { exit, stdout } = await sluice(['replay', name], { cwd })
    assert.equal(exit, 0)
    assert.match(stdout, /the trace ends before the retrieval did, after \d+ bytes/)
    const told = await sluice(['replay', '--json', name], { cwd })
    assert.equal((JSON.parse(told.stdout) as { exit: unknown }).exit, null)
  })
}

test('a gzipped trace that is cut anywhere gives what can be unzipped', async (t) => {
  const cwd = scratch(t)
  const path = join(cwd, 'run.ndjson.gz')
  await sluice(['get', '--delay', '10ms', '--trace', path, `${origin.url}/cover3.jpg`], { cwd })
  truncateSync(path, Math.floor(readFileSync(path).length * 0.8))
  const { exit, stdout, stderr } = await sluice(['replay', path], { cwd })
  assert.equal(exit, 0, stderr)
  assert.match(stdout, /the trace ends before the retrieval did/)
})

test('what is no trace is one clear line', async (t) => {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.ndjson'), 'nonsense\n')
  assertFailed(await sluice(['replay', 'a.ndjson'], { cwd }), 26, /a.ndjson, line 1: not a trace: /)
  assertFailed(
    await sluice(['replay', 'none.ndjson'], { cwd }),
    26,
    /could not read none.ndjson: there is no such file/,
  )
  assertFailed(await sluice(['replay', '.'], { cwd }), 26, /could not read .: it is a directory/)
  writeFileSync(join(cwd, 'b.ndjson.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  assertFailed(await sluice(['replay', 'b.ndjson.gz'], { cwd }), 26, /b.ndjson.gz/)
  await sluice(['get', '--trace', 'c.ndjson', `${origin.url}/cover3.jpg`], { cwd })
  appendFileSync(join(cwd, 'c.ndjson'), '{"at":1e9,"type":"read","bytes":-5}\n')
  assertFailed(
    await sluice(['replay', 'c.ndjson'], { cwd }),
    26,
    /bytes of read is not a whole number of 0 or more: -5/,
  )
})

test('an ending that says nothing is a usage error that names those that do', async (t) => {
  const cwd = scratch(t)
  const run = await sluice(['get', '--trace', 'run.txt', `${origin.url}/cover3.jpg`], { cwd })
  assertFailed(run, 2, /--trace "run.txt": its name does not say what to write/, /\.ndjson/)
  const two = await sluice(['get', '--trace', 'run.ndjson', `${origin.url}/cover3.jpg`, `${origin.url}/`], { cwd })
  assertFailed(two, 2, /--trace is of one retrieval, and here are 2 URLs/)
})

test('a trace that cannot be opened is said before anything is retrieved', async (t) => {
  const cwd = scratch(t)
  const run = await sluice(['get', '--trace', 'none/run.ndjson', `${origin.url}/cover3.jpg`], { cwd })
  assertFailed(run, 23, /none\/run.ndjson.*no such directory/)
})

test('a trace whose disk is full is said at the end, and the file is there', async (t) => {
  const cwd = scratch(t)
  symlinkSync('/dev/full', join(cwd, 'full.ndjson'))
  const run = await sluice(['get', '--trace', 'full.ndjson', '-o', 'kept', `${origin.url}/cover3.jpg`], { cwd })
  assertFailed(run, 23, /full.ndjson.*no space left/, /free some space/)
  assert.equal(readFileSync(join(cwd, 'kept')).length, 230_210)
})

test('events are published on sluice:trace while somebody listens', async () => {
  const types: string[] = []
  const listen = (event: unknown) => types.push((event as { type: string }).type)
  subscribe('sluice:trace', listen)
  try {
    await retrieve(`${origin.url}/cover3.jpg`)
  } finally {
    unsubscribe('sluice:trace', listen)
  }
  assert.deepEqual([types[0], types.at(-1)], ['trace', 'complete'])
})

async function read(cwd: string, name: string): Promise<string[]> {
  const { stdout } = await sluice(['replay', '--reads', name], { cwd })
  return stdout.split('\n')
}
