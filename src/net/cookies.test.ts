import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { isSluiceError } from '../errors.ts'
import { Header } from '../http/header.ts'
import { cookieJar, isLiteralCookie, writeCookieFile } from './cookies.ts'
import type { Cookies } from './cookies.ts'

const directory = mkdtempSync(join(tmpdir(), 'sluice-'))
after(() => rmSync(directory, { recursive: true }))

async function jarWith(text: string): Promise<Cookies> {
  const cookies = await cookieJar()
  cookies.addNetscape(text)
  return cookies
}

function set(cookies: Cookies, url: string, ...values: string[]): void {
  cookies.take(new URL(url), new Header(values.map((value) => ['Set-Cookie', value])))
}

const sent = (cookies: Cookies, url: string) => cookies.for(new URL(url))
const lines = (cookies: Cookies) => cookies.toNetscape().split('\n').slice(3, -1)

test('what a server set goes back to it, to the paths and hosts it said, and to no other', async () => {
  const cookies = await cookieJar()
  set(cookies, 'http://a.test/dir/x', 'h=1', 'd=2; Domain=a.test; Path=/', 'p=3; Path=/dir')
  set(cookies, 'https://a.test/', 's=4; Secure')
  set(cookies, 'http://a.test/', 'not=5; Secure')
  assert.equal(sent(cookies, 'http://a.test/dir/y'), 'h=1; p=3; d=2')
  assert.equal(sent(cookies, 'http://a.test/'), 'd=2')
  assert.equal(sent(cookies, 'http://www.a.test/dir/'), 'd=2')
  assert.equal(sent(cookies, 'https://a.test/'), 'd=2; s=4')
  for (const url of ['http://b.test/dir/', 'http://aa.test/', 'http://test/'])
    assert.equal(sent(cookies, url), undefined)
})

test('no cookie for another host or a public suffix', async () => {
  const cookies = await cookieJar()
  set(cookies, 'http://evil.co.uk/', 'a=1; Domain=co.uk', 'b=2; Domain=other.co.uk', 'c=3; Domain=uk')
  assert.deepEqual(lines(cookies), [])
})

test('expired ones are gone, and a later one replaces an earlier', async () => {
  const cookies = await cookieJar()
  set(cookies, 'http://a.test/', 'a=1', 'b=2; Max-Age=1000', 'a=3')
  set(cookies, 'http://a.test/', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'c=4; Max-Age=0')
  assert.equal(sent(cookies, 'http://a.test/'), 'a=3')
  assert.equal(lines(cookies).length, 1)
})

test('a Netscape file is read: HttpOnly lines, sessions, hosts with and without those below', async () => {
  const cookies = await jarWith(
    [
      '# Netscape HTTP Cookie File',
      '',
      '.a.test\tTRUE\t/\tFALSE\t0\twide\t1',
      'a.test\tFALSE\t/\tFALSE\t4102444800\thost\t2',
      '#HttpOnly_a.test\tFALSE\t/x\tFALSE\t0\thttp\t3\r',
      'a.test\tFALSE\t/\tTRUE\t0\tsecure\t4',
      'a.test\tFALSE\t/\tFALSE\t1\told\t5',
      'a.test\tFALSE\t/\tFALSE\t0\tempty',
      '127.0.0.1\tTRUE\t/\tFALSE\t0\tip\t6',
      '#a.test\tFALSE\t/\tFALSE\t0\tcomment\t7',
      'a.test FALSE / FALSE 0 spaces 8',
      '.com\tTRUE\t/\tFALSE\t0\tsuffix\t9',
    ].join('\n'),
  )
  assert.equal(sent(cookies, 'http://a.test/x'), 'http=3; wide=1; host=2; empty=')
  assert.equal(sent(cookies, 'https://a.test/'), 'wide=1; host=2; secure=4; empty=')
  assert.equal(sent(cookies, 'http://b.a.test/'), 'wide=1')
  assert.equal(sent(cookies, 'http://127.0.0.1/'), 'ip=6')
  assert.equal(sent(cookies, 'http://b.com/'), undefined)
})

