import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safe, safeJson } from './safe.ts'

test('escape sequences are shown, not sent to the terminal', () => {
  assert.equal(safe('\x1b[31mred\x1b[0m \x9b2J \x07'), '\\x1b[31mred\\x1b[0m \\x9b2J \\x07')
})

test('marks that turn the direction of writing are shown', () => {
  assert.equal(safe('photo\u202egnp.exe'), 'photo\\u202egnp.exe')
})

test('JSON stays what it is, and steers nothing either', () => {
  const value = { a: 'red \x9b31m \x7f photo\u202egnp.exe\n', b: ['日本', 1] }
  for (const space of [0, 2]) {
    const text = safeJson(value, space)
    assert.deepEqual(JSON.parse(text), value)
    assert.doesNotMatch(text, /[\x7f-\x9f\u202e]/)
  }
})

test('text, line ends and tabs stay as they are', () => {
  const text = 'naïve\ttext\r\nüber 日本 🌊'
  assert.equal(safe(text), text)
})
