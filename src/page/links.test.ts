import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { shownLink, type LinkView } from './link-view.ts'
import type { Link } from './links.ts'
import { Pattern } from './pattern.ts'
import type { PageOptions } from './read-page.ts'
import { deliveries, read, seeded, utf8 } from '../../test/page/testing.ts'

const url = 'http://example.org/dir/page?q'

/** The links of a page, the same for every delivery. */
function linksOf(page: string | Uint8Array, options: PageOptions = {}): Link[] {
  const bytes = typeof page === 'string' ? utf8(page) : page
  let answer: Link[] | undefined
  for (const pieces of deliveries(bytes)) {
    const links: Link[] = []
    read(pieces, { contentType: 'text/html; charset=utf-8', url, ...options, onLink: (link) => links.push(link) })
    answer ??= links
    assert.deepEqual(links, answer)
  }
  return answer!
}

const urls = (page: string | Uint8Array, options: PageOptions = {}) => linksOf(page, options).map((link) => link.url)

test('every <a href> in the order of the document, duplicates kept, absolute', () => {
  assert.deepEqual(urls(`<a href=b><A HREF='/c'></a><a href="b"><a><a name=x><a href="">`), [
    'http://example.org/dir/b',
    'http://example.org/c',
    'http://example.org/dir/b',
    'http://example.org/dir/page?q',
  ])
})

test('the first of two attributes of one name counts', () => {
  assert.deepEqual(urls('<a href=1 href=2>'), ['http://example.org/dir/1'])
})

test('references are decoded by the rule for attributes', () => {
  assert.deepEqual(
    linksOf('<a href="?a=1&amp;copy=2&copy=3&copy;&#x26;&lt">').map((link) => link.raw),
    ['?a=1&copy=2&copy=3©&<'],
  )
})

test('white space around an address and line ends in it do not count', () => {
  assert.deepEqual(urls('<a href=" \n/x\r\ny ">'), ['http://example.org/xy'])
})

test('the first <base href> of the tree counts, for what stands before it in the head too', () => {
  const all = { links: { all: true } }
  assert.deepEqual(urls('<link href=s><base><base href="/b/"><base href="/c/"><body><a href=x>', all), [
    'http://example.org/b/s',
    'http://example.org/b/x',
  ])
  assert.deepEqual(urls('<template><base href="/t/"></template><svg><base href="/s/"></svg><a href=x>'), [
    'http://example.org/dir/x',
  ])
  assert.deepEqual(urls('<base href="javascript:1"><base href="/b/"><a href=x>'), ['http://example.org/dir/x'])
  assert.deepEqual(urls('<base href="http://other.example/"><a href=x>'), ['http://other.example/x'])
})

test('what cannot be parsed is told without an address', () => {
  assert.deepEqual(urls('<a href="http://[/"><a href="http://x y/"><a href=ok>'), [
    undefined,
    undefined,
    'http://example.org/dir/ok',
  ])
  assert.deepEqual(urls('<a href=x><a href="http://h/y">', { url: undefined }), [undefined, 'http://h/y'])
})

test('the query is in the encoding of a legacy page, the path never is', () => {
  const page = Uint8Array.from([
    ...utf8('<a href="/'),
    0xe9,
    ...utf8('?q='),
    0xe9,
    0x80,
    ...utf8('#'),
    0xe9,
    ...utf8('">'),
  ])
  assert.deepEqual(urls(page, { contentType: 'text/html; charset=latin1' }), [
    'http://example.org/%C3%A9?q=%E9%80#%C3%A9',
  ])
  assert.deepEqual(urls('<a href="?q=é">'), ['http://example.org/dir/page?q=%C3%A9'])
  const mail = Uint8Array.from([...utf8('<a href="mailto:a?subject='), 0xe9, ...utf8('">')])
  assert.deepEqual(urls(mail, { contentType: 'text/html; charset=latin1' }), ['mailto:a?subject=%C3%A9'])
})

test('comments, scripts, titles, templates and text/plain have no links; noscript and svg have', () => {
  const page = '<!--<a href=1>--><script><a href=2></script><title><a href=3></title><template><a href=4></template>'
  assert.deepEqual(urls(page), [])
  assert.deepEqual(urls('<a href=1>', { contentType: 'text/plain' }), [])
  assert.deepEqual(
    linksOf('<noscript><a href=1></noscript><svg><a xlink:href=2><a href=3 xlink:href=4></svg>').map((link) => [
      link.raw,
      link.attribute,
    ]),
    [
      ['1', 'href'],
      ['2', 'xlink:href'],
      ['3', 'href'],
    ],
  )
})