test('what is written is read back the same', async () => {
  const cookies = await cookieJar()
  set(cookies, 'https://a.test/d/', 'h=1; HttpOnly', 'd=a=b; Domain=a.test; Path=/; Secure; Max-Age=1000', 'e=')
  const text = cookies.toNetscape()
  assert.match(text, /^# Netscape HTTP Cookie File\n/)
  assert.match(text, /^#HttpOnly_a\.test\tFALSE\t\/d\tFALSE\t0\th\t1$/m)
  assert.match(text, /^\.a\.test\tTRUE\t\/\tTRUE\t\d+\td\ta=b$/m)
  assert.equal((await jarWith(text)).toNetscape(), text)
})

test('a cookie cannot write a line of its own into the file', async () => {
  const cookies = await cookieJar()
  set(cookies, 'http://a.test/', 'a=1\tx', 'b=2\nb.test\tFALSE\t/\tFALSE\t0\tc\t3', 'd=4; Path=/\tx\ty', 'e\t=5')
  const again = await jarWith(cookies.toNetscape())
  assert.equal(sent(again, 'http://b.test/'), undefined)
  for (const line of lines(cookies)) assert.equal(line.split('\t').length, 7)
})

test('hosts with one name have cookies too, but for three that tough-cookie has none for', async () => {
  const cookies = await cookieJar()
  const hosts = ['localhost', 'intranet', '127.0.0.1', '[::1]', 'test', 'local', 'example']
  for (const host of hosts) set(cookies, `http://${host}/`, 'a=1')
  assert.deepEqual(
    hosts.filter((host) => sent(cookies, `http://${host}/`) === 'a=1'),
    hosts.slice(0, 4),
  )
})

test('bytes past ASCII are the characters they were', async () => {
  const cookies = await cookieJar()
  set(cookies, 'http://a.test/', 'a=\xc3\xbc')
  assert.equal(sent(cookies, 'http://a.test/'), 'a=ü')
})

test('-b is a cookie if it has a =, else a file; a file that is not there is empty', async () => {
  assert.equal(isLiteralCookie('a=b'), true)
  assert.equal(isLiteralCookie('jar.txt'), false)
  const path = join(directory, 'jar.txt')
  assert.equal(sent(await cookieJar(['', path]), 'http://a.test/'), undefined)
  writeFileSync(path, 'a.test\tFALSE\t/\tFALSE\t0\ta\tb\n')
  assert.equal(sent(await cookieJar([path]), 'http://a.test/'), 'a=b')
  await assert.rejects(cookieJar([directory]), (error) => isSluiceError(error, 'list-unreadable'))
})

test("the file is its owner's only, replaced as a whole, and nothing is left behind", () => {
  const inside = join(directory, 'out')
  mkdirSync(inside)
  const path = join(inside, 'jar')
  for (const text of ['one', 'two']) {
    writeCookieFile(path, text)
    assert.equal(readFileSync(path, 'utf8'), text)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  }
  assert.deepEqual(readdirSync(inside), ['jar'])
  for (const nowhere of [join(inside, 'none', 'jar'), join(path, 'jar')])
    assert.throws(
      () => writeCookieFile(nowhere, 'x'),
      (error) => isSluiceError(error, 'write-failed') && error.exit === 23,
    )
})

test('any Set-Cookie and any file are taken or passed over', async () => {
  const cookies = await cookieJar()
  const hostile = fc.string({ unit: fc.constantFrom(...'a=; \t\nDomainPathExpires.test/-:,0TRUE\0\xff'.split('')) })
  fc.assert(
    fc.property(hostile, hostile, (value, text) => {
      set(cookies, 'http://a.test/', value)
      cookies.addNetscape(text)
      cookies.addNetscape(`a.test\tTRUE\t${text}`)
      sent(cookies, 'http://a.test/')
      assert.ok(lines(cookies).every((line) => line.split('\t').length === 7))
    }),
    { numRuns: 500, seed: 1 },
  )
})
