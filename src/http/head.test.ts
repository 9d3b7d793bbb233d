import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHeader, parseStatusLine } from './head.ts'

const fields = (...lines: string[]) => parseHeader(lines).fields

test('a status line is a version, a status and a reason', () => {
  assert.deepEqual(parseStatusLine('HTTP/1.1 404 Not Found'), { version: '1.1', status: 404, reason: 'Not Found' })
  assert.deepEqual(parseStatusLine('HTTP/1.0 200 OK'), { version: '1.0', status: 200, reason: 'OK' })
})

test('the reason may be missing, and its space too', () => {
  assert.deepEqual(parseStatusLine('HTTP/1.1 200 '), { version: '1.1', status: 200, reason: '' })
  assert.deepEqual(parseStatusLine('HTTP/1.1 200'), { version: '1.1', status: 200, reason: '' })
})

test('a reason keeps its bytes, but a bare CR is a space', () => {
  assert.equal(parseStatusLine("HTTP/1.1 200  D'acc\xf4rd\t").reason, "D'acc\xf4rd")
  assert.equal(parseStatusLine('HTTP/1.1 200 O\rK').reason, 'O K')
})

test('what is not a status line is shown, and not as it would act on a terminal', () => {
  assert.throws(() => parseStatusLine('HTTP/1.1 2x0 OK'), { message: /the status line is "HTTP\/1.1 2x0 OK"/ })
  assert.throws(() => parseStatusLine('HTTP/1.1 \x1b]0;\x07\x9b2J\x7f'), {
    message: /"HTTP\/1.1 \\u001b\]0;\\u0007\\u009b2J\\u007f"/,
  })
})

test('a field is a name and a value without the white space around it', () => {
  assert.deepEqual(fields('A: b', 'C:d', 'E: \t f g \t', 'H:'), [
    ['A', 'b'],
    ['C', 'd'],
    ['E', 'f g'],
    ['H', ''],
  ])
})

test('a value may hold colons and any byte but NUL; a bare CR is a space', () => {
  assert.deepEqual(fields('A: b:c: \xa0\x80\xff\x01', 'B: c\rd\r'), [
    ['A', 'b:c: \xa0\x80\xff\x01'],
    ['B', 'c d'],
  ])
  assert.throws(() => fields('A: b\0c'), { code: 'not-http', message: /NUL byte: " b\\u0000c"/ })
})

test('white space before the colon is not part of the name', () => {
  assert.deepEqual(fields('A \t: b'), [['A', 'b']])
})

test('a folded line continues its field with one space', () => {
  assert.deepEqual(fields('A: b', '   c ', '\t d', 'E: f'), [
    ['A', 'b c d'],
    ['E', 'f'],
  ])
  assert.deepEqual(fields('A:', ' b'), [['A', 'b']])
})

test('a folded line that continues nothing is passed over', () => {
  assert.deepEqual(fields(' A: b', 'C: d'), [['C', 'd']])
})

test('a line is refused that has no colon, or a name that is no token', () => {
  for (const line of ['A b', '', ': b', 'A B: c', 'A\xa0: b', '\rA: b', 'A\0: b', 'A(: b', '"A": b'])
    assert.throws(() => fields(line), { code: 'not-http' }, JSON.stringify(line))
})