test('all elements that point somewhere, when asked', () => {
  const page =
    '<script src=1></script><link href=2 rel="x y"><a href=3><area href=4><img src=5><iframe src=6></iframe><form action=7>'
  assert.deepEqual(
    linksOf(page, { links: { all: true } }).map((link) => `${link.element} ${link.raw} ${link.rel}`),
    ['script 1 ', 'link 2 x y', 'a 3 ', 'area 4 ', 'img 5 ', 'iframe 6 ', 'form 7 '],
  )
})

test('the text of a link is its words, and those within it wait for it', () => {
  const page = '<a href=1> two <b>wo</b>rds &amp; <img src=2></a>no<a href=3>next<a href=4><script>x</script></a>'
  assert.deepEqual(
    linksOf(page, { links: { all: true, text: true } }).map((link) => [link.raw, link.text]),
    [
      ['1', 'two words &'],
      ['2', undefined],
      ['3', 'next'],
      ['4', ''],
    ],
  )
})

test('links to the same host are internal, mail is neither', () => {
  const page =
    '<base href="http://other.example/"><a href="http://example.org/"><a href=x><a href="mailto:a@b"><a href="//u:p@example.org?x">'
  assert.deepEqual(
    linksOf(page).map((link) => link.internal),
    [true, false, undefined, true],
  )
})

test('a link is shown as it is asked for, or left out', () => {
  const [inside, outside, broken] = linksOf('<a href="x#f"><a href="https://h/"><a href="http://[">') as [
    Link,
    Link,
    Link,
  ]
  const shown = (link: Link, view: LinkView) => shownLink(link, view)
  assert.equal(shown(inside, { noFragment: true }), 'http://example.org/dir/x')
  assert.equal(shown(inside, { raw: true }), 'x#f')
  assert.equal(shown(inside, { external: true }), undefined)
  assert.equal(shown(outside, { internal: true }), undefined)
  assert.equal(shown(outside, { match: new Pattern('^https:') }), 'https://h/')
  assert.equal(shown(outside, { not: new Pattern('^https:') }), undefined)
  assert.equal(shown(broken, {}), undefined)
  assert.equal(shown(broken, { raw: true }), 'http://[')
})

test('random pages have the links that parse5 finds in its tree', () => {
  const random = seeded(7)
  const bits = [
    '<a href=1>',
    '<a href="2&amp;3">',
    "<a href='4",
    "'>",
    '</a>',
    '<div>',
    '</div>',
    '<!--',
    '-->',
    '<b>',
    '</b>',
    '<p>',
    '<script>',
    '</script>',
    '<title>',
    '</title>',
    '<svg>',
    '</svg>',
    '<a xlink:href=5>',
    '<template>',
    '</template>',
    '<table>',
    '<td>',
    'text',
    '<style>',
    '</style>',
  ]
  for (let n = 0; n < 3000; n++) {
    const page = `<body>${Array.from({ length: 1 + random(10) }, () => bits[random(bits.length)]!).join('')}`
    const links: string[] = []
    read([utf8(page)], { url, onLink: (link) => links.push(`${link.raw}@${link.at}`) })
    assert.deepEqual(links, treeLinks(page), page)
  }
})

// Elements that parse5 made twice (formatting elements are opened again) have one place.
function treeLinks(page: string): string[] {
  const links = new Map<number, string>()
  const todo: DefaultTreeAdapterTypes.Node[] = [parse(page, { sourceCodeLocationInfo: true, scriptingEnabled: false })]
  for (let node = todo.pop(); node; node = todo.pop()) {
    if ('childNodes' in node) todo.push(...node.childNodes)
    if (!('tagName' in node) || node.tagName !== 'a' || !node.sourceCodeLocation) continue
    const href = node.attrs.find(({ name }) => name === 'href')
    if (href) links.set(node.sourceCodeLocation.startOffset, href.value)
  }
  return [...links].toSorted(([a], [b]) => a - b).map(([at, raw]) => `${raw}@${at}`)
}
