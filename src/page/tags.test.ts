import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookLines } from './book-tag.ts'
import { select } from './select.ts'
import { ELEMENT_KEPT, type Element } from './tags.ts'
import { deliveries, read, utf8 } from '../../test/page/testing.ts'

function elementsOf(page: string, ...tags: string[]): Element[] {
  let answer: Element[] | undefined
  for (const pieces of deliveries(utf8(page))) {
    const elements: Element[] = []
    read(pieces, { contentType: 'text/html; charset=utf-8', tags, onTag: (element) => elements.push(element) })
    answer ??= elements
    assert.deepEqual(elements, answer)
  }
  return answer!
}

const markup = (page: string, ...tags: string[]) => elementsOf(page, ...tags).map((element) => element.markup)

test('markup, contents and attributes of each element, in the order of their start tags', () => {
  const [outer, inner] = elementsOf('x<DIV a="1&amp;2" B>one<div c=3>two</div></DIV>', 'Div')
  assert.deepEqual(
    [outer!.markup, outer!.contents],
    ['<DIV a="1&amp;2" B>one<div c=3>two</div></DIV>', 'one<div c=3>two</div>'],
  )
  assert.deepEqual(
    [[...outer!.attributes], outer!.at],
    [
      [
        ['a', '1&2'],
        ['b', ''],
      ],
      1,
    ],
  )
  assert.deepEqual(
    [inner!.markup, inner!.contents, [...inner!.attributes]],
    ['<div c=3>two</div>', 'two', [['c', '3']]],
  )
})

test('end tags that may be left out are understood', () => {
  assert.deepEqual(markup('<p>a<p>b<div>c</div>', 'p'), ['<p>a', '<p>b'])
  assert.deepEqual(markup('<ul><li>a<ul><li>b</ul><li>c</ul>', 'li'), ['<li>a<ul><li>b</ul>', '<li>b', '<li>c'])
  assert.deepEqual(markup('<table><tr><td>a<td>b<tr><td>c</table>', 'td', 'tr'), [
    '<tr><td>a<td>b',
    '<td>a',
    '<td>b',
    '<tr><td>c',
    '<td>c',
  ])
  assert.deepEqual(markup('<a href=1>one<a href=2>two', 'a'), ['<a href=1>one', '<a href=2>two'])
})

test('void and raw elements, and stray end tags', () => {
  assert.deepEqual(markup('<img src=a><br></img>', 'img', 'br'), ['<img src=a>', '<br>'])
  assert.deepEqual(markup('<script>"<b>"</script><b></i>x</p></b>', 'script', 'b'), [
    '<script>"<b>"</script>',
    '<b></i>x</p></b>',
  ])
  assert.deepEqual(markup('<svg><a/><path/></svg>', 'svg', 'path'), ['<svg><a/><path/></svg>', '<path/>'])
})

test('an element that is too long is told as far as it is kept', () => {
  for (const size of [1000, 65_536, 5_000_000]) {
    const bytes = utf8(`<p>${'x'.repeat(2 * ELEMENT_KEPT)}</p><p>y</p>`)
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    const elements: Element[] = []
    read(pieces, { tags: ['p'], onTag: (element) => elements.push(element) })
    assert.deepEqual(
      elements.map((element) => [element.markup.length, element.cut]),
      [
        [ELEMENT_KEPT, true],
        [8, false],
      ],
    )
  }
})

// What Python 3.11 prints with beautifulsoup4 4.15 and html.parser, but for `Contents:` of what is empty.
const soup = `TAG: <a class="one two" href="http://x/?a=1&amp;b=2" title='say "hi"'>Second &lt;Page&gt; ©</a>
URL: http://x/?a=1&b=2
Contents: Second <Page> ©
Attrs: {'href': 'http://x/?a=1&b=2', 'class': ['one', 'two'], 'title': 'say "hi"'}
TAG: <a class="" href="y"></a>
URL: y
Contents:
Attrs: {'href': 'y', 'class': []}
TAG: <a href="z"><img alt="it's &quot;x&quot;" src="q"/><b>bold</b></a>
URL: z
Contents: <img alt="it's &quot;x&quot;" src="q"/>
Attrs: {'href': 'z'}
TAG: <a name="n"><!-- hi --> t</a>
URL: None
Contents:  hi 
Attrs: {'name': 'n'}
TAG: <a href="m" rel="nofollow x"><script>1<2 && 3</script></a>
URL: m
Contents: <script>1<2 && 3</script>
Attrs: {'rel': ['nofollow', 'x'], 'href': 'm'}
TAG: <a disabled="">x<br/>y</a>
URL: None
Contents: x
Attrs: {'disabled': ''}`

test("the book's four lines are those of BeautifulSoup, and an empty element does not stop them", () => {
  const page = `<a href="http://x/?a=1&amp;b=2" class="one two" title='say "hi"'>Second &lt;Page&gt; &copy;</a><a href=y class=""></a>
<a href=z><img src=q alt="it's &quot;x&quot;"><b>bold</a><a name=n><!-- hi --> t</a>
<a rel="nofollow x" href='m'><script>1<2 && 3</script></a><a disabled>x<br>y</a>`
  assert.equal(elementsOf(page, 'a').map(bookLines).join('\n'), soup)
})

test('a selector selects elements with their place in the source', async () => {
  const page = '<ul><li class=x>a<li>b</ul><template><li class=x></template><svg viewBox=1></svg>'
  const found = await select(page, 'ul > li.x, svg[viewBox]')
  assert.deepEqual(
    found.map((element) => [element.markup, element.contents, element.at]),
    [
      ['<li class=x>a', 'a', 4],
      ['<svg viewBox=1></svg>', '', page.indexOf('<svg')],
    ],
  )
  assert.equal((await select('<p>a</p><p>b</p>', 'p:nth-child(2):contains("b")')).length, 1)
})

test('a selector that cannot be read and a page that is too large are said', async () => {
  await assert.rejects(select('<p>', 'p['), { code: 'usage', message: /^the selector p\[ cannot be read: / })
  await assert.rejects(select('x'.repeat(4_194_305), 'p'), { code: 'usage', message: /more than 4194304 characters/ })
  await assert.rejects(select('<span></x>'.repeat(3000), 'p'), {
    code: 'usage',
    message: /more than 2000 elements deep/,
  })
  assert.equal((await select('<p>'.repeat(3000), 'p')).length, 3000)
})
