import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect as connectSocket, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { inspect } from 'node:util'
import { isSluiceError } from '../errors.ts'
import type { Happening } from '../trace/event.ts'
import type { Route } from './connect.ts'
import { parseProxy } from './proxy.ts'
import type { Stream } from './stream.ts'
import { connectThrough } from './through.ts'

const pem = join(import.meta.dirname, 'through.test.pem')
const certificate = { key: readFileSync(pem), cert: readFileSync(pem) }

const servers: Server[] = []
after(() => servers.forEach((server) => server.close()))

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Says what it got, in capitals. */
const echo = (socket: Socket) =>
  socket.on('error', () => {}).on('data', (bytes) => socket.write(bytes.toString().toUpperCase()))
const plainOrigin = await listening(createServer(echo))
const tlsOrigin = await listening(createTlsServer(certificate, echo))

/** Everything a proxy was sent before the tunnel was up, as latin1. */
let asked = ''

/** A proxy that reads up to where `answer` is content, answers, and then joins both sides. */
function proxy(answer: (asked: string, from: Socket) => { say: string; to?: number } | undefined) {
  return (socket: Socket) => {
    asked = ''
    socket.on('error', () => {})
    socket.on('data', function listen(bytes) {
      asked += bytes.toString('latin1')
      const next = answer(asked, socket)
      if (!next) return
      socket.write(Buffer.from(next.say, 'latin1'))
      if (next.to === undefined) return
      socket.off('data', listen)
      const origin = connectSocket(next.to, '127.0.0.1')
      origin.on('error', () => socket.destroy())
      socket.on('close', () => origin.destroy())
      socket.pipe(origin).pipe(socket)
    })
  }
}

/** Answers CONNECT so. */
const connectProxy = (say: string) =>
  proxy((text) => (text.endsWith('\r\n\r\n') ? { say, to: Number(/:(\d+) HTTP/.exec(text)?.[1]) } : undefined))
const established = connectProxy('HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n')

/** SOCKS5 (RFC 1928, RFC 1929) with user and password; SOCKS4 and 4a. */
const socksProxy = proxy((text, socket) => {
  if (text.startsWith('\x04')) {
    const to = portAt(text, 2)
    const whole = text.startsWith('\0\0\0', 4) ? /^.{8}[^\0]*\0[^\0]+\0$/s : /^.{8}[^\0]*\0$/s
    return whole.test(text) ? { say: '\0\x5a\0\0\0\0\0\0', to } : undefined
  }
  const methods = text.charCodeAt(1)
  const wantsUser = text.slice(2, 2 + methods).includes('\x02')
  if (text.length === 2 + methods) socket.write(Buffer.from([5, wantsUser ? 2 : 0]))
  const rest = text.slice(2 + methods)
  const login = wantsUser ? rest.slice(0, 3 + rest.charCodeAt(1) + rest.charCodeAt(2 + rest.charCodeAt(1))) : ''
  if (wantsUser && rest !== '' && rest === login) socket.write(Buffer.from([1, login === '\x01\x01u\x01p' ? 0 : 1]))
  const request = rest.slice(login.length)
  if (!request.startsWith('\x05\x01\0')) return undefined
  return { say: '\x05\0\0\x01\0\0\0\0\0\0', to: portAt(request, request.length - 2) }
})

const portAt = (text: string, at: number) => text.charCodeAt(at) * 256 + text.charCodeAt(at + 1)

const overrides = new Map([
  ['origin.test:*', []],
  [`origin.test:${plainOrigin}`, ['127.0.0.1']],
  [`origin.test:${tlsOrigin}`, ['127.0.0.1']],
])

function through(url: string, route: Partial<Route>, tell: (happening: Happening) => void = () => {}): Promise<Stream> {
  const whole = { host: 'origin.test', port: plainOrigin, recvSize: 5120, overrides, ...route }
  return connectThrough(parseProxy(url), whole, tell, AbortSignal.timeout(5000), { insecure: true })
}

