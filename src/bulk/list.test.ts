import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { formatOf, readList } from './list.ts'
import type { ListFormat } from './list.ts'
import type { Row } from './row.ts'

async function rows(text: string | Buffer, format: ListFormat, cut: number, urlColumn?: string): Promise<Row[]> {
  const bytes = Buffer.from(text as string)
  const pieces = cut < 0 ? [...bytes].map((byte) => Buffer.from([byte])) : [bytes.subarray(0, cut), bytes.subarray(cut)]
  const found: Row[] = []
  for await (const some of readList(Readable.from(pieces.filter(({ length }) => length > 0)), { format, urlColumn }))
    found.push(...some)
  return found
}

const lists: [ListFormat, string][] = [
  ['txt', '\uFEFFhttp://a/ü\r\n\n# no\n  http://b/ \nhttp://c/'],
  ['csv', 'id,url,note\r\n1,"http://a/?a,b","say ""hi"",\r\nyou"\r\n2,,\n\n3,http://c/\n4,http://d/,x,y\n'],
  ['tsv', 'url\tid\nhttp://a/\t1\nhttp://b/\t2'],
  ['json', ' [ "http://a/]", {"url":"http://b/\\"{","x":[1,{"y":"]"}]}, 5, {"url":null} ] '],
  ['ndjson', '{"url":"http://a/"}\n\n{no\n"http://b/"\n[1]\n'],
]

const expected: Record<string, Row[]> = {
  txt: [{ url: 'http://a/ü' }, { url: 'http://b/' }, { url: 'http://c/' }],
  csv: [
    { url: 'http://a/?a,b', extra: { id: '1', note: 'say "hi",\r\nyou' } },
    { url: '', problem: 'column "url" is empty', extra: { id: '2', note: '' } },
    { url: 'http://c/', extra: { id: '3' } },
    { url: '', problem: 'it has 4 fields, the first line 3' },
  ],
  tsv: [
    { url: 'http://a/', extra: { id: '1' } },
    { url: 'http://b/', extra: { id: '2' } },
  ],
  json: [
    { url: 'http://a/]' },
    { url: 'http://b/"{', extra: { x: [1, { y: ']' }] } },
    { url: '', problem: 'the value is no text' },
    { url: '', problem: 'column "url" is no text' },
  ],
  ndjson: [
    { url: 'http://a/' },
    { url: '', problem: 'this is not JSON: {no' },
    { url: 'http://b/' },
    { url: '', problem: 'the value is no text' },
  ],
}

for (const [format, text] of lists) {
  test(`${format}: the same rows, wherever the bytes are cut`, async () => {
    const size = Buffer.byteLength(text)
    for (let cut = -1; cut <= size; cut++)
      assert.deepEqual(await rows(text, format, cut), expected[format], `cut at ${cut}`)
  })
}

test('a name says its format', () => {
  const names = ['a.txt', 'a.csv.gz', 'b/c.JSONL', 'x.parquet', 'list', 'a.tab', '-']
  assert.deepEqual(names.map(formatOf), ['txt', 'csv', 'ndjson', 'parquet', 'txt', 'tsv', 'txt'])
})

test('what is too long is a row with a problem, in every format', async () => {
  const long = `http://a/${'x'.repeat(200_000)}`
  const texts: [ListFormat, string][] = [
    ['txt', `${long}\nhttp://b/`],
    ['csv', `url\n${long}\nhttp://b/`],
    ['json', JSON.stringify([long, 'http://b/'])],
    ['ndjson', `"${long}"\n"http://b/"`],
  ]
  for (const [format, text] of texts) {
    const [first, second] = await rows(text, format, 70_000)
    assert.match(first!.problem!, /longer than 65536/, format)
    assert.equal(second!.url, 'http://b/', format)
  }
})

test('UTF-16 with a byte order mark, as Windows writes it, and gzip, cut anywhere', async () => {
  const found: Row[] = [{ url: 'http://a/ü' }, { url: 'http://b/' }]
  const little = Buffer.from('\uFEFFhttp://a/ü\r\nhttp://b/\r\n', 'utf16le')
  for (const bytes of [little, Buffer.from(little).swap16(), gzipSync(little)]) {
    for (let cut = -1; cut < bytes.length; cut++)
      assert.deepEqual(await rows(bytes, 'txt', cut), found, `cut at ${cut}`)
  }
})

test('what would lose rows is a mistake of the list: no names of columns, two of one name, a quote without an end', async () => {
  const mistakes: [ListFormat, string, RegExp][] = [
    ['csv', 'http://a/\nhttp://b/\n', /the first line .* should name its columns, and is "http:\/\/a\/"/],
    ['csv', 'id;url\n1;http://a/\n', /one column, called "id;url"/],
    ['csv', 'url,id,url\nhttp://a/,1,http://b/\n', /two columns called "url"/],
    ['csv', 'url,key,list_key\nhttp://a/,k,l\n', /a column "key", which becomes list_key, and one that is called so/],
    ['csv', 'url\nhttp://a/\n"http://b/\nhttp://c/\n', /a quote in its record 3 has no end/],
    ['json', '{"url":"http://a/"}\n{"url":"http://b/"}', /one array/],
  ]
  for (const [format, text, said] of mistakes) await assert.rejects(rows(text, format, 7), said)
})

test('a column of the list that has a name of ours is carried under another', async () => {
  const [row] = await rows('url,key,sha256,note\nhttp://a/,k,s,n\n', 'csv', 5)
  assert.deepEqual(row, { url: 'http://a/', extra: { list_key: 'k', list_sha256: 's', note: 'n' } })
})
