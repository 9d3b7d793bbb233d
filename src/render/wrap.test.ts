import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrapLines } from './wrap.ts'

test('long lines are broken between words, and go on where they are seen to', () => {
  const text = 'one two three\n  hint: four five\nhttp://a.very.long/word stays\n\n'
  assert.equal(wrapLines(text, 12), 'one two\nthree\n  hint:\n    four\n    five\nhttp://a.very.long/word\nstays\n\n')
  assert.equal(wrapLines(text, 80), text)
})
