// The exercises' comparisons, with what right and wrong programs print.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tasks } from '../src/lab/page/tasks.ts'

const poem = 'But soft what light\nIt is the east\n'
const head = 'HTTP/1.1 200 OK\nContent-Type: text/plain\n\n'
const long = 'x'.repeat(3500)
const page = '<p>one<P class="a">two<pre>three</pre>'

const cases: [exercise: number, body: string, right: string, wrong: [printed: string, says: RegExp][]][] = [
  [
    1,
    poem,
    head + poem,
    [
      [poem, /not the header/],
      [`${head}But soft what light\n`, /It is the east/],
    ],
  ],
  [
    2,
    long,
    `${'x'.repeat(3000)}\n3600`,
    [
      [`${long}\n3500`, /stop after 3000/],
      ['xxx\n3000', /3,500/],
    ],
  ],
  [
    3,
    long,
    '3500',
    [
      ['no idea', /no number/],
      ['3897', /3,500/],
    ],
  ],
  [4, page, 'paragraphs: 2', [['3', /2 p tags/]]],
  [
    5,
    poem,
    `Enter - http://a/\n${poem}`,
    [
      [head + poem, /header in it/],
      ['But soft what l\n', /missing or cut/],
    ],
  ],
]

for (const [exercise, body, right, wrong] of cases)
  test(`exercise ${exercise}: the right output passes, others are told why not`, () => {
    const { check } = tasks[exercise - 1]!
    assert.deepEqual(check(right, body, 100).held, true, check(right, body, 100).words)
    for (const [printed, says] of wrong) {
      assert.equal(check(printed, body, 100).held, false)
      assert.match(check(printed, body, 100).words, says)
    }
  })
