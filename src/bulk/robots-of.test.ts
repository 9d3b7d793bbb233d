import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Names } from './names.ts'
import { robotsOf } from './robots-of.ts'

test('a name that nobody knows is not waited for and asked for again', { timeout: 10_000 }, async (t) => {
  // No time passes: a second try would never come.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const ask = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
  const found = await robotsOf('http://nobody.example', { names: new Names({ ask }), requestText: () => '' })
  assert.equal(found.failure?.code, 'host-not-resolved')
  assert.equal(found.allows('/'), false)
})