async function says(stream: Stream, word: string): Promise<string> {
  await stream.send(Buffer.from(word))
  const bytes = await stream.recv()
  stream.close()
  return Buffer.from(bytes ?? []).toString()
}

const toTls = { port: tlsOrigin, tls: { caFile: pem } }

test('CONNECT opens a tunnel, in which the certificate is checked against the origin', async () => {
  const port = await listening(createServer(established))
  const stream = await through(`http://u:p@127.0.0.1:${port}`, toTls)
  assert.equal(stream.facts.tls?.version, 'TLSv1.3')
  assert.equal(stream.facts.port, port)
  assert.equal(await says(stream, 'hello'), 'HELLO')
  assert.equal(
    asked,
    `CONNECT origin.test:${tlsOrigin} HTTP/1.1\r\nHost: origin.test:${tlsOrigin}\r\nProxy-Authorization: Basic ${btoa('u:p')}\r\n\r\n`,
  )
  await assert.rejects(through(`http://127.0.0.1:${port}`, { ...toTls, host: 'other.test' }), (error) =>
    isSluiceError(error, 'tls-certificate'),
  )
})

test('a slow reader behind a tunnel gets every byte, in pieces of the size asked for, and then the end', async () => {
  const content = Buffer.alloc(1_000_000, 'Whose woods these are I think I know. ')
  const origin = await listening(createTlsServer(certificate, (socket) => socket.on('error', () => {}).end(content)))
  for (const protocol of ['http', 'https']) {
    const server = protocol === 'http' ? createServer(established) : createTlsServer(certificate, established)
    const url = `${protocol}://127.0.0.1:${await listening(server)}`
    const stream = await through(url, { port: origin, recvSize: 9000, tls: { caFile: pem } })
    const pieces: Buffer[] = []
    for (let bytes = await stream.recv(); bytes; bytes = await stream.recv()) {
      pieces.push(Buffer.from(bytes))
      await new Promise((resolve) => (pieces.length % 10 === 0 ? setTimeout(resolve, 2) : setImmediate(resolve)))
    }
    assert.ok(pieces.every((piece) => piece.length <= 9000))
    assert.ok(Buffer.concat(pieces).equals(content))
  }
})

test('TLS to the proxy itself, and in it TLS to the origin', async () => {
  const port = await listening(createTlsServer(certificate, established))
  assert.equal(await says(await through(`https://127.0.0.1:${port}`, toTls), 'hello'), 'HELLO')
})

test('for an http URL an HTTP proxy gives a connection to itself and is told nothing', async () => {
  const port = await listening(createServer(echo))
  assert.equal(await says(await through(`http://127.0.0.1:${port}`, {}), 'hello'), 'HELLO')
})

test('an IPv6 origin stands in brackets, and --connect-to is what is asked for', async () => {
  const port = await listening(createServer(connectProxy('HTTP/1.1 200 OK\r\n\r\n')))
  const url = `http://127.0.0.1:${port}`
  await assert.rejects(through(url, { ...toTls, via: { host: '::1', port: 9 } }))
  assert.match(asked, /^CONNECT \[::1\]:9 HTTP\/1\.1\r\nHost: \[::1\]:9\r\n\r\n$/)
})

test('whatever the proxy answers but 2xx is its handshake failed, and is said', async () => {
  const answers = {
    'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno': /wants credentials \(407\)/,
    'HTTP/1.0 403 Forbidden\r\n\r\n': /answered 403 Forbidden$/,
    'HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\n\r\n': /answered 302 Found$/,
    'SSH-2.0-OpenSSH\r\n': /no status line/,
    'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\nevil': /sent 23 bytes behind its answer/,
  }
  for (const [answer, sentence] of Object.entries(answers)) {
    const port = await listening(createServer(connectProxy(answer)))
    await assert.rejects(through(`http://127.0.0.1:${port}`, toTls), (error) => {
      assert.ok(isSluiceError(error, 'proxy-handshake') && error.exit === 97)
      assert.match(error.message, sentence)
      return true
    })
  }
  const closing = await listening(createServer((socket) => socket.on('data', () => socket.end())))
  await assert.rejects(through(`http://u:s3cret@127.0.0.1:${closing}`, toTls), (error) => {
    assert.ok(isSluiceError(error, 'proxy-handshake') && !error.message.includes('s3cret'))
    return true
  })
})

