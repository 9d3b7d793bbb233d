import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Header } from './header.ts'

const header = new Header([
  ['Set-Cookie', 'a=1'],
  ['Vary', 'Accept, ,Cookie'],
  ['set-cookie', 'b=2'],
  ['vary', '\xa0 ,'],
])

test('lines are found by name without case, in the order received', () => {
  assert.deepEqual(header.all('SET-COOKIE'), ['a=1', 'b=2'])
  assert.equal(header.get('set-Cookie'), 'a=1')
  assert.equal(header.get('Server'), undefined)
  assert.deepEqual([header.has('VARY'), header.has('Server')], [true, false])
})

test('a list has the members of all its lines, and no empty ones', () => {
  assert.deepEqual(header.list('Vary'), ['Accept', 'Cookie', '\xa0'])
  assert.deepEqual(header.list('Server'), [])
})

test('a header without a name keeps the others and leaves this one as it is', () => {
  assert.deepEqual(header.without('VARY').all('Set-Cookie'), ['a=1', 'b=2'])
  assert.equal(header.without('VARY').has('Vary'), false)
  assert.equal(header.has('Vary'), true)
})
