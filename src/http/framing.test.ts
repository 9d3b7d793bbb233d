import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codingsUnderFraming, responseFraming } from './framing.ts'
import { Header } from './header.ts'
import type { Field } from './types.ts'

const framing = (fields: Field[], { method = 'GET', status = 200 } = {}) =>
  responseFraming(method, status, new Header(fields))
const te = (value: string): Field => ['Transfer-Encoding', value]
const cl = (value: string): Field => ['Content-Length', value]

test('1. no body follows HEAD, 1xx, 204 and 304, whatever the header says', () => {
  for (const fields of [[cl('8')], [te('chunked')], [cl('8'), te('chunked')], [cl('x')], []]) {
    assert.deepEqual(framing(fields, { method: 'HEAD' }), { type: 'none' })
    for (const status of [100, 103, 199, 204, 304]) assert.deepEqual(framing(fields, { status }), { type: 'none' })
  }
})

test('2. no body follows a CONNECT that opened a tunnel, but one that was refused has one', () => {
  assert.deepEqual(framing([cl('8')], { method: 'CONNECT' }), { type: 'none' })
  assert.deepEqual(framing([cl('8')], { method: 'CONNECT', status: 407 }), { type: 'length', length: 8 })
})

test('3. a length beside a transfer coding is refused', () => {
  assert.throws(() => framing([cl('8'), te('chunked')]), { message: /both Content-Length and Transfer-Encoding/ })
  assert.throws(() => framing([te('gzip'), cl('8')]), { code: 'not-http' })
})

test('4. chunked ends itself, in any case and after other codings', () => {
  for (const value of ['chunked', 'CHUNKED', 'gzip, chunked', 'identity,chunked', ' , chunked,'])
    assert.deepEqual(framing([te(value)]), { type: 'chunked' }, value)
  assert.deepEqual(framing([te('gzip'), te('chunked')]), { type: 'chunked' })
})

test('4. chunked that is not last, or there twice, is refused', () => {
  for (const fields of [[te('chunked, gzip')], [te('chunked, chunked')], [te('chunked'), te('chunked')]])
    assert.throws(() => framing(fields), { code: 'not-http', message: /chunked is not the last/ })
})

test('4. another coding lasts until the server closes', () => {
  for (const value of ['gzip', 'xchunked', 'chunked;q=1', 'chunked\xa0'])
    assert.deepEqual(framing([te(value)]), { type: 'close' }, value)
})

test('5. a length that is not one number is refused', () => {
  const invalid = ['', 'x', '-8', '+8', '8.0', '8e0', '0x8', '8 8', '8_0', '8\xa0', '8,', '8, 4', '9007199254740992']
  for (const value of invalid) assert.throws(() => framing([cl(value)]), { code: 'not-http' }, value)
  assert.throws(() => framing([cl('8'), cl('4')]), { message: /different lengths: "8, 4"/ })
})

test('5. equal lengths are one', () => {
  for (const fields of [[cl('8, 8')], [cl('8'), cl('8')], [cl('8,\t08 , 008')]])
    assert.deepEqual(framing(fields), { type: 'length', length: 8 })
})

test('6. a length is the end', () => {
  assert.deepEqual(framing([cl('0')]), { type: 'length', length: 0 })
  assert.deepEqual(framing([cl('9007199254740991')]), { type: 'length', length: Number.MAX_SAFE_INTEGER })
  assert.deepEqual(framing([te('identity'), cl('8')]), { type: 'length', length: 8 })
})

test('8. with neither, the close is the end', () => {
  assert.deepEqual(framing([]), { type: 'close' })
  assert.deepEqual(framing([te('')]), { type: 'close' })
})

test('the codings that framing leaves on are told in the order applied', () => {
  const under = (value: string) => codingsUnderFraming(new Header([te(value)]))
  assert.deepEqual(under('chunked'), [])
  assert.deepEqual(under('identity, GZIP, br, chunked'), ['gzip', 'br'])
  assert.deepEqual(under('gzip'), ['gzip'])
  assert.deepEqual(codingsUnderFraming(new Header([])), [])
})