test('SOCKS: 4a and 5h give the name to the proxy, 4 and 5 an address that we looked up', async () => {
  const port = await listening(createServer(socksProxy))
  const high = String.fromCharCode(plainOrigin >> 8, plainOrigin & 255)
  const requests = {
    socks4: `\x04\x01${high}\x7f\0\0\x01\0`,
    socks4a: `\x04\x01${high}\0\0\0\x01\0origin.test\0`,
    socks5: `\x05\x01\0\x01\x7f\0\0\x01${high}`,
    socks5h: `\x05\x01\0\x03\x0borigin.test${high}`,
  }
  for (const [protocol, request] of Object.entries(requests)) {
    assert.equal(await says(await through(`${protocol}://127.0.0.1:${port}`, {}), 'hello'), 'HELLO', protocol)
    assert.ok(asked.endsWith(request), protocol)
  }
})

test('SOCKS with user and password, with TLS in it, and with reads as large as asked for', async () => {
  const port = await listening(createServer(socksProxy))
  assert.equal(await says(await through(`socks5h://u:p@127.0.0.1:${port}`, toTls), 'hello'), 'HELLO')
  const stream = await through(`socks5://u:p@127.0.0.1:${port}`, { recvSize: 4 })
  await stream.send(Buffer.from('hello'))
  assert.equal(Buffer.from((await stream.recv())!).toString(), 'HELL')
  assert.equal(Buffer.from((await stream.recv())!).toString(), 'O')
  stream.close()
  await assert.rejects(through(`socks5://u:s3cret@127.0.0.1:${port}`, {}), (error) => {
    assert.ok(isSluiceError(error, 'proxy-handshake') && !inspect(error, { depth: 9 }).includes('s3cret'))
    return true
  })
})

test('a SOCKS proxy that refuses, closes or talks of something else has failed its handshake', async () => {
  for (const say of ['\x05\xff', '\0\x5b\0\0\0\0\0\0', 'HTTP/1.1 400 Bad Request\r\n\r\n'])
    for (const protocol of ['socks4a', 'socks5h']) {
      const server = createServer((socket) =>
        socket.on('error', () => {}).once('data', () => socket.end(Buffer.from(say, 'latin1'))),
      )
      const port = await listening(server)
      await assert.rejects(through(`${protocol}://127.0.0.1:${port}`, {}), (error) =>
        isSluiceError(error, 'proxy-handshake'),
      )
    }
})

test('a proxy without an address, or that nobody listens as, is told apart from the origin', async () => {
  await assert.rejects(through('http://proxy.invalid:1', toTls), (error) => isSluiceError(error, 'proxy-not-resolved'))
  const port = await listening(createServer())
  servers.pop()!.close()
  await assert.rejects(through(`http://127.0.0.1:${port}`, toTls), (error) => isSluiceError(error, 'connect-failed'))
})

test('the connection that was made is told with the proxy it goes through, without credentials', async () => {
  const port = await listening(createServer(established))
  const happenings: Happening[] = []
  const stream = await through(`http://u:p@127.0.0.1:${port}`, toTls, (it) => happenings.push(it))
  stream.close()
  assert.deepEqual(
    happenings.map((it) => it.type),
    ['resolve', 'connect', 'tls'],
  )
  assert.ok(happenings.some((it) => it.type === 'connect' && it.proxy === `http://127.0.0.1:${port}`))
})

test('giving up closes the connection to a proxy that does not answer', async () => {
  const closed = new Promise<void>((resolve) => {
    const silent = createServer((socket) =>
      socket
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    )
    void listening(silent).then(async (port) => {
      const signal = AbortSignal.timeout(50)
      const route = { host: 'origin.test', recvSize: 5120, ...toTls }
      await assert.rejects(connectThrough(parseProxy(`http://127.0.0.1:${port}`), route, () => {}, signal))
    })
  })
  await closed
})
