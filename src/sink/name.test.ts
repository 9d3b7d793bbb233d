import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { maxNameBytes, nameFromServer, nameFromUrl } from './name.ts'

const fromUrl = (url: string, platform = 'linux') => nameFromUrl(new URL(url, 'http://h/'), platform)
const fromServer = (filename: string, platform = 'linux') => nameFromServer(filename, platform)

test('dots alone, as --path-as-is leaves them, are no name', () => {
  for (const path of ['/a/..', '/a/.', '/a/%2e%2e'])
    assert.equal(nameFromUrl(Object.defineProperty(new URL('http://h'), 'pathname', { value: path })), 'index.html')
})

test("a URL names its file by its path's last segment, without query and fragment", () => {
  assert.equal(fromUrl('/dir/cover3.jpg?x=/y.png#/z'), 'cover3.jpg')
  assert.equal(fromUrl('/a;b.txt'), 'a;b.txt')
  assert.equal(fromUrl('/-rf'), '-rf')
  assert.equal(fromUrl('/.bashrc'), '.bashrc')
})

test('a URL without a name names index.html', () => {
  for (const url of ['/', '/dir/', '', '/a/..', '/a/.', '/%2e%2e', 'http://h?x'])
    assert.equal(fromUrl(url), 'index.html')
})

test('escapes in a URL are undone where the character may stand in a name', () => {
  assert.equal(fromUrl('/a%20b%25.txt'), 'a b%.txt')
  assert.equal(fromUrl('/ü.txt'), 'ü.txt')
  assert.equal(fromUrl('/%E2%82%AC.txt'), '€.txt')
  assert.equal(fromUrl('/%FF%FE.txt'), '%FF%FE.txt')
  assert.equal(fromUrl('/a%zz'), 'a%zz')
  assert.equal(fromUrl('/x%20'), 'x%20')
})

test('path traversal in URLs: ../../x, %2F, %5C, ..\\ make one component', () => {
  assert.equal(fromUrl('/../../x'), 'x')
  assert.equal(fromUrl('/x/..%2f..%2fevil.bin'), '..%2F..%2Fevil.bin')
  assert.equal(fromUrl('/..%5C..%5Cevil.txt'), '..%5C..%5Cevil.txt')
  assert.equal(fromUrl('/..\\..\\evil.txt'), 'evil.txt')
  assert.equal(fromUrl('/%252e%252e%252fx'), '%2e%2e%2fx')
})

test('path traversal in Content-Disposition: relative, absolute, backslashes, drive letters', () => {
  for (const filename of ['../../x', '/etc/x', '..\\..\\x', 'C:\\dir\\x', '\\\\host\\share\\x', 'a/b/x', './x'])
    assert.equal(fromServer(filename), 'x', filename)
})

test('a server that names nothing names nothing', () => {
  for (const filename of ['', '/', '.', '..', '../..', '...', ' ', 'a/', 'a\\', '. .', ' . '])
    assert.equal(fromServer(filename), undefined, filename)
})

test('dotfiles: a leading dot from a server becomes _', () => {
  assert.equal(fromServer('.bashrc'), '_bashrc')
  assert.equal(fromServer('../../.ssh'), '_ssh')
  assert.equal(fromServer(' .profile'), '_profile')
  assert.equal(fromServer('..x'), '_.x')
})

test('a server cannot write what a later retrieval would go on from', () => {
  assert.equal(fromServer('cover3.jpg.part'), 'cover3.jpg.part_')
  assert.equal(fromServer('cover3.jpg.PART.json'), 'cover3.jpg.PART.json_')
  assert.equal(fromServer('party.json'), 'party.json')
})

test('control bytes and ESC, DEL, C1 and bidi overrides become _', () => {
  assert.equal(fromServer('a\x07b\x1b[31m\x7f\x9bc'), 'a_b_[31m__c')
  assert.equal(fromServer('a\0b'), 'a_b')
  assert.equal(fromServer('photo\u202egpj.exe'), 'photo_gpj.exe')
  assert.equal(fromServer('a\u2028b\ud800c'), 'a_b_c')
  assert.equal(fromUrl('/a%1B%5B31m%00b'), 'a%1B[31m%00b')
  assert.equal(fromUrl('/photo%E2%80%AEgpj.exe'), 'photo%E2%80%AEgpj.exe')
})

test('Windows devices get _ before them: from a server everywhere, from a URL on Windows', () => {
  for (const device of ['CON', 'nul', 'com1', 'LPT9.txt', 'aux.tar.gz', 'Prn ', 'con .txt', 'COM¹', 'CONIN$'])
    assert.equal(fromServer(device), `_${device.trim()}`)
  for (const name of ['console', 'com', 'nullable.txt', 'com10', 'acon']) assert.equal(fromServer(name), name)
  assert.equal(fromUrl('/con.txt', 'win32'), '_con.txt')
  assert.equal(fromUrl('/con.txt'), 'con.txt')
})

test('trailing dot or space is taken off: from a server everywhere, from a URL on Windows', () => {
  assert.equal(fromServer('x.bin. .'), 'x.bin')
  assert.equal(fromUrl('/x.', 'win32'), 'x')
  assert.equal(fromUrl('/x.'), 'x.')
})

test('on Windows what it does not allow in a name becomes _', () => {
  assert.equal(fromServer('a<b>:"|?*.txt', 'win32'), 'a_b______.txt')
  assert.equal(fromUrl('/a:b.txt', 'win32'), 'a_b.txt')
  assert.equal(fromServer('c:x.txt', 'win32'), 'c_x.txt')
  assert.equal(fromServer('c:x.txt'), 'c:x.txt')
})

test('> 255 bytes: shortened before the extension, between characters, with room for what stands behind it', () => {
  const long = fromServer(`${'ü'.repeat(300)}.tar.gz`)!
  assert.ok(Buffer.byteLength(long) <= maxNameBytes && long.endsWith('ü.tar.gz') && !long.includes('\ufffd'))
  assert.equal(fromUrl(`/${'n'.repeat(300)}`), 'n'.repeat(maxNameBytes))
  assert.equal(fromUrl(`/${'n'.repeat(maxNameBytes)}`), 'n'.repeat(maxNameBytes))
  assert.ok(Buffer.byteLength(fromUrl(`/a.${'n'.repeat(300)}`)) <= maxNameBytes)
})

test('any name from anybody is one visible component of a path', () => {
  const hostile = fc.constantFrom(...'./\\:~%\0\x1b \x7f\u202eCONx€😀\ud800'.split(''), '%2f', '%5c', '..', '%00')
  fc.assert(
    fc.property(fc.string({ unit: hostile, maxLength: 400 }), (text) => {
      for (const platform of ['linux', 'win32']) {
        const name = fromServer(text, platform)
        if (name !== undefined) assertSafe(name)
        assertSafe(fromUrl(`/x/${text.toWellFormed()}`, platform))
      }
    }),
    { numRuns: 2000, seed: 1 },
  )
})

function assertSafe(name: string): void {
  assert.ok(name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= maxNameBytes)
  assert.doesNotMatch(name, /[/\\\p{Cc}\p{Cs}\u202e]/u)
}
