// Every way to fail: its exit status, its sentence with its numbers, its hint; no stack trace; and the file that was
// there before is still there, whole, while nothing incomplete has its name.

import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { foreign } from '../src/net/kernel/foreign.ts'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { selfSigned } from './certificate.ts'
import { find, unless } from './programs.ts'
import { startRawServer } from './raw-server.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, assertPlain, launcher, said, sluice, start } from './sluice.ts'
import { tmpfs } from './tmpfs.ts'

type Failure = [name: string, what: string, exit: number, says: RegExp, hint?: RegExp]

const goesOn = (bytes: number) => new RegExp(`run the same command again; ${bytes} bytes are kept in it\\.part`)

suite('a failure', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  suite('of what was asked for', () => {
    const failures: Failure[] = [
      ['a URL that is none', 'http://', 3, /http:\/\/ is not a URL that can be retrieved/],
      ['a port that is none', 'http://127.0.0.1:99999/', 3, /is not a URL that can be retrieved/],
      ['a line end in a URL', 'http://127.0.0.1/a\r\nX-Evil: b', 3, /white space or a control character/],
      ['another scheme', 'ftp://127.0.0.1/x', 1, /ftp: is not supported/, /http: and https:/],
      ['a file', 'file:///etc/passwd', 1, /file: is not supported/, /http: and https:/],
      ['a host that has no address', 'http://nowhere.invalid/', 6, /nowhere\.invalid has no address/, /spelling/],
      ['port 0', 'http://127.0.0.1:0/', 7, /could not connect to 127\.0\.0\.1 port 0: /, /nothing listens/],
      [
        'a port where nobody listens',
        'http://127.0.0.1:9/',
        7,
        /could not connect to 127\.0\.0\.1 port 9/,
        /nothing listens/,
      ],
    ]
    for (const [name, url, exit, says, hint] of failures) {
      test(name, async (t) => {
        const folder = scratch(t)
        assertFailed(await sluice(['get', '-o', 'it', url], { cwd: folder }), exit, says, hint)
        assert.deepEqual(namesIn(folder), [])
      })
    }
  })

  suite('of a reply that is whole as far as it goes', () => {
    const failures: Failure[] = [
      ['HTTP 404', 'status=404', 22, /the server answered 404 Not Found/],
      ['HTTP 401', 'status=401', 22, /401 Unauthorized/, /-u USER:PASSWORD/],
      ['HTTP 503', 'status=503', 22, /503 Service Unavailable/, /--retry/],
      ['closed at once', 'cut=0', 52, /the server closed without an answer/],
      ['closed in the header', 'cut=100', 18, /closed in the middle of the header, after 100 bytes/],
      ['closed in the body', 'cut=body+1000', 18, /closed after 1000 of 70057 bytes/, goesOn(1000)],
      ['closed before the body', 'cut=body+0', 18, /closed after 0 of 70057 bytes/],
      ['closed before the last byte', 'cut=body+70056', 18, /closed after 70056 of 70057 bytes/, goesOn(70056)],
      ['closed in a chunk', 'chunked=1000&cut=body+1500', 18, /closed before the last chunk, after \d+ bytes/, /again/],
      ['closed before the last chunk', 'chunked=80000&cut=body+70066', 18, /before the last chunk/, goesOn(70057)],
      ['reset at once', 'reset=0', 56, /reset .*after 0 bytes/],
      ['reset in the header', 'reset=100', 56, /reset .*after 100 bytes/],
      ['reset in the body', 'reset=body+1000', 56, /reset the connection after \d+/, goesOn(1000)],
      ['reset in a chunk', 'chunked=1000&reset=body+1500', 56, /reset .*after \d+ bytes/, /again/],
      [
        'reset where the length is not known',
        'nolength&reset=body+1000',
        56,
        /reset the connection after \d+ bytes/,
        /again/,
      ],
      ['a header of 10 MB', 'pad=10M', 100, /header section is too large: more than \d+/],
      ['a flood of interim answers', 'interim=100000', 100, /more than \d+/],
      ['HTTP/0.9', 'bare', 1, /no status line/, /--http0\.9/],
    ]
    for (const [name, query, exit, says, hint] of failures) {
      test(name, async (t) => {
        const url = `${origin.url}/cover.jpg?${query}`
        await failsAndSpares(t, ['get', '-o', 'it', url], exit, says, hint)
      })
    }
  })

  suite('of a reply that is broken', () => {
    const ok = 'HTTP/1.1 200 OK\r\n'
    const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`
    const failures: Failure[] = [
      ['not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 1, /no status line|not HTTP/, /--http0\.9/],
      ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\n', 8, /not HTTP/],
      ['a version that is none', 'HTTP/9.1 200 OK\r\n\r\n', 8, /not HTTP/],
      ['two lengths', `${ok}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 8, /3.*4|Content-Length/],
      ['a length that is none', `${ok}Content-Length: 4x\r\n\r\nabcd`, 8, /Content-Length/],
      ['a negative length', `${ok}Content-Length: -4\r\n\r\nabcd`, 8, /Content-Length/],
      [
        'length and chunked',
        `${ok}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        8,
        /both|Content-Length/,
      ],
      ['a coding after chunked', `${ok}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 8, /chunked/],
      ['a chunk size that is none', `${chunked}zz\r\nabc\r\n0\r\n\r\n`, 56, /chunked coding is broken/],
      ['a chunk size beyond all bounds', `${chunked}fffffffffffffffffff\r\nabc\r\n`, 56, /chunked coding is broken/],
      ['no line end after a chunk', `${chunked}3\r\nabcX\r\n0\r\n\r\n`, 56, /chunked coding is broken/],
      ['a trailer without end', `${chunked}0\r\n${'X-T: y\r\n'.repeat(20000)}\r\n`, 100, /too large/],
      ['200,000 header lines', `${ok}${'X-H: y\r\n'.repeat(200_000)}\r\n`, 100, /too large/],
      ['one header line of 10 MB', `${ok}X-H: ${'y'.repeat(10_000_000)}\r\n\r\n`, 100, /too large/],
      ['a status line of 10 MB', `HTTP/1.1 200 ${'y'.repeat(10_000_000)}\r\n\r\n`, 100, /too large/],
    ]
    for (const [name, reply, exit, says, hint] of failures) {
      test(name, async (t) => {
        const server = await startRawServer(reply)
        t.after(() => server.close())
        await failsAndSpares(t, ['get', '-o', 'it', `${server.url}/it`], exit, says, hint)
      })
    }
  })

  suite('of patience', () => {
    test('--max-time in the body', async (t) => {
      const args = ['get', '-m', '0.4', '-o', 'it', `${origin.url}/cover.jpg?stall=body+1000,60s`]
      await failsAndSpares(t, args, 28, /not done within 0\.4 s \(--max-time\): 1240|--max-time/, goesOn(1000))
    })

    test('--max-time before the answer', async (t) => {
      const args = ['get', '-m', '400ms', '-o', 'it', `${origin.url}/cover.jpg?think=60s`]
      await failsAndSpares(t, args, 28, /0 bytes received, while waiting for the reply/)
    })

    test('--idle-timeout: a server that falls silent', async (t) => {
      const args = ['get', '--idle-timeout', '300ms', '-o', 'it', `${origin.url}/cover.jpg?stall=body+1000,60s`]
      await failsAndSpares(t, args, 28, /nothing arrived for 0\.3 s \(--idle-timeout\), after 1244 bytes/, goesOn(1000))
    })

    test('--idle-timeout: a reader that is slow itself is never idle', async (t) => {
      const folder = scratch(t)
      const args = ['get', '--idle-timeout', '600ms', '--delay', '900ms', '--recv-size', '40k', '-o', 'it']
      const run = await sluice([...args, `${origin.url}/cover.jpg`], { cwd: folder })
      assert.equal(run.exit, 0, run.stderr)
    })

    test('--connect-timeout: a port that does not answer', async (t) => {
      const port = await deafPort(t)
      const args = ['get', '--connect-timeout', '300ms', '-o', 'it', `http://127.0.0.1:${port}/`]
      await failsAndSpares(t, args, 28, /no connection within 0\.3 s \(--connect-timeout\)/)
    })
  })

  suite('of this machine', () => {
    test('a disk that is full', { skip: unless(tmpfs.possible, tmpfs.reason) }, async (t) => {
      const folder = tmpfs(t, '64k')
      const run = await sluice(['get', '-o', 'it', `${origin.url}/bytes/1M`], { cwd: folder })
      assertFailed(
        run,
        23,
        /could not write .*it.* after \d+ bytes: no space left on the device \(ENOSPC\)/,
        /free some space/,
      )
      assert.equal(existsSync(join(folder, 'it')), false)
    })

    test('a device that is full', { skip: unless(existsSync('/dev/full'), 'there is no /dev/full') }, async () => {
      const run = await sluice(['get', '-o', '/dev/full', `${origin.url}/cover.jpg`])
      assertFailed(run, 23, /could not write \/dev\/full after 0 bytes: no space left/, /free some space/)
    })

    test('a stdout that is full', { skip: unless(existsSync('/dev/full'), 'there is no /dev/full') }, async () => {
      const through = ['sh', '-c', 'exec "$0" "$@" > /dev/full', process.execPath, launcher]
      const run = await sluice(['get', '-o', '-', `${origin.url}/cover.jpg`], { through })
      assertFailed(run, 23, /could not write stdout after 0 bytes: no space left/, /free some space/)
    })

    for (const args of [['help'], ['why', '/romeo.txt'], ['why', '--json', '/romeo.txt'], ['completion', 'bash']])
      test(
        `a stdout that is full, and ${args.join(' ')}`,
        { skip: unless(existsSync('/dev/full'), 'there is no /dev/full') },
        async () => {
          const words = args.map((word) => (word.startsWith('/') ? `${origin.url}${word}` : word))
          const run = await sluice(words, {
            through: ['sh', '-c', 'exec "$0" "$@" > /dev/full', process.execPath, launcher],
          })
          assert.equal(run.exit, 23)
          assert.match(
            run.stderr,
            /^sluice: could not write stdout: no space left on the device \(ENOSPC\)\n {2}hint: free some space$/m,
          )
        },
      )

    test('a pipe without a reader holds off neither clocks nor signals, and is written when it has one', async (t) => {
      const folder = scratch(t)
      execFileSync('mkfifo', [join(folder, 'pipe')])
      const args = ['get', '-o', 'pipe', `${origin.url}/cover.jpg`]
      assertFailed(await sluice([...args, '-m', '500ms'], { cwd: folder }), 28, /not done within 0\.5 s/)
      const { child, ended } = start([...args, '-v'], { cwd: folder })
      await said(child.stderr!, '< HTTP/1.1 200')
      child.kill('SIGINT')
      assert.equal((await ended).signal, 'SIGINT')
      const read = promisify(execFile)('cat', [join(folder, 'pipe')], { encoding: 'buffer' })
      assert.equal((await sluice(args, { cwd: folder })).exit, 0)
      assert.equal((await read).stdout.length, 70_057)
    })

    test('a stdout that nobody reads any more stops quietly', async (t) => {
      const script = '"$0" "$@" | head -c 1; echo " ${PIPESTATUS[0]}"'
      for (const args of [['get', '-o', '-'], ['cat'], ['get', '--reads', '--recv-size', '100', '-o', 'it']]) {
        const run = await sluice([...args, `${origin.url}/bytes/10M`], {
          cwd: scratch(t),
          through: ['bash', '-c', script, process.execPath, launcher],
        })
        assert.match(run.stdout, /^[^]? 23\n$/u)
        assert.equal(run.stderr, '', args.join(' '))
      }
    })

    test(
      'a folder that may not be written to',
      {
        skip: unless(process.getuid?.() !== 0, 'root may write anywhere'),
      },
      async (t) => {
        const folder = scratch(t)
        chmodSync(folder, 0o500)
        const run = await sluice(['get', '-o', 'it', `${origin.url}/cover.jpg`], { cwd: folder })
        assertFailed(run, 23, /could not write it after 0 bytes: permission denied \(EACCES\)/)
      },
    )

    test('a folder that is not there, a file for a folder, a folder for a file', async (t) => {
      const folder = scratch(t)
      mkdirSync(join(folder, 'folder'))
      writeFileSync(join(folder, 'file'), '')
      symlinkSync('loop', join(folder, 'loop'))
      for (const [path, reason] of [
        ['missing/it', /no such directory/],
        ['file/it', /not a directory/],
        ['folder', /it is a directory/],
        ['n'.repeat(256), /too long/],
        ['loop', /ELOOP/],
      ] as const) {
        const run = await sluice(['get', '-o', path, `${origin.url}/cover.jpg`], { cwd: folder })
        assertFailed(run, 23, reason)
        assert.deepEqual(namesIn(folder), ['file', 'folder', 'loop'])
        assert.deepEqual(namesIn(join(folder, 'folder')), [])
      }
    })

    test('a document that is there and cannot be read, and a name that is none', async (t) => {
      const folder = scratch(t)
      symlinkSync('loop', join(folder, 'loop'))
      assertFailed(await sluice(['text', 'loop'], { cwd: folder }), 26, /symbolic links lead in a circle/)
      assertFailed(await sluice(['text', 'n'.repeat(300)], { cwd: folder }), 6, /has no address/, /check the spelling/)
    })

    test('an interface that is not there', async () => {
      const args = ['get', '-q', '--interface', 'nosuch0', '-o', '-', `${origin.url}/cover.jpg`]
      assertFailed(await sluice(args), foreign() ? 7 : 2, foreign() ? /no such interface/ : /koffi/)
    })

    test('a port that cannot be had, and a directory that is none, to serve', async () => {
      for (const [args, why] of [
        [['--port', String(origin.port)], /another program listens there/],
        [['--port', '70000'], /ports go from 0 to 65535/],
        [['--host', '192.0.2.1'], /none of this machine/],
        [['/nowhere'], /"\/nowhere" is no directory/],
      ] as const)
        assertFailed(await sluice(['serve', ...args]), 2, why)
    })

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      test(`${signal} keeps the part, and the process dies by the signal`, async (t) => {
        const folder = scratch(t)
        writeFileSync(join(folder, 'it'), 'old')
        const url = `${origin.url}/cover.jpg?stall=body+50000,60s`
        const { child, ended } = start(['get', '--reads', '-o', 'it', url], { cwd: folder })
        await said(child.stdout!, ' 50244\n')
        child.kill(signal)
        const run = await ended
        assert.deepEqual([run.exit, run.signal], [null, signal], run.stderr)
        assert.match(
          run.stderr,
          new RegExp(`^sluice: stopped by ${signal}\n  hint: .*50000 bytes are kept in it\\.part`),
        )
        assert.equal(readFileSync(join(folder, 'it'), 'utf8'), 'old')
        assert.equal(statSync(join(folder, 'it.part')).size, 50000)
        assert.equal((JSON.parse(readFileSync(join(folder, 'it.part.json'), 'utf8')) as { url: string }).url, url)
      })
    }

    test('a shell sees 130 after SIGINT and 143 after SIGTERM', async (t) => {
      for (const [signal, status] of [
        ['INT', 130],
        ['TERM', 143],
      ]) {
        const script = `"$0" "$@" & sleep 0.6; kill -${signal} $!; wait $!; echo $?`
        const run = await sluice(['get', '-q', '-o', 'it', `${origin.url}/cover.jpg?think=60s`], {
          cwd: scratch(t),
          // Without job control bash ignores SIGINT in what runs in the background.
          through: ['bash', '-mc', script, process.execPath, launcher],
        })
        assert.match(run.stdout, new RegExp(`(^|\\n)${status}\\n$`))
      }
    })
  })

  suite('of TLS', { skip: unless(find('openssl'), 'openssl is not installed') }, () => {
    test('a unix socket that is not there', async (t) => {
      const run = await sluice(['get', '--unix-socket', '/nonexistent', 'http://a/'], { cwd: scratch(t) })
      assertFailed(run, 7, /^sluice: could not connect to \/nonexistent: there is no such socket$/m)
    })

    test('a certificate that nobody vouches for', async (t) => {
      const { url } = await secureOrigin(t)
      await failsAndSpares(
        t,
        ['get', '-o', 'it', `${url}/cover.jpg`],
        60,
        /certificate of 127\.0\.0\.1/,
        /--cacert.*-k/,
      )
    })

    test('a server that does not speak TLS', async (t) => {
      const server = await startRawServer((peer) => peer.send('HTTP/1.1 400 Bad Request\r\n\r\n'))
      t.after(() => server.close())
      const url = server.url.replace('http:', 'https:')
      await failsAndSpares(
        t,
        ['get', '-o', 'it', url],
        35,
        /no TLS connection to 127\.0\.0\.1: what answers there does not/,
      )
    })

    test('a server that closes in the handshake', async (t) => {
      const server = await startRawServer((peer) => Promise.resolve(peer.end()))
      t.after(() => server.close())
      const url = server.url.replace('http:', 'https:')
      await failsAndSpares(t, ['get', '-o', 'it', url], 35, /no TLS connection to 127\.0\.0\.1/)
    })
  })
})

