import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Pattern } from './pattern.ts'
import { documentKind } from './read-page.ts'
import { links, lines, matches, source, tags, text, whole, words } from './streams.ts'
import { deliveries, everything, hex, read, seeded, utf8 } from '../../test/page/testing.ts'

const pattern = new Pattern('href="(http[s]?://.*?)"')

const page = `<!DOCTYPE html>\r\n<html><head><title>Ä &amp; B</title><meta name=x content='>'><link rel=stylesheet href="s.css">
<base href="http://other.example/"></head><body><!-- <a href="http://no/"> --><p class="x y">Žluť<b>oučký</b> &eacute;&#x1F600;
<p>two<br>lines <a href="http://h/?a=1&amp;b=2">link <img src=i.png alt="<>"></a><script><!--<script>"</script>"--></script>
<svg><style><a xlink:href=z></style><![CDATA[<a>]]></svg><template><a href=t></template><div>a<div>b</div></div>
<textarea>\n<p>&lt;</textarea><table><tr><td>1<td>2</table></body></html> 1 < 2 && <3 </ x> 日本語`

test('every reader says the same for every cutting of the stream', () => {
  let answer: unknown
  for (const pieces of deliveries(utf8(page))) {
    const told = everything(pieces, { pattern })
    answer ??= told
    assert.deepEqual(told, answer)
  }
})

test('random pages are read the same whole, byte by byte and in random pieces', () => {
  const random = seeded(11)
  const marks = [
    '<',
    '>',
    '&',
    '"',
    "'",
    '=',
    '/',
    '!',
    '-',
    ' ',
    '\r',
    '\n',
    'a',
    'é',
    '😀',
    '<a href="http://',
    '<p>',
    '</p>',
    '<!--',
    '-->',
    '<script>',
    '</script',
    '&amp',
    ';',
    '&#',
    '12',
    '<svg>',
    '<![CDATA[',
    ']]>',
    '<title>',
    '</title>',
    '<pre>',
    '<div>',
  ]
  for (let n = 0; n < 1500; n++) {
    const bytes = utf8(Array.from({ length: random(30) }, () => marks[random(marks.length)]!).join(''))
    const answer = everything([bytes], { pattern })
    assert.deepEqual(
      everything(
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
        { pattern },
      ),
      answer,
    )
    const cut = random(bytes.length + 1)
    assert.deepEqual(everything([bytes.subarray(0, cut), bytes.subarray(cut)], { pattern }), answer)
  }
})

test('counts are of start tags, of shown words, of lines and of characters', () => {
  const facts = read([utf8('<p>é 😀<P>two<img></p>\n<image><template><p></template>\n')], { count: ['p', 'A', 'img'] })
  assert.deepEqual(
    { ...facts.counts, tags: [...facts.counts!.tags] },
    {
      characters: 54,
      lines: 2,
      words: 3,
      tags: [
        ['p', 2],
        ['a', 0],
        ['img', 2],
      ],
    },
  )
})

test('HTML, XML and what has no type are markup, everything else is plain', () => {
  for (const type of [undefined, '', 'text/html; charset=x', 'application/xhtml+xml', 'text/xml', 'image/svg+xml'])
    assert.equal(documentKind(type), 'html')
  for (const type of ['text/plain', 'application/json', 'image/jpeg']) assert.equal(documentKind(type), 'plain', type)
})

test('bytes that are no text are said to be binary', () => {
  assert.equal(read([hex('ffd8ffe000104a46')], { contentType: 'text/html' }).binary, true)
  assert.equal(read([utf8('<p>\t\x1b[1m\r\n')], {}).binary, false)
  assert.equal(read([hex('fffe61006200')], {}).binary, false)
})

async function* slowly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte)
}

async function all<T>(facts: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const fact of facts) found.push(fact)
  return found
}

