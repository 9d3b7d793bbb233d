import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { Matches, WINDOW } from './matches.ts'
import { Pattern, type PatternFlags } from './pattern.ts'
import { seeded } from '../../test/page/testing.ts'

function found(
  pattern: string,
  text: string,
  size = text.length,
  flags: PatternFlags = {},
): { at: string[]; givenUp: number } {
  const at: string[] = []
  const matches = new Matches(new Pattern(pattern, flags), (match) => at.push(`${match.at}:${match.text}`))
  for (let from = 0; from < text.length; from += Math.max(1, size)) matches.feed(text.slice(from, from + size))
  matches.end()
  return { at, givenUp: matches.givenUp }
}

const random = seeded(3)

function randomPattern(depth: number): string {
  const part = () => randomPattern(depth - 1)
  if (depth === 0) return ['a', 'b', '[ab]', '.'][random(4)]!
  return [
    () => part() + part(),
    () => part() + part(),
    () => `(?:${part()}|${part()})`,
    () => `(?:${part()})*`,
    () => `(?:${part()})+?`,
    () => `(?:${part()})?`,
    () => String.raw`\b${part()}`,
    () => `${part()}$`,
    () => `(?:${part()}){2}`,
  ][random(9)]!()
}

test('random patterns match what they match in JavaScript, whole and character by character', () => {
  let compared = 0
  for (let n = 0; n < 5000; n++) {
    const pattern = randomPattern(random(5))
    const text = Array.from({ length: 1 + random(12) }, () => 'aabbc\n'[random(6)]!).join('')
    const expected = [...text.matchAll(new RegExp(pattern, 'gu'))]
    // Empty matches are not told, and change where the next may begin.
    if (expected.some((match) => match[0] === '')) continue
    compared++
    const at = expected.map((match) => `${match.index}:${match[0]}`)
    assert.deepEqual(found(pattern, text).at, at, `${pattern} in ${JSON.stringify(text)}`)
    assert.deepEqual(found(pattern, text, 1).at, at, `${pattern} in ${JSON.stringify(text)}`)
  }
  assert.ok(compared > 3000)
})

const cases: [pattern: string, text: string, at: string[]][] = [
  [
    'href="(http[s]?://.*?)"',
    `<a href="http://a/"><a href='x'><a href="https://b/?c=d">`,
    ['9:http://a/', '41:https://b/?c=d'],
  ],
  ['(a)|b', 'ab', ['0:a', '1:b']],
  ['abab(c)d?', 'abababc ababcd', ['6:c', '12:c']],
  ['(ab){2}|c', 'ababcab', ['2:ab', '4:c']],
  ['(?P<name>\\d+)-\\w', '12-x', ['0:12']],
  ['(?i)straße', 'STRAßE straße', ['0:STRAßE', '7:straße']],
  ['^\\w+', 'one\ntwo', ['0:one']],
  ['(?m)^\\w+$', 'one\ntwo', ['0:one', '4:two']],
  ['a.b', 'a\nb aéb', ['4:aéb']],
  ['(?s)a.b', 'a\nb', ['0:a\nb']],
  ['[^\\]"\\-]+', 'a-b"c]', ['0:a', '2:b', '4:c']],
  ['\\p{Lu}\\p{Ll}+', 'Éa bC Ďď', ['0:Éa', '6:Ďď']],
  ['a{2,3}', 'aaaaaaa', ['0:aaa', '3:aaa']],
  ['a{2,3}?', 'aaaa', ['0:aa', '2:aa']],
  ['x*', 'axxb', ['1:xx']],
  ['\\"\\/\\n\\x41\\u0042', '"/\nAB', ['0:"/\nAB']],
  ['\\bis\\b', 'this is his', ['5:is']],
  ['a|ab|abc', 'abc', ['0:a']],
  ['a.*z|a', 'aab\naz', ['0:a', '1:a', '4:az']],
]

test('a character outside the BMP is one character', () => {
  assert.deepEqual(found('a.b', 'a😀b').at, ['0:a😀b'])
  assert.deepEqual(found('😀a+', '😀😀aa', 2).at, ['2:😀aa'])
})

test('patterns are spelled as in the book, and tell their first group', () => {
  for (const [pattern, text, at] of cases)
    for (const size of [text.length, 1, 2]) assert.deepEqual(found(pattern, text, size).at, at, pattern)
})

test('what would need backtracking, or cannot be read, is refused with a reason', () => {
  for (const [pattern, reason] of [
    [String.raw`(a)\1`, 'back-references'],
    ['a(?=b)', 'look-around'],
    ['(?<!a)b', 'look-around'],
    ['(', 'has no )'],
    [')', 'too many'],
    ['[a', 'in the middle'],
    ['*a', 'nothing to repeat'],
    ['a**', 'nothing to repeat'],
    ['a{3,2}', 'repetition'],
    ['a{5000}', 'repetition'],
    ['(?:(?:a{100}){100}){100}', 'too large'],
    ['(?:'.repeat(300), 'too deep'],
    ['(?:(?:(?:){1000}){1000}){1000}a{1000}', 'too large'],
    ['[b-a]', 'not understood'],
    ['\\', 'in the middle'],
  ] as const)
    assert.throws(
      () => new Pattern(pattern),
      (error) => isSluiceError(error, 'usage') && error.message.includes(reason),
      pattern,
    )
})

test('no pattern hangs: by backtracking each of these takes quadratic or exponential time', () => {
  const text = 'a'.repeat(100_000)
  assert.deepEqual(found('(a+)+b', text, 4096), { at: [], givenUp: 1 })
  assert.deepEqual(found('(?:a|aa)*b', text, 4096), { at: [], givenUp: 1 })
  assert.equal(found('a[^]*z|a', text, 4096).at.length, text.length)
  assert.equal(new Pattern('(x+x+)+y').test('x'.repeat(10_000)), false)
})

test('a match is found up to the length of the window, an attempt beyond it is given up and said', () => {
  const short = `a${'-'.repeat(WINDOW - 2)}z`
  assert.deepEqual(
    found('a[^z]*z', short, 1000).at.map((at) => at.length),
    [short.length + 2],
  )
  assert.deepEqual(found('a[^z]*z', `a${'-'.repeat(WINDOW)}z az`, 1000), { at: [`${WINDOW + 3}:az`], givenUp: 1 })
})
