import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generatedByte } from './content.ts'

test('each seed has content of its own', () => {
  const beginnings = Array.from({ length: 20 }, (_, seed) =>
    Array.from({ length: 16 }, (__, i) => generatedByte(i, seed)).join(),
  )
  assert.equal(new Set(beginnings).size, beginnings.length)
})
