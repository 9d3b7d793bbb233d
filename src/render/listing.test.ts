import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Listing, TextMember } from './listing.ts'
import type { Form } from './listing.ts'

interface Row {
  word: string
  count: number | null
}

const rows: Row[] = [
  { word: 'a,b "c"', count: 2 },
  { word: 'tab\tline\nend\\', count: null },
]

function written(form: Form, of = rows): string {
  let text = ''
  const columns = { count: ({ count }: Row) => count, word: ({ word }: Row) => word }
  const options = { name: 'words', columns, line: ({ word }: Row) => word }
  const listing = new Listing<Row>(form, options, (piece) => (text += piece))
  for (const row of of) listing.add(row)
  listing.end({ url: null, exit: 0 })
  return text
}

test('lines and NUL-ended rows are as a person has them', () => {
  assert.equal(written('lines'), 'a,b "c"\ntab\tline\nend\\\n')
  assert.equal(written('null'), 'a,b "c"\0tab\tline\nend\\\0')
})

test('CSV quotes what has to be, TSV escapes what would end a cell; what is not known is empty', () => {
  assert.equal(written('csv'), 'count,word\n2,"a,b ""c"""\n,"tab\tline\nend\\"\n')
  assert.equal(written('tsv'), 'count\tword\n2\ta,b "c"\n\ttab\\tline\\nend\\\\\n')
})

test('JSON comes a row at a time and is a document at the end, with rows or without', () => {
  assert.deepEqual(
    written('ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row),
    rows,
  )
  assert.deepEqual(JSON.parse(written('json')), { schema: 1, words: rows, url: null, exit: 0 })
  assert.deepEqual(JSON.parse(written('json', [])), { schema: 1, words: [], url: null, exit: 0 })
})

test('a text in pieces is one member', () => {
  let text = ''
  const member = new TextMember('text', (piece) => (text += piece))
  for (const piece of ['"quoted"\n', '', '💧\u2028']) member.add(piece)
  member.end({ exit: 0 })
  assert.deepEqual(JSON.parse(text), { schema: 1, text: '"quoted"\n💧\u2028', exit: 0 })
})
