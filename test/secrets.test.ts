// Secrets stay with the origin they were meant for, and out of everything that is printed or kept.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { selfSigned } from './certificate.ts'
import { find, unless } from './programs.ts'
import { namesIn, scratch } from './scratch.ts'
import { sluice } from './sluice.ts'

/** What may be secret: how it is given, and what of it a server sees. Each run gives some that do not replace each other. */
const runs: { args: string[]; inUrl?: string; netrc?: true; seen: Record<string, RegExp> }[] = [
  {
    args: ['-u', 'me:Ssecret1', '-H', 'Cookie: a=Ssecret2', '-H', 'X-Api-Key: Ssecret3'],
    seen: { '-u': basic('me:Ssecret1'), 'a Cookie field': /Ssecret2/, 'a field of the user': /Ssecret3/ },
  },
  {
    args: ['-b', 'a=Ssecret4', '-H', 'Proxy-Authorization: Basic Ssecret5'],
    inUrl: 'me:Ssecret6@',
    seen: { '-b': /Ssecret4/, 'a proxy field': /Ssecret5/, 'userinfo in the URL': basic('me:Ssecret6') },
  },
  { args: ['-H', 'Authorization: Bearer Ssecret7'], seen: { 'an Authorization field': /Ssecret7/ } },
  { args: ['--netrc'], netrc: true, seen: { netrc: basic('me:Ssecret8') } },
]

/** Where a redirect leads, from http://first.test or https://first.test. */
const places = ['the same', 'another port', 'another host', 'a host below', 'another scheme'] as const

