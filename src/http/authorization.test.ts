import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicAuthorization, credentialsIn } from './authorization.ts'

test('Basic is base64 of user:password in UTF-8', () => {
  // RFC 7617 sections 2 and 2.1.
  assert.equal(basicAuthorization('Aladdin', 'open sesame'), 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')
  assert.equal(basicAuthorization('test', '123£'), 'Basic dGVzdDoxMjPCow==')
  assert.equal(basicAuthorization('', ''), 'Basic Og==')
})

test('the userinfo of a URL is credentials, its escapes undone', () => {
  const credentials = (url: string) => credentialsIn(new URL(url))
  assert.deepEqual(credentials('http://us%3Aer:p%40ss;w%C3%BC@h/x'), { user: 'us:er', password: 'p@ss;wü' })
  assert.deepEqual(credentials('http://:p@h/'), { user: '', password: 'p' })
  assert.deepEqual(credentials('http://tok@h/'), { user: 'tok', password: '' })
  assert.equal(credentials('http://h/@'), undefined)
})

test('userinfo with broken escapes stands as it is written', () => {
  assert.deepEqual(credentialsIn(new URL('http://a%zz:%ff@h/')), { user: 'a%zz', password: '%ff' })
})

test('no credentials can break out of their line', () => {
  assert.match(basicAuthorization('a\r\nX: y', '\0'), /^Basic [A-Za-z0-9+/=]+$/)
})
