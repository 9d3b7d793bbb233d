import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactFields, redactHead, redactTyped, redactUrl, withoutUserinfo } from './redact.ts'

test('hides what Authorization and Proxy-Authorization carry, not their scheme', () => {
  assert.equal(
    redactHead('GET / HTTP/1.1\r\nauthorization: Basic dTpw\r\nProxy-Authorization:Bearer t.o.k\r\n\r\n'),
    'GET / HTTP/1.1\r\nauthorization: Basic [redacted]\r\nProxy-Authorization:Bearer [redacted]\r\n\r\n',
  )
  assert.equal(redactHead('GET / HTTP/1.1\r\nAuthorization: s3cret'), 'GET / HTTP/1.1\r\nAuthorization: [redacted]')
})

test("hides cookies' values and leaves their names and attributes", () => {
  assert.deepEqual(
    redactFields([
      ['Cookie', 'a=1; b=x=y; lone'],
      ['Set-Cookie', 'sid=s3cret; Path=/; HttpOnly'],
      ['Set-Cookie', 's3cret; Path=/'],
      ['Accept', '*/*'],
    ]),
    [
      ['Cookie', 'a=[redacted]; b=[redacted];[redacted]'],
      ['Set-Cookie', 'sid=[redacted]; Path=/; HttpOnly'],
      ['Set-Cookie', '[redacted]; Path=/'],
      ['Accept', '*/*'],
    ],
  )
})

test('a request line and a status line are no fields, whatever stands before their colon', () => {
  for (const line of ['GET /login?token=a&at=10:30 HTTP/1.1\r\nA: b', 'HTTP/1.1 200 the token: OK'])
    assert.equal(redactHead(line), line)
  assert.equal(redactHead('Set-Cookie : sid=s3cret'), 'Set-Cookie : sid=[redacted]')
})

test('hides fields that are named after a secret', () => {
  for (const name of ['X-Api-Key', 'x-auth-token', 'X-Amz-Security-Token', 'X-Client-Secret'])
    assert.deepEqual(redactFields([[name, 'v']]), [[name, '[redacted]']])
})

test('hides userinfo of URLs in start lines and fields, whether it has a password or not', () => {
  const head = 'GET http://u:p@h/x HTTP/1.1\r\nReferer: https://tok@h/?q=a@b\r\nLocation: //u:p@ss@h/\r\n'
  assert.equal(
    redactHead(head),
    'GET http://[redacted]@h/x HTTP/1.1\r\nReferer: https://[redacted]@h/?q=a@b\r\nLocation: //[redacted]@h/\r\n',
  )
  assert.equal(redactUrl('http://h/a@b//c@d'), 'http://h/a@b//[redacted]@d')
  assert.equal(withoutUserinfo('http://u:p@h/x and ftp://t@i/'), 'http://h/x and ftp://i/')
})

test('hides userinfo of a URL as it was typed', () => {
  for (const before of ['', '//', 'http://', 'HTTP:/', 'http:\\\\', 'ftp:///', ' http://'])
    assert.equal(redactTyped(`${before}u:p w@h:99/a@b`), `${before}[redacted]@h:99/a@b`)
  assert.equal(redactTyped('http:u:p@h'), '[redacted]@h')
  for (const plain of ['h/a@b', 'http://h/a@b', 'h?a@b', '']) assert.equal(redactTyped(plain), plain)
})

test('a secret that is folded onto the next line is hidden there too', () => {
  assert.equal(
    redactHead('HTTP/1.1 200 OK\r\nSet-Cookie: a=\r\n s3cret\r\n\tmore\r\nServer: x\r\n y'),
    'HTTP/1.1 200 OK\r\nSet-Cookie: a=[redacted]\r\n [redacted]\r\n [redacted]\r\nServer: x\r\n y',
  )
})

test('a head without secrets stays byte for byte, whatever its line ends', () => {
  for (const head of ['HTTP/1.1 200 OK\nA: b\nno colon\n\n', 'HTTP/1.1 200 OK\r\nA:b\r\nC:   d', '', '\r\n', ':\r\n'])
    assert.equal(redactHead(head), head)
})