suite('secrets', { skip: unless(find('openssl'), 'openssl is not installed') }, () => {
  const servers: Record<'http1' | 'http2' | 'https1' | 'https2', Recorder> = {} as never

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
    const { key, cert } = selfSigned(folder)
    rmSync(folder, { recursive: true })
    for (const name of ['http1', 'http2'] as const) servers[name] = await recorder((listener) => createServer(listener))
    for (const name of ['https1', 'https2'] as const)
      servers[name] = await recorder((listener) => createSecureServer({ key, cert }, listener))
  })
  after(async () => {
    for (const { close } of Object.values(servers)) await close()
  })

  for (const scheme of ['http', 'https'] as const) {
    for (const place of places) {
      for (const trusted of [false, true]) {
        // From TLS to plain text nothing goes along, whatever was asked for.
        const downgraded = scheme === 'https' && place === 'another scheme'
        const may = place === 'the same' || (trusted && !downgraded)
        const name = `${scheme}, redirected to ${place}${trusted ? ', --location-trusted' : ''}`
        test(`${name}: ${may ? 'sent' : 'not sent'}`, async (t) => {
          for (const { args, inUrl = '', netrc, seen } of runs) {
            const folder = scratch(t)
            writeFileSync(join(folder, '.netrc'), 'machine first.test login me password Ssecret8\n', { mode: 0o600 })
            const to = encodeURIComponent(target(place, scheme))
            const options = [
              '-v',
              '-k',
              '-e',
              ';auto',
              ...everyName(),
              ...args,
              ...(trusted ? ['--location-trusted'] : []),
            ]
            const url = `${scheme}://${inUrl}first.test:${servers[`${scheme}1`].port}/start?to=${to}`
            const run = await sluice(['get', ...options, '-o', 'it', url], { cwd: folder, env: { HOME: folder } })
            assert.equal(run.exit, 0, run.stderr)
            const [first = '', second = '', ...others] = requestsOf(Object.values(servers))
            assert.ok(second !== '' && others.length === 0)
            for (const [kind, secret] of Object.entries(seen)) {
              assert.match(first, secret, `${kind} was meant for the first`)
              // A netrc speaks of one host: another does not get what it says of the first, trusted or not.
              if (may && !(netrc && place.includes('host'))) assert.match(second, secret, kind)
              else assert.doesNotMatch(second, secret, kind)
              assert.doesNotMatch(run.stdout + run.stderr, secret, `${kind} is printed`)
            }
            if (!may) assert.doesNotMatch(second, /Ssecret/)
            assert.doesNotMatch(second, /^referer:.*(?:Ssecret|me@|me:)/im)
            assert.doesNotMatch(run.stdout + run.stderr, /Ssecret/)
          }
        })
      }
    }
  }

  test('a user in the URL is whose password a netrc file is asked for', async (t) => {
    const folder = scratch(t)
    writeFileSync(
      join(folder, 'netrc'),
      'machine first.test login you password no\nmachine first.test login me password Ssecret8\n',
    )
    const authorized = async (userinfo: string) => {
      const url = `http://${userinfo}first.test:${servers.http1.port}/`
      const run = await sluice(['get', '--netrc-file', 'netrc', ...everyName(), '-o', 'it', url], { cwd: folder })
      assert.equal(run.exit, 0, run.stderr)
      return requestsOf([servers.http1]).at(-1)!
    }
    assert.match(await authorized('me@'), basic('me:Ssecret8'))
    assert.match(await authorized('me:other@'), basic('me:other'))
    assert.match(await authorized('nobody@'), basic('nobody:'))
    assert.match(await authorized(''), basic('you:no'))
  })

  test('they are printed when that is asked for', async (t) => {
    const url = `http://first.test:${servers.http1.port}/`
    const args = ['get', '-v', '--show-secrets', ...everyName(), '-H', 'Authorization: Bearer Ssecret', '-o', 'it', url]
    assert.match((await sluice(args, { cwd: scratch(t) })).stderr, /^> Authorization: Bearer Ssecret$/m)
    requestsOf([servers.http1])
  })

  test('nothing that is kept or told holds them', async (t) => {
    const folder = scratch(t)
    const url = `http://me:Ssecret@first.test:${servers.http1.port}/cut`
    const run = await sluice(['get', '--json', ...everyName(), '-H', 'X-Key: Ssecret', '-o', 'it', url], {
      cwd: folder,
    })
    assert.equal(run.exit, 18, run.stderr)
    assert.deepEqual(namesIn(folder), ['it.part', 'it.part.json'])
    const told = run.stdout + run.stderr + readFileSync(join(folder, 'it.part.json'), 'utf8')
    assert.doesNotMatch(told, new RegExp(`Ssecret|${basic('me:Ssecret').source}`))
    requestsOf([servers.http1])
  })

  test('a URL that is typed in an odd way, or is none, is told without its userinfo', async (t) => {
    const at = `me:Ssecret@first.test:${servers.http1.port}/`
    const odd = [
      at,
      `//${at}`,
      `http:/${at}`,
      `http://${at} x`,
      'me:Ssecret@h:99999/',
      'http://me:Ssecret@[::g]/',
      `ftp://${at}`,
    ]
    for (const url of odd) {
      const folder = scratch(t)
      for (const urls of [[url], [url, url]]) {
        const trace = urls.length === 1 ? ['--trace', 'it.ndjson', '--trace', 'it.har'] : ['--no-clobber']
        const args = ['get', '--json', '-v', ...trace, ...everyName(), '-o', 'it', '-o', 'it', ...urls]
        const run = await sluice(args, { cwd: folder })
        const files = namesIn(folder).filter((name) => name !== 'it')
        const told = [run.stdout, run.stderr, ...files.map((name) => readFileSync(join(folder, name), 'latin1'))].join(
          '',
        )
        assert.doesNotMatch(told, /Ssecret/, url)
      }
    }
    requestsOf([servers.http1])
  })

  test('a cookie of one host is not for another, nor a secure one for plain HTTP', async (t) => {
    const folder = scratch(t)
    const jar = ['-b', 'jar', '-c', 'jar']
    const secure = `https://first.test:${servers.https1.port}`
    const run = async (url: string) => {
      const ended = await sluice(['get', '-k', ...everyName(), ...jar, '-o', 'it', url], { cwd: folder })
      assert.equal(ended.exit, 0, ended.stderr)
      return requestsOf(Object.values(servers)).at(-1)!
    }
    writeFileSync(join(folder, 'jar'), '')
    await run(`${secure}/set?plain=Sone`)
    await run(`${secure}/set?safe=Stwo;Secure`)
    assert.match(await run(`${secure}/`), /^cookie: plain=Sone; safe=Stwo$/im)
    assert.match(await run(`http://first.test:${servers.http1.port}/`), /^cookie: plain=Sone$/im)
    assert.doesNotMatch(await run(`http://second.test:${servers.http1.port}/`), /^cookie:/im)
    assert.doesNotMatch(await run(`http://below.first.test:${servers.http1.port}/`), /^cookie:/im)
  })

  function target(place: (typeof places)[number], scheme: 'http' | 'https'): string {
    const at = (host: string, server: keyof typeof servers) =>
      `${server.slice(0, -1)}://${host}:${servers[server].port}/end`
    const other = scheme === 'http' ? 'https' : 'http'
    return {
      'the same': at('first.test', `${scheme}1`),
      'another port': at('first.test', `${scheme}2`),
      'another host': at('second.test', `${scheme}1`),
      'a host below': at('below.first.test', `${scheme}1`),
      'another scheme': at('first.test', `${other}1`),
    }[place]
  }

  // Every name at every port is this machine.
  function everyName(): string[] {
    return Object.values(servers).flatMap(({ port }) =>
      ['first.test', 'second.test', 'below.first.test'].flatMap((host) => ['--resolve', `${host}:${port}:127.0.0.1`]),
    )
  }
})

interface Recorder {
  port: number
  /** Heads in the order they came. */
  requests: { at: number; head: string }[]
  close: () => Promise<void>
}

let clock = 0

async function recorder(make: (listener: RequestListener) => Server): Promise<Recorder> {
  const requests: Recorder['requests'] = []
  const server = make((request, response) => {
    requests.push({ at: clock++, head: headOf(request) })
    const url = new URL(request.url!, 'http://first.test')
    const to = url.searchParams.get('to')
    if (to) response.writeHead(302, { Location: to })
    if (url.pathname === '/set') response.setHeader('Set-Cookie', decodeURIComponent(url.search.slice(1)))
    if (url.pathname === '/cut') {
      response.writeHead(200, { 'Content-Length': 100, ETag: '"v"' })
      response.write('the beginning', () => response.destroy())
    } else response.end('well')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Takes what came, in its order. */
function requestsOf(recorders: Recorder[]): string[] {
  const all = recorders.flatMap(({ requests }) => requests.splice(0))
  return all.toSorted((a, b) => a.at - b.at).map(({ head }) => head)
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.map((text, i) => (i % 2 ? `${text}\n` : `${text}: `)).join('')
  return `${method} ${url}\n${lines}`
}

function basic(credentials: string): RegExp {
  return new RegExp(`Basic ${Buffer.from(credentials).toString('base64')}`)
}
