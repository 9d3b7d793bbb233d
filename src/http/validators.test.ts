import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Header } from './header.ts'
import { compareVersions, ifRange, validatorsOf } from './validators.ts'

const noon = 'Wed, 11 Apr 2018 12:00:00 GMT'
const secondAfter = 'Wed, 11 Apr 2018 12:00:01 GMT'

test('validators are what the header has, and nothing else', () => {
  const header = new Header([
    ['etag', '"a"'],
    ['Date', noon],
    ['Last-Modified', ''],
  ])
  assert.deepEqual(validatorsOf(header), { etag: '"a"', date: noon })
})

test('resume onto a file that changed on the server: If-Range has a strong ETag, else Last-Modified, never a weak ETag', () => {
  assert.equal(ifRange({ etag: '"a"', lastModified: noon, date: secondAfter }), '"a"')
  assert.equal(ifRange({ etag: 'W/"a"', lastModified: noon, date: secondAfter }), noon)
  assert.equal(ifRange({ etag: 'W/"a"' }), undefined)
  assert.equal(ifRange({}), undefined)
})

test('what only looks like a strong ETag is not one', () => {
  for (const etag of ['a', '"a', 'w/"a"', '"a"b"', '"a b"', '"\x01"', "'a'"]) assert.equal(ifRange({ etag }), undefined)
  assert.equal(ifRange({ etag: '""' }), '""')
})

test('Last-Modified is strong only if its second was over when the server said it', () => {
  assert.equal(ifRange({ lastModified: noon, date: secondAfter }), noon)
  assert.equal(ifRange({ lastModified: noon, date: noon }), undefined)
  assert.equal(ifRange({ lastModified: secondAfter, date: noon }), undefined)
  assert.equal(ifRange({ lastModified: noon }), undefined)
  assert.equal(ifRange({ lastModified: '2018-04-11', date: noon }), undefined)
})

test('two versions: ETags decide where both are strong, then dates', () => {
  const dated = { lastModified: noon, date: secondAfter }
  assert.equal(compareVersions({ etag: '"a"' }, { etag: '"a"' }), 'same')
  assert.equal(compareVersions({ etag: '"a"', ...dated }, { etag: '"b"', ...dated }), 'changed')
  assert.equal(compareVersions({ etag: '"a"', ...dated }, dated), 'same')
  assert.equal(compareVersions(dated, { lastModified: secondAfter }), 'changed')
  assert.equal(compareVersions({ lastModified: noon, date: noon }, dated), 'unknown')
  assert.equal(compareVersions({ etag: '"a"' }, dated), 'unknown')
  assert.equal(compareVersions({}, {}), 'unknown')
})

test('weak ETags prove a change, never that nothing changed', () => {
  assert.equal(compareVersions({ etag: 'W/"a"' }, { etag: 'W/"b"' }), 'changed')
  assert.equal(compareVersions({ etag: 'W/"a"' }, { etag: 'W/"a"' }), 'unknown')
  assert.equal(compareVersions({ etag: 'W/"a"' }, { etag: '"a"' }), 'unknown')
})
