import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareWithBook } from './book-regex.ts'

test("the book's pattern beside the parser: found, missed and taken wrongly, each with its reason", () => {
  const { found, missed, wrong } =
    compareWithBook(`<a href="http://found/"><a class=x href="https://found/?a=1&amp;b=2">
<a href='http://single/'><a href=http://bare/><a href = "http://spaced/"><A HREF="http://capitals/"><a href="HTTP://scheme/">
<a href="/relative"><a href="//host/"><a href="mailto:a@b"><a href=" http://space/"><a href="http://two
lines/"><!-- <a href="http://comment/"> --><link href="http://link/"><script>'<a href="http://script/">'</script>
<template><a href="http://template/"></template><a data-href="http://data/" href="/x"> href="http://text/" <img alt='href="http://alt/"'>`)
  assert.deepEqual(
    found.map(({ text, differs }) => [text, differs]),
    [
      ['http://found/', false],
      ['https://found/?a=1&amp;b=2', true],
    ],
  )
  assert.deepEqual(
    missed.map(({ raw, why }) => `${JSON.stringify(raw).slice(1, -1)}: ${why}`),
    [
      'http://single/: in single quotes',
      'http://bare/: without quotes',
      'http://spaced/: white space beside =',
      'http://capitals/: href in capitals',
      'HTTP://scheme/: http in capitals',
      '/relative: relative, without http://',
      '//host/: no scheme before //',
      'mailto:a@b: its scheme is mailto',
      ' http://space/: white space before http',
      String.raw`http://two\nlines/: a line end in the address`,
      '/x: relative, without http://',
    ],
  )
  assert.deepEqual(
    wrong.map(({ text, why }) => `${text}: ${why}`),
    [
      'http://comment/: it is in a comment',
      'http://link/: it is in <link>, which is not a link to follow',
      'http://script/: it is in the text of <script>',
      'http://template/: it is in a <template>, which is not part of the page',
      'http://data/: it is not the href of its <a>',
      'http://text/: it is text, not markup',
      'http://alt/: it is in <img>, which is not a link to follow',
    ],
  )
})
