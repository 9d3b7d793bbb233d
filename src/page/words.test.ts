import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pythonDict } from './python.ts'
import type { PageOptions } from './read-page.ts'
import { deliveries, read, utf8 } from '../../test/page/testing.ts'
import { Tally, WORD_KEPT } from './words.ts'

const romeo = `But soft what light through yonder window breaks
It is the east and Juliet is the sun
Arise fair sun and kill the envious moon
Who is already sick and pale with grief
`

function wordsOf(page: string, options: PageOptions = {}): string[] {
  let answer: string[] | undefined
  for (const pieces of deliveries(utf8(page))) {
    const words: string[] = []
    read(pieces, { contentType: 'text/html; charset=utf-8', ...options, onWord: (word) => words.push(word) })
    answer ??= words
    assert.deepEqual(words, answer)
  }
  return answer!
}

test("romeo.txt has the book's counts: 33 words, is, the and and three times each, 4 lines, 167 characters", () => {
  for (const pieces of deliveries(utf8(romeo))) {
    const tally = new Tally()
    const facts = read(pieces, { contentType: 'text/plain', count: [], onWord: (word) => tally.add(word) })
    assert.deepEqual({ ...facts.counts, tags: 0 }, { characters: 167, lines: 4, words: 33, tags: 0 })
    assert.equal(facts.bytes, 167)
    assert.deepEqual(
      [...tally.ranked(4)],
      [
        ['is', 3],
        ['the', 3],
        ['and', 3],
        ['sun', 2],
      ],
    )
    assert.match(pythonDict(tally.counts), /^\{'But': 1, 'soft': 1, .*'is': 3, .*, 'grief': 1\}$/)
  }
})

test('inline tags do not separate words; blocks, br, li and cells do', () => {
  assert.deepEqual(wordsOf('un<b>believ</b>able <p>a<p>b<br>c<ul><li>d<li>e</ul><table><tr><td>f<td>g</table>'), [
    'unbelievable',
    ...'abcdefg',
  ])
})

test('what is not shown has no words', () => {
  assert.deepEqual(
    wordsOf(
      '<title>t</title><script>s</script><style>s</style><!-- c --><template>t</template>a<noscript>n</noscript>',
    ),
    ['an'],
  )
  assert.deepEqual(wordsOf('a<template><p>t</p><pre></template>b'), ['ab'])
  assert.deepEqual(wordsOf('<svg><style>s</style><title>t</title><text>shown</text></svg>'), ['shown'])
})

test('references are decoded, however they are cut', () => {
  assert.deepEqual(wordsOf('caf&eacute;&nbsp;x &#x1F600; &notit; &amp &#00000000000000000000000065; &unknown; &'), [
    'café',
    'x',
    '😀',
    '¬it;',
    '&',
    'A',
    '&unknown;',
    '&',
  ])
})

test('the source is split, markup and all, as the book does', () => {
  assert.deepEqual(wordsOf('<p>a b</p>', { words: { source: true } }), ['<p>a', 'b</p>'])
})

test('words are folded, stripped, divided and left out on request', () => {
  const page = 'The (end), the “end” -- 你好世界 don’t'
  assert.deepEqual(wordsOf(page, { words: { fold: true, strip: true } }), [
    'the',
    'end',
    'the',
    'end',
    '你好世界',
    'don’t',
  ])
  assert.deepEqual(wordsOf(page, { words: { unicode: true, stop: new Set(['the', 'The']) } }), [
    'end',
    'end',
    '你好',
    '世界',
    'don’t',
  ])
})

test('a word without end is kept to its first 65,536 characters', () => {
  for (const size of [1000, 77_777]) {
    const words: string[] = []
    const bytes = utf8(`${'x'.repeat(200_000)} y`)
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    read(pieces, { onWord: (word) => words.push(word) })
    assert.deepEqual(
      words.map((word) => word.length),
      [WORD_KEPT, 1],
    )
  }
})

test("a tally's ties are in the order of appearance", () => {
  const tally = new Tally()
  for (const word of ['b', 'a', 'c', 'c', 'a', 'b', 'd']) tally.add(word)
  assert.deepEqual(
    [...tally.ranked()],
    [
      ['b', 2],
      ['a', 2],
      ['c', 2],
      ['d', 1],
    ],
  )
  assert.deepEqual([...tally.ranked(1)], [['b', 2]])
})

test('strings are printed as Python prints them', () => {
  assert.equal(
    pythonDict([
      ["it's", 1],
      ['say "it\'s"', 'é'],
      ['\n\\\u200b', ['a', 'b']],
      ['\u{e0001}\x85', []],
    ]),
    String.raw`{"it's": 1, 'say "it\'s"': 'é', '\n\\\u200b': ['a', 'b'], '\U000e0001\x85': []}`,
  )
})
