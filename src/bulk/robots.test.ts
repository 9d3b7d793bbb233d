import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentType } from './content-type.ts'
import { parseRobots } from './robots.ts'

const allows = (text: string, ...targets: string[]) =>
  targets.map((target) => parseRobots(text, 'sluice').allows(target))

test('RFC 9309 section 5.1: the group that names us counts, else the one for everybody', () => {
  const text =
    'User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\n\nUser-Agent: barbot\nUser-Agent: Sluice/2.0\nDisallow: /example/page.html\n'
  assert.deepEqual(allows(text, '/example/page.html', '/example/', '/a.gif'), [false, true, true])
  assert.deepEqual(
    ['/a.gif', '/a.gif?x', '/example/', '/publications/x'].map((target) => parseRobots(text, 'other').allows(target)),
    [false, true, false, true],
  )
})

test('RFC 9309 section 5.2: the longest match counts, of two as long the one that allows', () => {
  const text =
    'User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\nDisallow: /same\nAllow: /same\n'
  assert.deepEqual(allows(text, '/example/page/disallowed.gif', '/example/page/x', '/same'), [false, true, true])
})

test('groups of the same name are one; no group, no rule, and robots.txt itself are allowed', () => {
  assert.deepEqual(allows('User-agent: sluice\nDisallow: /a\n\nUser-agent: sluice\nDisallow: /b', '/a', '/b', '/c'), [
    false,
    false,
    true,
  ])
  assert.deepEqual(allows('Disallow: /', '/'), [true])
  assert.deepEqual(allows('User-agent: *\nDisallow:\n', '/x'), [true])
  assert.deepEqual(allows('User-agent: *\nDisallow: /', '/x', '/robots.txt'), [false, true])
})

test('wildcards and ends', () => {
  const text = 'User-agent: *\nDisallow: /*/private*x$\nDisallow: /fish*.php\nDisallow: /end$\n'
  assert.deepEqual(
    allows(text, '/a/private/x', '/a/private/xy', '/fishheads/catfish.php?id', '/fish.PHP', '/end', '/end/'),
    [false, true, false, true, false, true],
  )
})

test('escapes compare as section 2.2.2 says', () => {
  const text = 'User-agent: *\nDisallow: /a%3cd\nDisallow: /ツ\nDisallow: /%7ejoe\nDisallow: /q%2Fr\n'
  assert.deepEqual(allows(text, '/a%3Cd', '/%E3%83%84', '/~joe/x', '/q/r', '/q%2fr'), [
    false,
    false,
    false,
    true,
    false,
  ])
})

test('comments, line ends, marks, unknown lines, delays and sitemaps', () => {
  const robots = parseRobots(
    '\uFEFFuser-agent : * # all\r\nNoindex: /x\rcrawl-delay: 2.5\nDISALLOW: /no # not this\nSitemap: http://a/s.xml\n<html>\n',
    'sluice',
  )
  assert.deepEqual([robots.delay, robots.sitemaps], [2500, ['http://a/s.xml']])
  assert.deepEqual([robots.allows('/no/x'), robots.allows('/x')], [false, true])
})

test('a line of half a million blanks is read as fast as any other', () => {
  // In one pattern it took minutes.
  const robots = parseRobots(`User-agent: *\nDisallow: /a${' '.repeat(500_000)}b\nDisallow: /c`, 'sluice')
  assert.equal(robots.allows('/c'), false)
  const text = `HTTP/1.1 200 OK\r\nContent-Type: ${`a${' '.repeat(60_000)}`.repeat(4)}b  \r\nX: y`
  assert.match(contentType({ text })!, /^a .*b$/)
})

test('a pattern of many stars takes no time', () => {
  const robots = parseRobots(`User-agent: *\nDisallow: /${'*a'.repeat(5000)}$\n`, 'sluice')
  assert.equal(robots.allows(`/${'a'.repeat(4999)}`), true)
})
