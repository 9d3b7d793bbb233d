import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link } from './links.ts'
import type { PageOptions } from './read-page.ts'
import { read, seeded, utf8 } from '../../test/page/testing.ts'

const pieces = [
  '<div>¦</div>¦<div class="a" id=b/>¦<div title="<a href=no>">¦<div title=\'>\'a>¦<div a="¦<div =">¦<div a=\'"\'/>¦<div/a>',
  '<p x="y"z=">">¦</p a=">">¦<p\n>¦<p a = "¦" >¦<p a=="><a href=3>">¦<p a=b"c>¦<p a=/>¦<DIV>¦<divé>¦<blockquote>¦</blockquote x=y>',
  '<a href=1>¦<a class="c" href="2">x¦</a>¦<base href="/q/">¦<svg>¦</svg>¦<g>¦</g>¦<svg><div>¦<template>¦</template>¦<title>',
  '</title>¦<script>¦</script>¦<!--¦-->¦<¦>¦"¦&amp;¦ text ¦</¦<3¦<![CDATA[¦]]>¦<meta charset=utf-8>¦<style>¦</style>¦<image>',
].flatMap((line) => line.split('¦'))

function linksOf(bytes: Uint8Array, size: number, options: PageOptions): Link[] {
  const links: Link[] = []
  const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
  read(cut, {
    contentType: 'text/html; charset=utf-8',
    url: 'http://h/',
    ...options,
    onLink: (link) => links.push(link),
  })
  return links
}

test('the links are the same whether tags that nobody takes are skipped or read', () => {
  const random = seeded(6)
  let found = 0
  for (let n = 0; n < 3000; n++) {
    const parts = Array.from({ length: 1 + random(20) }, () =>
      random(3) === 0 ? '<a href=l>' : pieces[random(pieces.length)]!,
    )
    const page = utf8(`<body><div></div><p>${parts.join('')}`)
    const links = { text: n % 2 === 0 }
    // Who takes all text takes all tags too.
    const expected = linksOf(page, page.length, { links, onText: () => {} })
    for (const size of [page.length, 1, 1 + random(30)])
      assert.deepEqual(linksOf(page, size, { links }), expected, parts.join(''))
    found += expected.length
  }
  assert.ok(found > 2000, `${found} links`)
})