// Fails as it should over an old good file, and where there is none.
async function failsAndSpares(t: TestContext, args: string[], exit: number, says: RegExp, hint?: RegExp) {
  const folder = scratch(t)
  assertFailed(await sluice(args, { cwd: folder }), exit, says, hint)
  assert.deepEqual(
    namesIn(folder).filter((name) => name !== 'it.part' && name !== 'it.part.json'),
    [],
  )
  const held = scratch(t)
  writeFileSync(join(held, 'it'), 'the old good file')
  const run = await sluice(args, { cwd: held })
  assert.equal(run.exit, exit, run.stderr)
  assertPlain(run)
  assert.equal(readFileSync(join(held, 'it'), 'utf8'), 'the old good file')
}

async function secureOrigin(t: TestContext): Promise<Origin> {
  const { key, cert } = selfSigned(scratch(t))
  const origin = await startOrigin({ tls: { key, cert } })
  t.after(() => origin.close())
  return origin
}

// A port whose queue of connections is full: its process is stopped, and Linux answers no SYN any more.
async function deafPort(t: TestContext): Promise<number> {
  const program = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    console.log(this.address().port) })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGSTOP')
  for (let i = 0; i < 4; i++) {
    const filler = connect(Number(port), '127.0.0.1')
    filler.on('error', () => {})
    t.after(() => filler.destroy())
  }
  return Number(port)
}
