import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cases } from './cases.ts'
import { accountOf } from './deliveries.ts'

for (const { name, reply, options, becomes } of cases) {
  test(`a reply with ${name} ${'content' in becomes ? 'is kept' : `is refused: ${becomes.error}`}`, () => {
    const { content, error } = accountOf(reply, options)
    assert.deepEqual(error === undefined ? { content } : { error }, becomes)
  })
}
