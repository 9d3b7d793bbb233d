import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveries, read, utf8 } from '../../test/page/testing.ts'
import { FirstCharacters } from './whole-characters.ts'

function textOf(page: string, contentType = 'text/html; charset=utf-8'): string {
  const answers = new Set<string>()
  for (const pieces of deliveries(utf8(page))) {
    let text = ''
    read(pieces, { contentType, onText: (piece) => (text += piece) })
    answers.add(text)
  }
  assert.equal(answers.size, 1)
  return [...answers][0]!
}

test('white space is collapsed, blocks stand on lines of their own, paragraphs apart', () => {
  assert.equal(textOf(' <p> a  <b> b</b>c\n</p>\n<p>d</p><div>e</div><div> f </div>'), 'a bc\n\nd\n\ne\nf\n')
})

test('br ends a line, two of them leave one empty, and more no more', () => {
  assert.equal(textOf('a<br>b<br><br>c<br><br><br>d'), 'a\nb\n\nc\n\nd\n')
})

test('cells are separated by tabs, rows by lines', () => {
  assert.equal(textOf('<table><tr><td>a</td> <td>b<tr><th>c<th> d </table>'), 'a\tb\nc\td\n')
})

test('pre and textarea keep their white space, but not the line end after the tag', () => {
  assert.equal(textOf('x<pre>\n a\r\n  b\n</pre>y'), 'x\n\n a\n  b\n\n\ny\n')
  assert.equal(textOf('<textarea>\n a  b</textarea>'), ' a  b\n')
})

test('text/plain is its own text', () => {
  assert.equal(textOf('<p>a  b</p>\r\n', 'text/plain'), '<p>a  b</p>\r\n')
})

test('the first characters are shown, never half of one, and all are counted', () => {
  for (const [most, shown] of [
    [0, ''],
    [1, 'a'],
    [2, 'a😀'],
    [3, 'a😀b'],
    [9, 'a😀b😀'],
  ] as const) {
    let text = ''
    const first = new FirstCharacters(most, (piece) => (text += piece))
    for (const piece of ['a', '😀b', '', '😀']) first.feed(piece)
    assert.deepEqual([text, first.count], [shown, 4])
  }
})

test('lines end with a line feed, and a carriage return before it is not theirs', () => {
  for (const pieces of deliveries(utf8('one\r\n\ntwo\rtoo\n\r\nlast'))) {
    const lines: string[] = []
    const facts = read(pieces, { onLine: (line) => lines.push(line), count: [] })
    assert.deepEqual(lines, ['one', '', 'two\rtoo', '', 'last'])
    assert.equal(facts.counts?.lines, 5)
  }
})

test('the title is the first one, its white space collapsed', () => {
  for (const pieces of deliveries(utf8('<svg><title>s</title></svg><title> A &amp;\n <b> </title><title>z</title>')))
    assert.equal(read(pieces, {}).title, 'A & <b>')
  assert.equal(read([utf8('<p>')], {}).title, undefined)
  assert.equal(read([utf8('<title>never ends')], {}).title, 'never ends')
})
