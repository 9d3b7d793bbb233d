import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical } from './canonical.ts'
import { trap } from './trap.ts'

test('what means the same is the same', () => {
  const same: [string, string][] = [
    ['HTTP://Example.ORG:80/a/../b/./c?x#frag', 'http://example.org/b/c?x'],
    ['http://user:pw@a/', 'http://a/'],
    ['http://a/%7euser/%2f%c3%a4', 'http://a/~user/%2F%C3%A4'],
    ['http://a/x?', 'http://a/x'],
    ['http://a/x#', 'http://a/x'],
    ['http://a/x;jsessionid=ABC?y=1&PHPSESSID=2&z', 'http://a/x?y=1&z'],
    ['http://a/x?sid=1', 'http://a/x'],
  ]
  for (const [given, form] of same) {
    assert.equal(canonical(new URL(given)), form)
    assert.equal(canonical(new URL(form)), form)
  }
})

test('what may mean something else is left alone', () => {
  for (const url of [
    'http://a/x?b=2&a=1',
    'http://a/x/',
    'http://a//x',
    'http://a/X',
    'http://a/x;v=1',
    'http://a/x?sides=1',
  ])
    assert.equal(canonical(new URL(url)), url)
})

test('a trap is told by its URL; what people write is none', () => {
  const traps = [
    '/a/a/a/a/a/a/a',
    '/x/a/b/a/b/a/b/c',
    `/${'d/'.repeat(25)}`,
    `/${'x'.repeat(3000)}`,
    `/?${Array.from({ length: 30 }, (_, n) => `p${n}=1`).join('&')}`,
  ]
  for (const path of traps) assert.notEqual(trap(new URL(path, 'http://a/')), undefined, path)
  for (const path of ['/', '/a/b/c/d/e/f/g', '/2024/01/01/2024', '/a/a/b/b', '/wiki/Talk:X?action=edit&section=1'])
    assert.equal(trap(new URL(path, 'http://a/')), undefined, path)
})
