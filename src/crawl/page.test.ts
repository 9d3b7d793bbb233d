import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from './answer.ts'
import { unchanged } from './page.ts'

const versionOf = (fields: string) => {
  const head = { text: `HTTP/1.1 304 Not Modified\r\n${fields}` } as NonNullable<Answer['head']>
  const { etag, lastModified } = unchanged({ head, at: 0 } as Answer) as { etag: unknown; lastModified: unknown }
  return { etag, lastModified }
}

test('by what a page is asked for again: as sent, without the blanks around it', () => {
  const lastModified = 'Sun, 06 Nov 1994 08:49:37 GMT'
  const fields = `X-ETag: no\r\netag:\t "a b" \t\r\nLAST-MODIFIED : ${lastModified}`
  assert.deepEqual(versionOf(fields), { etag: '"a b"', lastModified })
  assert.deepEqual(versionOf('ETag: \r\nX: y'), { etag: null, lastModified: null })
})

test('a field of many blanks is read as fast as any other', () => {
  // By a pattern for the blanks at its end it took minutes.
  const blanks = ' '.repeat(500_000)
  assert.deepEqual(versionOf(`ETag: a${blanks}b\r\nLast-Modified: c${blanks}d`), {
    etag: `a${blanks}b`,
    lastModified: `c${blanks}d`,
  })
})
