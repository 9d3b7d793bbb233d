import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { netrcLogin, readNetrc } from './netrc.ts'

const file = `# mine
machine a.test login ann password pa#1   # the old one
machine B.test
  login bob
  account x
  password "b o\\"b\\\\\\t1"
macdef init
  machine c.test login evil password evil

machine c.test login carl password macdef
machine c.test login carol password c2
machine empty.test
default login anonymous password me@a.test
`

test('each machine has its login, on one line or on several, names without case', () => {
  assert.deepEqual(netrcLogin(file, 'a.test'), { user: 'ann', password: 'pa#1' })
  assert.deepEqual(netrcLogin(file, 'b.TEST'), { user: 'bob', password: 'b o"b\\\t1' })
})

test('what a macdef holds, up to an empty line, is no login', () => {
  assert.deepEqual(netrcLogin(file, 'c.test'), { user: 'carl', password: 'macdef' })
})

test("only the wanted user's password is taken", () => {
  assert.deepEqual(netrcLogin(file, 'c.test', 'carol'), { user: 'carol', password: 'c2' })
  assert.equal(netrcLogin(file, 'a.test', 'bob'), undefined)
  assert.deepEqual(netrcLogin('machine h password p', 'h', 'u'), { user: 'u', password: 'p' })
})

test('default is for all other hosts, and for those with nothing of their own', () => {
  assert.deepEqual(netrcLogin(file, 'd.test'), { user: 'anonymous', password: 'me@a.test' })
  assert.deepEqual(netrcLogin(file, 'empty.test'), { user: 'anonymous', password: 'me@a.test' })
  assert.equal(netrcLogin('machine a login b password c', 'd'), undefined)
})

test('a host is not found in the name of another', () => {
  for (const host of ['test', 'xa.test', 'a.test.evil', 'a.tes', ''])
    assert.equal(netrcLogin('machine a.test login u password p', host), undefined)
})

test('CRLF, keywords in capitals, words that mean nothing and an open end are read through', () => {
  assert.deepEqual(netrcLogin('MACHINE h\r\nLogin u\r\nPassword p\r\n', 'h'), { user: 'u', password: 'p' })
  assert.deepEqual(netrcLogin('login x machine h port 80 login u password "p q', 'h'), { user: 'u', password: 'p q' })
  assert.equal(netrcLogin('machine', 'h'), undefined)
  assert.equal(netrcLogin('machine h login', 'h'), undefined)
})

test('the file is the one given, else that of NETRC; one that was named has to be there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-'))
  try {
    const path = join(directory, 'netrc')
    writeFileSync(path, 'machine h login u password p')
    assert.equal(readNetrc(path, {}), 'machine h login u password p')
    assert.equal(readNetrc(undefined, { NETRC: path }), 'machine h login u password p')
    for (const read of [() => readNetrc(`${path}x`, {}), () => readNetrc(undefined, { NETRC: `${path}x` })])
      assert.throws(read, (error) => isSluiceError(error, 'list-unreadable') && error.message.includes('netrcx'))
  } finally {
    rmSync(directory, { recursive: true })
  }
})
