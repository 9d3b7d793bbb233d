// What is printed where: stdout is what was asked for, stderr is everything else.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { startRawServer } from './raw-server.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

const romeo = readFileSync(new URL('../content/romeo.txt', import.meta.url))

suite('what is printed', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  test('-o - is the content and nothing else, with every option that prints', async (t) => {
    const url = `${origin.url}/romeo.txt`
    for (const options of [[], ['-v'], ['--reads'], ['-q'], ['--progress', 'json'], ['--progress', 'bar']]) {
      const run = await sluice(['get', ...options, '-o', '-', url], { cwd: scratch(t) })
      assert.equal(run.exit, 0, run.stderr)
      assert.deepEqual(run.bytes, romeo, options.join(' '))
    }
  })

  test('--reads moves to stderr when the content has stdout', async () => {
    const run = await sluice(['get', '--reads', '-o', '-', `${origin.url}/romeo.txt`])
    assert.match(run.stderr, /^(\d+ \d+\n)+Header length 387\nHTTP\/1\.1 200 OK\n/)
  })

  test('-q prints nothing after success, and the complaint after a failure', async (t) => {
    const folder = scratch(t)
    const quiet = await sluice(['get', '-q', '-o', 'it', `${origin.url}/romeo.txt`], { cwd: folder })
    assert.deepEqual([quiet.exit, quiet.stdout, quiet.stderr], [0, '', ''])
    assertFailed(
      await sluice(['get', '-q', '-o', 'no', `${origin.url}/romeo.txt?status=404`], { cwd: folder }),
      22,
      /404/,
    )
    assert.deepEqual(namesIn(folder), ['it'])
  })

  test('without -o the name is the one in the URL, or index.html', async (t) => {
    const folder = scratch(t)
    const server = await startRawServer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')
    t.after(() => server.close())
    for (const path of ['/romeo.txt?a=b/c', '/']) await sluice(['get', server.url + path], { cwd: folder })
    assert.deepEqual(namesIn(folder), ['index.html', 'romeo.txt'])
  })

  test('a URL that ends in - is kept under that name, and no two URLs of a command under one', async (t) => {
    const folder = scratch(t)
    const [one, two] = [`${origin.url}/bytes/1`, `${origin.url}/bytes/2`]
    const dash = await sluice(['get', `${origin.url}/status/200/-?to=/bytes/3`], { cwd: folder })
    assert.deepEqual([dash.exit, dash.stdout, namesIn(folder)], [0, '', ['-']])
    for (const how of [[], ['-Z', '--per-host', '0', '--parallel-max', '0']]) {
      const run = await sluice(['get', ...how, '-o', 'it', '-o', 'it', '-o', 'other', one, two, one], { cwd: folder })
      assert.equal(run.exit, 114)
      assert.match(run.stderr, /bytes\/2: it is the file of .*bytes\/1 already\n  hint: .*-o FILE/)
      assert.equal(readFileSync(join(folder, 'it')).length, 1)
      assert.equal(readFileSync(join(folder, 'other')).length, 1)
    }
    const nowhere = await sluice(['get', '-o', '/dev/null', '-o', '/dev/null', one, two], { cwd: folder })
    assert.equal(nowhere.exit, 0, nowhere.stderr)
  })

  test('-i puts the head before the content, as it was received', async () => {
    const run = await sluice(['get', '-i', '-o', '-', `${origin.url}/romeo.txt`])
    assert.match(run.stdout, /^HTTP\/1\.1 200 OK\r\nDate: [^]+\r\n\r\nBut soft what light/)
    assert.equal(run.bytes.length, 391 + 167)
  })

  test('-v says what was sent and what came, line by line, with the marks of curl', async (t) => {
    const run = await sluice(['get', '-v', '-o', 'it', `${origin.url}/romeo.txt`], { cwd: scratch(t) })
    assert.match(run.stderr, /^> GET \/romeo\.txt HTTP\/1\.1\n> Host: 127\.0\.0\.1:\d+\n/m)
    assert.match(run.stderr, /^< HTTP\/1\.1 200 OK\n< Date: /m)
    assert.match(run.stderr, /^\* connected to 127\.0\.0\.1 port \d+/m)
    assert.equal(run.stdout, '')
  })

  test('why shows, keeps and checks what get does; the verdict gives way on stdout', async (t) => {
    const cwd = scratch(t)
    const url = `${origin.url}/romeo.txt`
    const why = (...args: string[]) => sluice(['why', ...args, url], { cwd })
    const shown = await why('--reads', '-v')
    assert.match(shown.stdout, /^558 558\nHeader length 387\nHTTP\/1\.1 200 OK\n[^]*text\/plain\n$/)
    assert.match(shown.stderr, /^> GET \/romeo\.txt HTTP\/1\.1\n[^]*^ {2}time: /m)
    assert.deepEqual((await why('-o', '-')).bytes, romeo)
    assertFailed(await why('-o', 'it', '--checksum', `md5:${'0'.repeat(32)}`), 110, /the md5 is/, /not kept/)
    assert.equal((await why('-O', '--etag-save', 'tag')).exit, 0)
    assert.equal(readFileSync(join(cwd, 'tag'), 'utf8'), '"a7-54f6609245537"\n')
    assert.equal((await sluice(['why', 'http://'], { cwd })).stdout, '')
    const there = await sluice(['why', '-O', '--no-clobber', url.replace('//', '//u:secret@')], { cwd })
    assertFailed(there, 23, /romeo\.txt already exists/, /-o/)
    assert.doesNotMatch(there.stderr, /secret/)
    for (const flag of ['-O', '--checksum=md5:0', '--etag-save=tag2'])
      assertFailed(await why('--repeat', '2', flag), 2, /is for one run, and here are several/)
    assert.deepEqual(namesIn(cwd), ['romeo.txt', 'tag'])
  })

  test('a tag that still holds is not lost by a 304 that does not say it again', async (t) => {
    const cwd = scratch(t)
    const server = await startRawServer('HTTP/1.1 304 Not Modified\r\n\r\n')
    t.after(() => server.close())
    writeFileSync(join(cwd, 'tag'), '"one"\n')
    const run = await sluice(['get', '--etag-compare', 'tag', '--etag-save', 'tag', '-o', 'it', server.url], { cwd })
    assert.equal(run.exit, 0, run.stderr)
    assert.equal(readFileSync(join(cwd, 'tag'), 'utf8'), '"one"\n')
  })

  test('why takes several connections though nothing is kept, and ends with them', async (t) => {
    const cwd = scratch(t)
    const args = ['why', '-n', '2', '--trace', 'run.ndjson']
    const whole = await sluice([...args, `${origin.url}/bytes/2M?rate=2M`], { cwd })
    assert.match(whole.stdout, /^Limited by the server: \d+% of [\d.]+ m?s on all connections together /)
    assert.match(whole.stderr, /^content: 2097152 bytes in /)
    assert.match(readFileSync(join(cwd, 'run.ndjson'), 'utf8'), /"type":"read".*"connection":2/)
    const late = await sluice([...args, '-m', '0.5', `${origin.url}/bytes/2M?rate=500k`], { cwd })
    assertFailed(late, 28, /not done within 0.5 s/)
  })

  test('--show-secrets holds for the commands that read a page, too', async () => {
    const args = ['cat', '-v', '-u', 'a:b', `${origin.url}/romeo.txt`]
    assert.match((await sluice(args)).stderr, /Basic \[redacted\]/)
    assert.match((await sluice([...args, '--show-secrets'])).stderr, /Basic YTpi/)
  })

  test('what a server says cannot steer the terminal', async (t) => {
    const escape = '\x1b]0;title\x07\x1b[31m'
    const server = await startRawServer(`HTTP/1.1 404 ${escape}gone\r\nX-Evil: ${escape}\r\nContent-Length: 0\r\n\r\n`)
    t.after(() => server.close())
    const run = await sluice(['get', '-v', '--reads', '-o', 'it', server.url], { cwd: scratch(t) })
    assert.notEqual(run.exit, 0)
    assert.doesNotMatch((run.stdout + run.stderr).replaceAll('\n', ''), /\p{Cc}/u)
  })

  test('progress is never drawn off a terminal', async (t) => {
    const run = await sluice(['get', '-o', 'it', `${origin.url}/bytes/3M?rate=3M`], { cwd: scratch(t) })
    assert.match(run.stderr, /^it: 3145728 bytes in [^\n]+\n(?:Limited by [^\n]+\n)?$/)
  })

  test('--progress json is one JSON object a line, the last with everything received', async (t) => {
    const args = ['get', '-q', '--progress', 'json', '-o', 'it', `${origin.url}/bytes/100k`]
    const lines = (await sluice(args, { cwd: scratch(t) })).stderr.trimEnd().split('\n')
    const facts = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.ok(facts.every(({ type }) => type === 'progress'))
  })

  suite('--json', () => {
    test('tells a retrieval', async (t) => {
      const folder = scratch(t)
      const url = `${origin.url}/romeo.txt`
      const run = await sluice(['get', '--json', '--recv-size', '512', '-o', 'it', url], { cwd: folder })
      const told = JSON.parse(run.stdout) as Told
      assert.equal(run.exit, 0)
      assert.equal(told.schema, 1)
      assert.deepEqual([told.url, told.final_url, told.status, told.http_version], [url, url, 200, '1.1'])
      assert.deepEqual(told.remote, { address: '127.0.0.1', port: origin.port })
      assert.equal(told.header?.length, 387)
      assert.deepEqual(told.header.fields[1], ['Server', 'Apache/2.4.7 (Ubuntu)'])
      assert.deepEqual(told.bytes, { received: 558, header: 391, body: 167, content: 167 })
      assert.equal(told.reads.recv_size, 512)
      assert.equal(told.reads.full + told.reads.partial, told.reads.count)
      assert.ok(['resolve', 'connect', 'tls', 'request', 'wait', 'receive', 'total'].every((k) => k in told.timings_ms))
      assert.equal(told.file?.path, 'it')
      assert.equal(told.file.bytes, 167)
      assert.deepEqual([told.redirects, told.attempts, told.exit, told.error], [[], 1, 0, null])
      assertEveryField(told)
      assert.deepEqual(readFileSync(join(folder, 'it')), romeo)
    })

    test('tells a failure in the middle, with what is known by then', async (t) => {
      const folder = scratch(t)
      const args = ['get', '--json', '-o', 'it', `${origin.url}/cover3.jpg?cut=body+1000`]
      const run = await sluice(args, { cwd: folder })
      const told = JSON.parse(run.stdout) as Told
      assert.deepEqual([run.exit, told.exit, told.error?.code], [18, 18, 'incomplete'])
      assert.equal(told.error?.message, 'the server closed after 1000 of 230210 bytes')
      assert.deepEqual([told.status, told.header?.length, told.file], [200, 393, null])
      assert.equal(told.bytes.received, 1397)
      assertEveryField(told)
      assert.equal(existsSync(join(folder, 'it')), false)
    })

    test('tells a failure before the first byte; what is not known is null, not 0', async (t) => {
      const run = await sluice(['get', '--json', '-o', 'it', 'http://127.0.0.1:9/'], { cwd: scratch(t) })
      const told = JSON.parse(run.stdout) as Told
      assert.deepEqual([run.exit, told.exit, told.error?.code], [7, 7, 'connect-failed'])
      assert.deepEqual([told.status, told.http_version, told.header, told.file], [null, null, null, null])
      assert.deepEqual([told.bytes.header, told.bytes.content, told.timings_ms['wait']], [null, null, null])
      assertEveryField(told)
    })
  })

  suite('cat', () => {
    test('prints the document, with its head before it when asked', async () => {
      assert.equal((await sluice(['cat', `${origin.url}/romeo.txt`])).stdout, romeo.toString())
      const { stdout } = await sluice(['cat', '-i', `${origin.url}/romeo.txt`])
      assert.match(stdout, /^HTTP\/1\.1 200 OK\r?\nDate: [^]+?\r?\n\r?\nBut soft[^]+grief\n$/)
    })

    test('--limit shows so many characters, counts all, and says how many', async (t) => {
      const text = 'ä€😀x'.repeat(2000)
      const body = Buffer.from(text)
      const server = await startRawServer(
        Buffer.concat([
          Buffer.from(
            `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n`,
          ),
          body,
        ]),
      )
      t.after(() => server.close())
      for (const size of ['1', '7', '4096']) {
        const run = await sluice(['cat', '--limit', '3000', '--recv-size', size, server.url])
        assert.equal(run.stdout, [...text].slice(0, 3000).join(''))
        assert.match(run.stderr, /3000 of 8000 characters/)
      }
    })

    test('prints what came of an incomplete document, and fails', async () => {
      const run = await sluice(['cat', `${origin.url}/romeo.txt?cut=body+100`])
      assert.equal(run.stdout, romeo.subarray(0, 100).toString())
      assertFailed(run, 18, /the server closed after 100 of 167 bytes/)
    })
  })
})

interface Told extends Record<string, unknown> {
  header: { length: number; fields: [string, string][] } | null
  bytes: Record<'received' | 'header' | 'body' | 'content', number | null>
  reads: Record<'count' | 'full' | 'partial' | 'recv_size', number>
  timings_ms: Record<string, number | null>
  file: { path: string; bytes: number; sha256: string; resumed_from: number | null } | null
  error: { code: string; message: string; hint: string | null } | null
}

// Scripts may lean on each of them being there.
function assertEveryField(told: Told): void {
  const names =
    'schema url final_url status http_version remote header bytes reads timings_ms limited_by shares evidence kernel file redirects attempts exit error'
  assert.deepEqual(
    names.split(' ').filter((name) => told[name] === undefined),
    [],
  )
}
