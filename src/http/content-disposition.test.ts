import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { filenameOf } from './content-disposition.ts'

function reads(values: Record<string, string | undefined>): void {
  for (const [value, filename] of Object.entries(values)) assert.equal(filenameOf(value), filename, value)
}

test('a filename, quoted or not, in any case, with or without white space', () => {
  reads({
    'attachment; filename="x.bin"': 'x.bin',
    'attachment;filename=x.bin': 'x.bin',
    'Attachment ; FILENAME = "x.bin" ; size=12': 'x.bin',
    'inline; filename="my file.bin"': 'my file.bin',
    'attachment; filename="a;b.bin"; x=y': 'a;b.bin',
  })
})

test('filename* goes before filename, wherever it stands', () => {
  reads({
    'attachment; filename="x.bin"; filename*=UTF-8\'\'%e2%82%ac.bin': '€.bin',
    'attachment; filename*=utf-8\'de\'%C3%BC.bin; filename="x.bin"': 'ü.bin',
    "attachment; filename*=ISO-8859-1''%fc.bin": 'ü.bin',
    'attachment; filename*="UTF-8\'\'a%20b.bin"': 'a b.bin',
  })
})

test('a filename* that cannot be read gives way to filename', () => {
  reads({
    'attachment; filename="x.bin"; filename*=UTF-8\'\'%ff.bin': 'x.bin',
    "attachment; filename=x.bin; filename*=koi8-r''%c1": 'x.bin',
    'attachment; filename=x.bin; filename*=y.bin': 'x.bin',
    'attachment; filename*=y.bin': undefined,
  })
})

test('trailing ; and empty parameters are passed over', () => {
  reads({
    'attachment; filename="x.bin";': 'x.bin',
    'attachment; filename=x.bin ;': 'x.bin',
    ';;attachment;; filename=x.bin;;': 'x.bin',
  })
})

test('of repeated parameters the first counts', () => {
  reads({ 'attachment; filename="x.bin"; filename="y.bin"': 'x.bin' })
})

test('escapes in a quoted string: quotes and backslashes, but a path from Windows stays one', () => {
  reads({
    'attachment; filename="a\\"b\\\\c.bin"': 'a"b\\c.bin',
    'attachment; filename="..\\x\\y.bin"': '..\\x\\y.bin',
  })
})

test('bytes past ASCII are UTF-8 if they can be, else latin1', () => {
  reads({
    'attachment; filename="\xc3\xbc.bin"': 'ü.bin',
    'attachment; filename=\xfc.bin': 'ü.bin',
  })
})

test('percent escapes and encoded words in a plain filename are literal', () => {
  reads({
    'attachment; filename="a%2Fb%20c.bin"': 'a%2Fb%20c.bin',
    'attachment; filename="=?UTF-8?B?w7wuYmlu?="': '=?UTF-8?B?w7wuYmlu?=',
  })
})

test('quotes that are not closed, single quotes, spaces in a token, no type: read as curl does', () => {
  reads({
    'attachment; filename="x.bin': 'x.bin',
    "inline; filename='x.bin": 'x.bin',
    "inline; filename='x;y.bin'; z": 'x;y.bin',
    'attachment; filename=my file.bin': 'my file.bin',
    'filename=x.bin': 'x.bin',
  })
})

test('no filename, or an empty one, is none', () => {
  reads({
    '': undefined,
    attachment: undefined,
    'attachment; filename=""': undefined,
    'attachment; filename=': undefined,
    'attachment; name="x.bin"; xfilename=y': undefined,
    'attachment; x="; filename=evil.bin"': undefined,
  })
})

test('any value gives a name or none, in time that grows with its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'filename*=\'"\\;% \xfcUTF-8'.split('')) }), (text) => {
      const filename = filenameOf(`attachment; ${text}`)
      assert.ok(filename === undefined || filename.length <= text.length)
    }),
    { numRuns: 2000, seed: 1 },
  )
  for (const hostile of ['"\\', 'filename="\\"', '; filename ', ' \t', '; a=']) filenameOf(hostile.repeat(50_000))
})