test('the readers are loops', async () => {
  const small = utf8('<p>one\n<a href=x>two</a>')
  const url = 'http://h/'
  assert.deepEqual(await all(lines(slowly(small))), ['<p>one', '<a href=x>two</a>'])
  assert.deepEqual(await all(words(slowly(small), { fold: true })), ['one', 'two'])
  assert.deepEqual(
    (await all(links([small], { url }))).map((link) => link.url),
    ['http://h/x'],
  )
  assert.deepEqual(
    (await all(tags(slowly(small), ['a']))).map((element) => element.contents),
    ['two'],
  )
  assert.deepEqual(
    (await all(matches(slowly(small), new Pattern('t(w)o')))).map((match) => match.text),
    ['w'],
  )
  assert.equal((await all(text(slowly(small)))).join(''), 'one two\n')
  assert.equal((await all(source([small]))).join(''), '<p>one\n<a href=x>two</a>')
  assert.equal((await whole(slowly(small), 100)).length, 24)
})

// Half a million bytes of each; a reader that re-reads or keeps would not get through these in a test's time.
const hostile: [what: string, begins: string, repeated: string][] = [
  ['open tags', '', '<div>'],
  ['open links', '', '<a href=x>'],
  ['<', '', '<'],
  ['attributes without end', '<a ', 'a=b '],
  ['an open quote', '<a href="', 'xyz '],
  ['a name without end', '<', 'abc'],
  ['a comment', '<!--', '- ->'],
  ['references', '', '&amp;&nothing&#65'],
  ['&', '', '&'],
  ['a number without end', '&#', '0'],
  ['a reference without end', '&', 'a'],
  ['references in a value', '<a href="', '&amp;'],
  ['escaped scripts', '<script>', '<!--<script></script>'],
  ['svg', '', '<svg>'],
  ['stray end tags', `<svg>${'<g>'.repeat(300)}`, '</x>'],
  ['foreignObject', '', '<svg><foreignObject>'],
  ['templates', '', '<template>'],
  ['brackets', '<svg><![CDATA[', ']'],
  ['one word', '', 'a'],
  ['white space', '', ' '],
  ['links in a link', '<a href=x>', '<img src=y>'],
  ['NUL', '', '\0'],
  ['nested lists', '', '<ul><li>'],
]

test('hostile pages are read to their end', () => {
  for (const [what, begins, repeated] of hostile) {
    const bytes = utf8(begins + repeated.repeat(Math.ceil(500_000 / repeated.length)))
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, n) =>
      bytes.subarray(n * 65_536, (n + 1) * 65_536),
    )
    const ignore = () => undefined
    const facts = read(pieces, {
      pattern,
      onLink: ignore,
      links: { all: true, text: true },
      onWord: ignore,
      onText: ignore,
      onTag: ignore,
      tags: ['a', 'div'],
      onMatch: ignore,
      onLine: ignore,
      count: [],
    })
    assert.equal(facts.counts?.characters, bytes.length, what)
  }
})

test('a tag that is too long keeps no attributes but the page goes on', () => {
  const found: (string | undefined)[] = []
  const bytes = utf8(`<a href="/${'x'.repeat(2_000_000)}">a</a><a href=/y>`)
  read([bytes], { url: 'http://h/', onLink: (link) => found.push(link.url) })
  assert.deepEqual(found, [undefined, 'http://h/y'])
})

test('what is made for a document goes with the young, none of it waits for a collection of everything', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void
  const document = utf8(`<title>t</title><p>${'<a href=b>some words</a>'.repeat(50)}`)
  const readSome = (count: number) => {
    for (let n = 0; n < count; n++)
      read([document], { contentType: 'text/html', url: 'http://h/', onReference: () => {} })
  }
  readSome(1000)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < 10; n++) {
    readSome(100)
    collect({ type: 'minor' })
  }
  const bytes = (process.memoryUsage().heapUsed - before) / 1000
  // A closure in a field of what is made for each keeps all of it: with those of the tokenizer it was 5,500.
  assert.ok(bytes < 1000, `${bytes} bytes of each document were left`)
})
